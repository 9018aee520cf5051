"""CloudFormation's functions where a value may stand, and the names in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generators.errors import did_you_mean
from generators.parts.text import PSEUDO_PARAMETERS, names
from generators.stacks.service.overrides import is_worked_out

KNOWN = frozenset(
    {
        "Ref",
        *(f"Fn::{name}" for name in ("Base64", "Cidr", "FindInMap", "GetAtt", "GetAZs", "If")),
        *(f"Fn::{name}" for name in ("Join", "Select", "Split", "Sub")),
    }
)
"""The functions that may stand for a value."""

PSEUDO = PSEUDO_PARAMETERS | {"AWS::NoValue"}

Said = tuple[tuple[str | int, ...], str]
"""Where inside a value, and what is wrong there."""


def faults(declared: frozenset[str], value: Mapping[str, Any]) -> Iterator[Said]:
    """A function that does not exist, or that names what does not."""
    ((name, argument),) = value.items()
    if name not in KNOWN:
        yield (), f"has {name}, which is no function that stands here{did_you_mean(name, KNOWN)}"
        return
    for found in named(name, argument):
        if found not in declared | PSEUDO:
            yield (), f"has {found}, which nothing declares{did_you_mean(found, declared)}"
    for step, item in items(argument):
        if is_worked_out(item):
            for place, message in faults(declared, item):
                yield (name, step, *place), message


def named(function: str, argument: Any) -> Iterator[str]:
    """The parameters and resources that a function names."""
    match function, argument:
        case "Ref", str(name):
            yield name
        case "Fn::GetAtt", [str(name), *_]:
            yield name
        case "Fn::GetAtt", str(text):
            yield text.partition(".")[0]
        case "Fn::Sub", str(text):
            yield from _in_text(text)
        case "Fn::Sub", [str(text), dict(own)]:
            yield from (name for name in _in_text(text) if name not in own)


def _in_text(text: str) -> Iterator[str]:
    yield from (name.partition(".")[0] for name in names(text) if not name.startswith("!"))


def items(value: Any) -> list[tuple[Any, Any]]:
    """What is in a value, each by its key or index."""
    match value:
        case dict():
            return list(value.items())
        case list():
            return list(enumerate(value))
    return []
