"""A template with values put in: as much of it as can be known before a deploy, in one form.

Two templates that mean the same come out the same, however they are written. In what comes out

- every scalar is text, as CloudFormation takes it: `80` is `"80"`, `true` is `"true"`;
- a parameter whose value is known is that value, of a list type a list;
- conditions that are known have been followed: `Fn::If` is its branch, `AWS::NoValue` is gone, and
  so are resources and outputs that are not made;
- text with references in it is one `{"Fn::Sub": "…${A.Arn}…"}`, be it written as `Fn::Join` or
  `Fn::Sub`; a reference alone is `{"Ref": name}` or `{"Fn::GetAtt": [name, attribute]}`.

What depends on values that nobody knows before a deploy stays as it is written, in that same form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from generators.review import functions
from generators.review.model import Template
from generators.review.nodes import NO_VALUE, VARIABLE, Node


@dataclass(frozen=True, kw_only=True)
class Resource:
    """A resource that is made, or may be.

    `properties` are evaluated, and so are `attributes`: DeletionPolicy, UpdateReplacePolicy,
    UpdatePolicy, CreationPolicy, DependsOn, Metadata. `condition` names one that is not known.
    """

    logical_id: str
    type: str
    properties: Mapping[str, Node]
    attributes: Mapping[str, Node] = field(default_factory=dict)
    condition: str | None = None


Resources = Mapping[str, Resource]
"""The resources of one stack by their logical ids."""


@dataclass(frozen=True)
class Evaluated:
    """A template seen with values: `values` holds what is known of its parameters, as nodes."""

    template: Template
    values: Mapping[str, Node]

    @cached_property
    def resources(self) -> dict[str, Resource]:
        """Every resource that is made or may be."""
        found = {}
        for name, said in self.template.get("Resources", {}).items():
            truth = self._holds(said.get("Condition"))
            if truth is not False:
                found[name] = self._resource(
                    name, said, said.get("Condition") if truth is None else None
                )
        return found

    @cached_property
    def outputs(self) -> dict[str, Node]:
        """The value of every output that there is or may be."""
        return {
            name: self.node(said.get("Value"))
            for name, said in self.template.get("Outputs", {}).items()
            if self._holds(said.get("Condition")) is not False
        }

    def _resource(self, name: str, said: Mapping[str, Any], condition: str | None) -> Resource:
        rest = {k: v for k, v in said.items() if k not in ("Type", "Condition", "Properties")}
        properties = self.node(said.get("Properties", {}))
        return Resource(
            logical_id=name,
            type=said["Type"],
            properties=properties if isinstance(properties, dict) else {},
            attributes=self.node(rest),
            condition=condition,
        )

    def _holds(self, condition: str | None) -> bool | None:
        return True if condition is None else self._conditions.get(condition)

    @cached_property
    def _conditions(self) -> dict[str, bool | None]:
        """Whether each condition holds; None where that is not known."""
        return {
            name: self._truth(said) for name, said in self.template.get("Conditions", {}).items()
        }

    def _truth(self, said: Node) -> bool | None:
        match said:
            case {"Condition": str(name)}:
                return self._truth(self.template.get("Conditions", {}).get(name))
            case {"Fn::Not": [inner]}:
                truth = self._truth(inner)
                return None if truth is None else not truth
            case {"Fn::And": [*inner]}:
                return _all([self._truth(one) for one in inner])
            case {"Fn::Or": [*inner]}:
                truth = _all([_opposite(self._truth(one)) for one in inner])
                return _opposite(truth)
            case {"Fn::Equals": [one, other]}:
                first, second = self.node(one), self.node(other)
                return True if first == second else None if _open(first) or _open(second) else False
        return None

    def node(self, said: Node) -> Node:
        """A value of the template, evaluated."""
        match said:
            case bool():
                return "true" if said else "false"
            case int() | float():
                return str(said)
            case None | str():
                return said
            case list():
                items = (self.node(item) for item in said)
                return [item for item in items if item != NO_VALUE]
            case dict():
                return self._mapping(said)
        raise TypeError(f"{said!r} is nothing of JSON's")

    def _mapping(self, said: Mapping[str, Any]) -> Node:
        if len(said) == 1:
            ((name, inner),) = said.items()
            if name == "Ref" or name.startswith("Fn::"):
                return self._function(name, inner)
        found = {key: self.node(inner) for key, inner in said.items()}
        return {key: inner for key, inner in found.items() if inner != NO_VALUE}

    def _function(self, name: str, inner: Node) -> Node:
        match name, inner:
            case "Ref", str(parameter):
                return self.values.get(parameter, {"Ref": parameter})
            case "Fn::GetAtt", str(dotted):
                return {"Fn::GetAtt": dotted.split(".", 1)}
            case "Fn::If", [str(condition), yes, no]:
                return self._if(condition, self.node(yes), self.node(no))
            case "Fn::Sub", str(text):
                return self._sub(text, {})
            case "Fn::Sub", [str(text), dict(variables)]:
                return self._sub(text, {k: self.node(v) for k, v in variables.items()})
            case "Fn::FindInMap", [_, _, _]:
                return self._find(self.node(inner))
        return functions.computed(name, self.node(inner))

    def _if(self, condition: str, yes: Node, no: Node) -> Node:
        match self._holds(condition):
            case None:
                return yes if yes == no else {"Fn::If": [condition, yes, no]}
            case truth:
                return yes if truth else no

    def _find(self, keys: Node) -> Node:
        found: Any = self.template.get("Mappings", {})
        for key in keys:
            if not isinstance(key, str) or not isinstance(found, dict) or key not in found:
                return {"Fn::FindInMap": keys}
            found = found[key]
        return self.node(found)

    def _sub(self, text: str, variables: Mapping[str, Node]) -> Node:
        pieces: list[Node] = []
        at = 0
        for match in VARIABLE.finditer(text):
            pieces.append(text[at : match.start()])
            at = match.end()
            literal, name = match[1], match[2].strip()
            pieces.append(f"${{{name}}}" if literal else self._variable(name, variables))
        return functions.text([*pieces, text[at:]])

    def _variable(self, name: str, variables: Mapping[str, Node]) -> Node:
        if name in variables:
            return variables[name]
        if name in self.values:
            return self.values[name]
        resource, dot, attribute = name.partition(".")
        return {"Fn::GetAtt": [resource, attribute]} if dot else {"Ref": name}


def _open(value: Node) -> bool:
    """Whether a value is not known yet."""
    return not isinstance(value, str)


def _all(truths: list[bool | None]) -> bool | None:
    return False if False in truths else None if None in truths else True


def _opposite(truth: bool | None) -> bool | None:
    return None if truth is None else not truth
