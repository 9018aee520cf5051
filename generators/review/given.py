"""The values of a stack's parameters as nodes: what is known as text, what is not as a reference.

A value that is not known yet but is the same on both sides stays the parameter itself, `Ref Name`;
where the sides differ, or what it is taken from moves, each side gets a reference that says so.
What is not to be shown is never put in: it stays its parameter, and differs by a mark.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generators.model import OutputOf, Value
from generators.review import values
from generators.review.marking import ANEW, PERHAPS
from generators.review.model import Assigned, Replacement
from generators.review.nodes import UNSURE, Node
from generators.values import outputs_in

Moved = Mapping[OutputOf, Replacement]
"""Outputs that a deploy changes, or may change."""


@dataclass(frozen=True, kw_only=True)
class Given:
    """The values of a stack's parameters on one side, beside those of the other.

    `declared` are this side's parameters; `hidden` names those whose values stand in no text.
    """

    declared: Mapping[str, Any]
    own: Assigned
    other: Assigned
    hidden: frozenset[str]

    def nodes(self, moved: Moved, *, after: bool) -> dict[str, Node]:
        """What stands for each parameter whose value is known, or is another on the other side.

        What takes a moved output is named by that on both sides, and marked on the side after.
        """
        found = {}
        for name, value in self.own.items():
            if name not in self.declared:
                continue
            type_ = self.declared[name]["Type"]
            node = {"Ref": name} if name in self.hidden else values.node(type_, value)
            mark = _mark(value, moved)
            if mark or self._is_another(name) or not isinstance(node, dict):
                found[name] = _marked(node, self._own_mark(name, mark, after=after))
        return found

    def _is_another(self, name: str) -> bool:
        return name in self.other and self.other[name] != self.own[name]

    def _own_mark(self, name: str, moved: str, *, after: bool) -> str:
        """The mark of a value that is not known, or not shown."""
        if moved or not self._is_another(name):
            return moved if after else ""
        if not after:
            return "" if name in self.hidden else UNSURE
        known = all(values.literal(side[name]) is not None for side in (self.own, self.other))
        return ANEW if known and not values.is_ssm(self.declared[name]["Type"]) else UNSURE


def _marked(node: Node, mark: str) -> Node:
    return {"Ref": f"{node['Ref']}{mark}"} if isinstance(node, dict) else node


def _mark(value: Value, moved: Moved) -> str:
    found = {moved.get(output, Replacement.NO) for output in outputs_in(value)}
    return ANEW if Replacement.YES in found else PERHAPS if Replacement.MAYBE in found else ""
