"""CloudFormation's own schemas of resource types, read from the files that cfn-lint brings along.

The files alone: importing cfn-lint takes a second, which is more than all else that is checked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_REGION = "us-east-1"  # where every type exists

Node = Mapping[str, Any]
"""A part of a schema: what one property may be."""

_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "array": list,
    "object": dict,
}

WORDS = {
    "string": "text",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "array": "a list",
    "object": "a mapping",
}
"""What JSON's types are called in messages."""


@cache
def _folder() -> Path:
    found = find_spec("cfnlint")
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError("cfnlint")
    return Path(found.submodule_search_locations[0]) / "data" / "schemas"


@cache
def _files() -> dict[str, str]:
    """The name of each type's file."""
    found: dict[str, str] = json.loads((_folder() / "providers" / f"{_REGION}.json").read_text())
    return found


@cache
def of(kind: str) -> Schema | None:
    """The schema of a resource type; None if CloudFormation knows no such type."""
    files = _files()
    if kind not in files:
        return None
    return Schema(json.loads((_folder() / "resources" / f"{files[kind]}.json").read_text()))


class Schema:
    """What a resource type's properties may be."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self._read_only = set(_paths(document, "readOnlyProperties"))
        self.create_only = _paths(document, "createOnlyProperties")
        """The ways to what cannot be changed once it is said, list items left out."""
        self.conditional_create_only = _paths(document, "conditionalCreateOnlyProperties")
        """The ways to what some changes of replace the resource, list items left out."""

    def is_read_only(self, way: tuple[str | int, ...]) -> bool:
        """Whether only CloudFormation itself says the property, or one that it is in."""
        names = tuple(step for step in way if isinstance(step, str))
        return any(names[: len(path)] == path for path in self._read_only)

    def properties(self, node: Node) -> dict[str, Node]:
        """The properties that a mapping may have, by name."""
        return {k: v for each in self._each(node) for k, v in each.get("properties", {}).items()}

    def item(self, node: Node) -> Node:
        """What an item of a list may be; anything where nothing is said."""
        return next((each["items"] for each in self._each(node) if "items" in each), {})

    def property(self, node: Node, name: str) -> Node | None:
        """What a property of a mapping may be; None if there can be none of that name."""
        known = self.properties(node)
        if name in known:
            return known[name]
        patterns = [
            p for each in self._each(node) for p in each.get("patternProperties", {}).items()
        ]
        for pattern, inner in patterns:
            if _matches(pattern, name):
                return dict(inner)
        more = [each.get("additionalProperties") for each in self._each(node)]
        given = next((one for one in more if isinstance(one, dict)), None)
        return given if given is not None else None if known or patterns else {}

    def types(self, node: Node) -> list[str]:
        """The JSON types that the node may have; all where nothing is said."""
        said = [each["type"] for each in self._each(node) if "type" in each]
        if not said:
            return list(_TYPES)
        return list(
            dict.fromkeys(t for one in said for t in ([one] if isinstance(one, str) else one))
        )

    def choices(self, node: Node) -> list[str]:
        """The only texts that are allowed; none where all are."""
        return next((list(each["enum"]) for each in self._each(node) if "enum" in each), [])

    def _each(self, node: Node) -> Iterator[Node]:
        """The node itself, what it refers to, and its alternatives."""
        yield node
        if "$ref" in node:
            yield from self._each(self._at(node["$ref"]))
        for way in ("allOf", "anyOf", "oneOf"):
            for inner in node.get(way, ()):
                yield from self._each(inner)

    def _at(self, pointer: str) -> Node:
        found: Any = self.document
        for step in pointer.removeprefix("#/").split("/"):
            found = found[step]
        return dict(found)


def is_of(type_: str, value: object) -> bool:
    """Whether a value is of a JSON type."""
    if isinstance(value, bool):
        return type_ == "boolean"
    return isinstance(value, _TYPES[type_])


def _paths(document: Mapping[str, Any], key: str) -> tuple[tuple[str, ...], ...]:
    return tuple(dict.fromkeys(_plain(path) for path in document.get(key) or ()))


def _plain(pointer: str) -> tuple[str, ...]:
    """The names on the way of a pointer such as /properties/Volumes/*/Name."""
    structure = ("properties", "items", "*")
    steps = pointer.strip("/").split("/")
    return tuple(step for step in steps if step not in structure)


def _matches(pattern: str, name: str) -> bool:
    """As far as Python reads the pattern, which is Java's."""
    try:
        return re.search(pattern, name) is not None
    except re.error:
        return True
