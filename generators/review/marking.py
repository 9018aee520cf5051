"""References to what is made anew, or may be, so that they differ from what they were."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from generators.review.evaluate import Resource, Resources
from generators.review.model import Replacement
from generators.review.nodes import UNSURE, Node

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

_MARK = re.compile("|".join(re.escape(mark) for mark in (ANEW, PERHAPS, CHANGED, UNSURE)))
_MOVED = re.compile("|".join(map(re.escape, (ANEW, PERHAPS))))
_UNSURE = re.compile(re.escape(UNSURE))
_FOLLOWED = re.compile(r"([\w.:-]+) \((?:new\??|changed)\)")
_ASKED = re.compile(r"'Fn::(?:If|FindInMap)': \['([\w.:-]+) \(changed\?\)")
_MARKED = re.compile(r"([\w.:-]+) \((?:new|changed)\??\)")
_VARIABLE = re.compile(r"\$\{([^!}.]+)(\.[^}]*)?\}")


@dataclass(frozen=True, kw_only=True)
class Fates:
    """What happens to a stack's resources: which are made anew, and which change in place."""

    resources: Resources
    anew: Mapping[str, Replacement] = field(default_factory=dict)
    changed: frozenset[str] = frozenset()

    def marked(self, resource: Resource) -> Resource:
        """The resource with its references marked."""
        if not (self.anew or self.changed):
            return resource
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
            case str():
                return value
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
    return _without(_MARK, value)


def unmoved(value: Node) -> Node:
    """A value as if nothing that it is taken from were made anew."""
    return _without(_MOVED, value)


def sure(value: Node) -> Node:
    """A value without the marks of what may be another, as people read it."""
    return _without(_UNSURE, value)


def _without(marks: re.Pattern[str], value: Node) -> Node:
    match value:
        case str():
            return marks.sub("", value) if " (" in value else value
        case dict():
            return {key: _without(marks, inner) for key, inner in value.items()}
        case list():
            return [_without(marks, inner) for inner in value]
    return value


def doubtful(*values: Node) -> bool:
    """Whether all that makes values others is something that only may be another."""
    text = str(values)
    if ANEW in text or CHANGED in text:
        return False
    return PERHAPS in text or UNSURE in text


def followed(value: Node) -> tuple[str, ...]:
    """What a value refers to that is made anew, may be, or changes."""
    return tuple(dict.fromkeys(_FOLLOWED.findall(str(value))))


def asked(value: Node) -> tuple[str, ...]:
    """The conditions and mappings that decide a value and may decide it otherwise now."""
    return tuple(dict.fromkeys(_ASKED.findall(str(value))))


def marked_names(value: Node) -> tuple[str, ...]:
    """All that is marked in a value."""
    return tuple(dict.fromkeys(_MARKED.findall(str(value))))
