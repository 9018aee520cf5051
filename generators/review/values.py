"""The values of parameters: what is known of them, what is shown, and how a person says them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from generators.model import EnvVar, First, Joined, OutputOf, Previous, Value
from generators.review.masking import MASK, masked
from generators.review.model import Assigned, PropertyChange
from generators.review.nodes import Node


def known(declared: Mapping[str, Any], assigned: Assigned) -> dict[str, Node]:
    """The values that are known of the declared parameters, shown or not, as nodes."""
    nodes = {
        name: node(declared[name]["Type"], value)
        for name, value in assigned.items()
        if name in declared
    }
    return {name: node for name, node in nodes.items() if not isinstance(node, dict)}


def node(type_: str, value: Value) -> Node:
    """A value of a parameter of that type: text, a list, or a reference to where it comes from."""
    text = literal(value)
    if text is not None and not is_ssm(type_):
        listed = type_.startswith("List<") or type_ == "CommaDelimitedList"
        return [item.strip() for item in text.split(",") if item.strip()] if listed else text
    # In `${…}` a `!` would make text of the name.
    return {"Ref": said(value).replace("!", "")}


def is_ssm(type_: str) -> bool:
    """Whether a parameter's value names one of SSM's, whose value nobody knows here."""
    return "SSM::Parameter::Value" in type_


def hidden(declared: Mapping[str, Any], assigned: Assigned) -> frozenset[str]:
    """The parameters whose values are not shown: by NoEcho, by their name or by what they are."""
    return frozenset(
        name for name, one in declared.items() if no_echo(one) or _is_secret(assigned, name)
    )


def _is_secret(assigned: Assigned, name: str) -> bool:
    text = literal(assigned[name]) if name in assigned else None
    return text is not None and _is_masked(text, name)


@lru_cache(maxsize=4096)
def _is_masked(text: str, name: str) -> bool:
    return bool(masked(text, name) != text)


def no_echo(declared: Mapping[str, Any]) -> bool:
    """Whether CloudFormation itself does not show the parameter's value."""
    return declared.get("NoEcho") in (True, "true")


def literal(value: Value) -> str | None:
    """The value as CloudFormation's text; None where it is not known before a deploy."""
    match value:
        case str():
            return value
        case Joined(items):
            texts = [literal(item) for item in items]
            return None if None in texts else ",".join(text for text in texts if text)
    return None


def said(value: Value) -> str:
    """A value as a person says it: `network.VpcId`, `!Env VERSION or what it was`."""
    match value:
        case str():
            return value
        case OutputOf(stack, output):
            return f"{stack}.{output}"
        case EnvVar(name):
            return f"!Env {name}"
        case Previous():
            return "what it was"
        case First(options):
            return " or ".join(map(said, options))
        case Joined(items):
            return ", ".join(map(said, items))


def changes(
    former: Mapping[str, Any], declared: Mapping[str, Any], before: Assigned, after: Assigned
) -> tuple[PropertyChange, ...]:
    """The declared parameters whose values differ, as changes whose paths are their names.

    `former` are the parameters as they were declared: what was not shown once never is.
    """
    found = []
    for name, said_of in declared.items():
        old, new = before.get(name), after.get(name)
        if old == new or (old is None and new == str(said_of.get("Default"))):
            continue
        silent = no_echo(said_of) or no_echo(former.get(name, {}))
        one, other = (_shown(name, value, silent=silent) for value in (old, new))
        found.append(PropertyChange(path=name, old=one, new=other))
    return tuple(found)


def _shown(name: str, value: Value | None, *, silent: bool) -> Node:
    if value is None:
        return None
    return MASK if silent else masked(said(value), name)
