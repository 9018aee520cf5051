"""The values of a stack's parameters as nodes: what is known as text, what is not as a reference.

A value that is not known yet but is the same on both sides stays the parameter itself, `Ref Name`;
where the sides differ, or what it is taken from moves, each side gets a reference that says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generators.model import EnvVar, First, Joined, OutputOf, Previous, Value
from generators.review.marking import ANEW, PERHAPS
from generators.review.masking import MASK, masked
from generators.review.model import Assigned, PropertyChange, Replacement
from generators.review.nodes import Node
from generators.values import outputs_in

Moved = Mapping[OutputOf, Replacement]
"""Outputs that a deploy changes, or may change."""


def nodes(
    declared: Mapping[str, Any], own: Assigned, other: Assigned, moved: Moved, *, after: bool
) -> dict[str, Node]:
    """What stands for each parameter whose value is known, or is another than on the other side.

    `own` are the values of this side, `other` those of the side that it is compared with. What
    takes a moved output is named by that on both sides, and marked on the side after.
    """
    found = {}
    for name, value in own.items():
        if name in declared:
            another = name in other and other[name] != value
            hidden = declared[name].get("NoEcho") in (True, "true")
            mark = ANEW if hidden and another else _mark(value, moved)
            node = {"Ref": name} if hidden else _node(declared[name]["Type"], value)
            if another or mark or not isinstance(node, dict):
                found[name] = _marked(node, mark) if after else node
    return found


def _node(type_: str, value: Value) -> Node:
    """A text, a list, or a reference to where the value will come from."""
    text = literal(value)
    if text is not None and "SSM::Parameter::Value" not in type_:
        listed = type_.startswith("List<") or type_ == "CommaDelimitedList"
        return [item.strip() for item in text.split(",") if item.strip()] if listed else text
    # In `${…}` a `!` would make text of the name.
    return {"Ref": said(value).replace("!", "")}


def _marked(node: Node, mark: str) -> Node:
    return {"Ref": f"{node['Ref']}{mark}"} if isinstance(node, dict) else node


def _mark(value: Value, moved: Moved) -> str:
    found = {moved.get(output, Replacement.NO) for output in outputs_in(value)}
    return ANEW if Replacement.YES in found else PERHAPS if Replacement.MAYBE in found else ""


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
    declared: Mapping[str, Any], before: Assigned, after: Assigned
) -> tuple[PropertyChange, ...]:
    """The declared parameters whose values differ, as changes whose paths are their names."""
    found = []
    for name, said_of in declared.items():
        old, new = before.get(name), after.get(name)
        if old == new or (old is None and new == str(said_of.get("Default"))):
            continue
        hidden = said_of.get("NoEcho") in (True, "true")
        one, other = (_shown(name, value, hidden=hidden) for value in (old, new))
        found.append(PropertyChange(path=name, old=one, new=other))
    return tuple(found)


def _shown(name: str, value: Value | None, *, hidden: bool) -> Node:
    if value is None:
        return None
    return MASK if hidden else masked(said(value), name)
