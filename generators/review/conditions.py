"""Whether the conditions of a template hold, and of those that nobody knows, what they ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from generators.review.nodes import Node, written

Truth = bool | Node
"""Whether a condition holds; where that is not known, what it comes down to, in one form."""


class Conditions:
    """The conditions of one template.

    `node` evaluates what stands in them; `assumed` are those that hold or not, whatever they ask.
    """

    def __init__(
        self, said: Mapping[str, Any], node: Callable[[Any], Node], assumed: Mapping[str, bool]
    ) -> None:
        self._said = said
        self._node = node
        self._found: dict[str, Truth] = dict(assumed)

    def holds(self, name: str) -> bool | None:
        """Whether the condition holds; None where that is not known."""
        found = self._named(name)
        return found if isinstance(found, bool) else None

    @property
    def unknown(self) -> dict[str, Node]:
        """What each condition asks that is not known: the same, however it is called or written."""
        found = {name: self._named(name) for name in self._said}
        return {name: truth for name, truth in found.items() if not isinstance(truth, bool)}

    def _named(self, name: str) -> Truth:
        if name not in self._found:
            # Until it is known it stands for itself, so that a circle comes to an end.
            self._found[name] = {"Condition": name}
            if name in self._said:
                self._found[name] = self._truth(self._said[name])
        return self._found[name]

    def _truth(self, said: Node) -> Truth:
        match said:
            case {"Condition": str(name)}:
                return self._named(name)
            case {"Fn::Not": [inner]}:
                return _opposite(self._truth(inner))
            case {"Fn::And": [*inner]}:
                return _together("Fn::And", [self._truth(one) for one in inner])
            case {"Fn::Or": [*inner]}:
                return _together("Fn::Or", [self._truth(one) for one in inner])
            case {"Fn::Equals": [one, other]}:
                return _equals(self._node(one), self._node(other))
        return self._node(said)


def _opposite(truth: Truth) -> Truth:
    match truth:
        case bool():
            return not truth
        case {"Fn::Not": [inner]}:
            return inner
    return {"Fn::Not": [truth]}


def _together(name: str, parts: list[Truth]) -> Truth:
    """All of them (`Fn::And`), or any (`Fn::Or`); what is known of them drops out."""
    decides = name == "Fn::Or"
    if any(part is decides for part in parts):
        return decides
    rest = {written(part): part for part in parts if not isinstance(part, bool)}
    if len(rest) < 2:
        return next(iter(rest.values()), not decides)
    return {name: [rest[key] for key in sorted(rest)]}


def _equals(one: Node, other: Node) -> Truth:
    if one == other:
        return True
    if isinstance(one, str) and isinstance(other, str):
        return False
    return {"Fn::Equals": sorted((one, other), key=written)}
