"""Values as they may be shown: what looks like a secret is `****`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from generators.review.nodes import Node, items
from generators.secrecy import NAMES, VALUES, given_away

MASK = "****"
"""What stands for a secret."""

_HARMLESS = re.compile(r"|true|false|arn:[^:]*:.*|\$\{[^}]*\}", re.IGNORECASE)
_PLAIN = ("MasterUserPassword", "SecretString")
_ASSIGNED = re.compile(
    r"""(?P<name>[A-Za-z_][A-Za-z0-9_.-]*)(?P<to>["']?\s*[=:]\s*)(?P<value>\S.*)"""
)


def masked(value: Node, name: str = "") -> Node:
    """The value with its secrets masked. `name` is that of the property, variable or parameter."""
    match value:
        case {"Ref": _} | {"Fn::GetAtt": _}:
            return value
        case {"Fn::Sub": str(text)}:
            return {"Fn::Sub": _text(text, name)}
        case dict():
            called = next((value[key] for key in ("Name", "Key") if key in value), "")
            own = called if isinstance(called, str) else ""
            return {key: masked(inner, _called(key, own)) for key, inner in value.items()}
        case list():
            return [masked(inner, name) for inner in value]
        case str():
            return _text(value, name)
    return value


def secret_names(properties: Mapping[str, Node]) -> set[str]:
    """The variables of a task definition's containers that are secrets."""
    containers = items(properties.get("ContainerDefinitions"))
    return {
        str(secret.get("Name"))
        for container in containers
        if isinstance(container, dict)
        for secret in items(container.get("Secrets"))
        if isinstance(secret, dict)
    }


def hidden(value: Node, names: set[str]) -> Node:
    """The value with the variables of these names masked wherever they stand in plain text."""
    match value:
        case {"Name": str(name), "Value": str()} if name in names:
            return {**value, "Value": MASK}
        case dict() if names:
            return {key: hidden(inner, names) for key, inner in value.items()}
        case list() if names:
            return [hidden(inner, names) for inner in value]
    return value


def _called(key: str, own: str) -> str:
    """By what name a value counts: `Value` beside a Name goes by that."""
    return own if key in ("Value", "DefaultValue") and own else key


def _text(text: str, name: str) -> str:
    if NAMES.fullmatch(name) and not _HARMLESS.fullmatch(text):
        return MASK
    if name in _PLAIN:
        return MASK
    if "\n" in text:
        return "\n".join(line_masked(line) for line in text.split("\n"))
    return line_masked(text)


def line_masked(line: str) -> str:
    """A line of a script, or a whole short text, without the secrets in it."""
    if found := _ASSIGNED.search(line):
        said = found["value"].strip("\"',;")
        if NAMES.fullmatch(found["name"]) and not _HARMLESS.fullmatch(said):
            return f"{line[: found.start('value')]}{MASK}"
    for pattern in VALUES.values():
        line = re.sub(pattern, MASK, line)
    return line if given_away(line) is None else MASK
