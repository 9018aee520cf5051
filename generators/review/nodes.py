"""Values in evaluated templates: text, lists, mappings, and what is not known yet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

Node = Any
"""A value in a template: text, a list, a mapping, or a function of CloudFormation."""

NO_VALUE: Node = {"Ref": "AWS::NoValue"}
"""What stands where nothing is to stand."""

VARIABLE = re.compile(r"\$\{(!?)([^}]*)\}")
"""A reference in the text of an `Fn::Sub`; with the mark, a literal `${…}`."""

UNSURE = " (changed?)"
"""Behind what is not known before a deploy and may be another by the change: a value that comes
from elsewhere now, a condition that asks something else, a mapping with other content."""


def items(value: Node) -> Iterator[Node]:
    """The items of what should be a list: of one that is none itself, of both branches of an If."""
    match value:
        case None:
            return
        case {"Fn::If": [_, yes, no]}:
            yield from items(yes)
            yield from items(no)
        case list():
            for item in value:
                yield from items(item)
        case _ if value != NO_VALUE:
            yield value


def branches(value: Node) -> Iterator[Node]:
    """All that a single value may be: itself, or what the branches of an If may be."""
    match value:
        case {"Fn::If": [_, yes, no]}:
            yield from branches(yes)
            yield from branches(no)
        case _:
            yield value


def references(value: Node) -> Iterator[tuple[str, str]]:
    """What a value refers to: names, each with the attribute that it takes (empty for a Ref)."""
    match value:
        case {"Ref": str(name)}:
            yield name, ""
        case {"Fn::GetAtt": [str(name), str(attribute)]}:
            yield name, attribute
        case {"Fn::Sub": str(text)}:
            for match in VARIABLE.finditer(text):
                if not match[1]:
                    name, _, attribute = match[2].partition(".")
                    yield name, attribute
        case dict():
            for inner in value.values():
                yield from references(inner)
        case list():
            for inner in value:
                yield from references(inner)


def is_function(value: Mapping[str, Node]) -> bool:
    """Whether a mapping is a function of CloudFormation's, or a reference."""
    name = next(iter(value), "") if len(value) == 1 else ""
    return name == "Ref" or name.startswith("Fn::")


def readable(value: Node) -> Node:
    """The value with its references as text: `${Role.Arn}`."""
    match value:
        case {"Ref": str()} | {"Fn::GetAtt": [str(), str()]} | {"Fn::Sub": str()}:
            return written(value)
        case dict():
            return {key: readable(inner) for key, inner in value.items()}
        case list():
            return [readable(inner) for inner in value]
    return value


def written(value: Node) -> str:
    """A value as one line or a whole script of text: functions as `${Name}`, else as JSON is."""
    match value:
        case str():
            return value
        case {"Ref": str(name)}:
            return f"${{{name}}}"
        case {"Fn::GetAtt": [str(name), str(attribute)]}:
            return f"${{{name}.{attribute}}}"
        case {"Fn::Sub": str(text)}:
            return text
        case {"Fn::Base64": inner}:
            return written(inner)
        case {"Fn::Join": ["", list(parts)]}:
            return "".join(written(part) for part in parts)
        case dict() if len(value) == 1 and next(iter(value)).startswith("Fn::"):
            ((name, inner),) = value.items()
            return f"${{{name.removeprefix('Fn::')} {written(inner)}}}"
        case dict():
            return "{" + ", ".join(f"{key}: {written(inner)}" for key, inner in value.items()) + "}"
        case list():
            return "[" + ", ".join(written(inner) for inner in value) + "]"
    return str(value)
