"""References to what is made anew, or may be, so that they differ from what they were."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from generators.review.evaluate import Resource, Resources
from generators.review.model import Replacement
from generators.review.nodes import Node

ANEW = " (new)"
"""Behind the name of what is made anew, in what refers to it."""

PERHAPS = " (new?)"
"""Behind the name of what may be made anew."""

CHANGED = " (changed)"
"""Behind the name of what changes in place, before an attribute that is another by that."""

_BY_CHANGE = {
    ("AWS::EC2::LaunchTemplate", "LatestVersionNumber"),
    ("AWS::EC2::LaunchTemplate", "DefaultVersionNumber"),
    ("AWS::SSM::Parameter", "Value"),
}
"""Attributes that are others whenever their resource changes in place."""

_MARK = re.compile("|".join(re.escape(mark) for mark in (ANEW, PERHAPS, CHANGED)))
_VARIABLE = re.compile(r"\$\{([^!}.]+)(\.[^}]*)?\}")


@dataclass(frozen=True, kw_only=True)
class Fates:
    """What happens to a stack's resources: which are made anew, and which change in place."""

    resources: Resources
    anew: Mapping[str, Replacement] = field(default_factory=dict)
    changed: frozenset[str] = frozenset()

    def marked(self, resource: Resource) -> Resource:
        """The resource with its references marked."""
        return Resource(
            logical_id=resource.logical_id,
            type=resource.type,
            properties=self.node(resource.properties),
            attributes=self.node(resource.attributes),
            condition=resource.condition,
        )

    def node(self, value: Node) -> Node:
        """A value with its references marked."""
        match value:
            case {"Ref": str(name)}:
                return {"Ref": self._name(name, "")}
            case {"Fn::GetAtt": [str(name), attribute]}:
                return {"Fn::GetAtt": [self._name(name, str(attribute)), attribute]}
            case {"Fn::Sub": str(text)}:
                return {"Fn::Sub": _VARIABLE.sub(self._variable, text)}
            case dict():
                return {key: self.node(inner) for key, inner in value.items()}
            case list():
                return [self.node(inner) for inner in value]
        return value

    def _variable(self, found: re.Match[str]) -> str:
        attribute = found[2] or ""
        return f"${{{self._name(found[1], attribute[1:])}{attribute}}}"

    def _name(self, name: str, attribute: str) -> str:
        match self.anew.get(name, Replacement.NO):
            case Replacement.YES:
                return f"{name}{ANEW}"
            case Replacement.MAYBE:
                return f"{name}{PERHAPS}"
        if name in self.changed and (self.resources[name].type, attribute) in _BY_CHANGE:
            return f"{name}{CHANGED}"
        return name


def plain(value: Node) -> Node:
    """A value without marks: as if nothing were made anew."""
    match value:
        case str():
            return _MARK.sub("", value)
        case dict():
            return {key: plain(inner) for key, inner in value.items()}
        case list():
            return [plain(inner) for inner in value]
    return value


def doubtful(value: Node) -> bool:
    """Whether all that makes a value another is something that only may be made anew."""
    text = str(value)
    return PERHAPS in text and ANEW not in text and CHANGED not in text


def followed(value: Node) -> tuple[str, ...]:
    """What a value refers to that is made anew, may be, or changes."""
    return tuple(dict.fromkeys(re.findall(r"([\w.:-]+) \((?:new\??|changed)\)", str(value))))
