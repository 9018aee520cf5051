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

from generators.review import lookups
from generators.review.conditions import Conditions
from generators.review.expressions import Expressions
from generators.review.model import Template
from generators.review.nodes import UNSURE, Node


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
    """A template seen with values: `values` holds what is known of its parameters, as nodes.

    `facts` are known besides, by what a Ref calls them, and decide conditions and find what stands
    in Mappings, but stand in no text. `called` has other names for conditions that are not known,
    and `former` is the template that this one comes after: what a lookup in another mapping gives
    is marked as unsure. `assumed` says of conditions whether they hold, whatever they ask.
    """

    template: Template
    values: Mapping[str, Node]
    facts: Mapping[str, Node] = field(default_factory=dict)
    called: Mapping[str, str] = field(default_factory=dict)
    former: Template = field(default_factory=dict)
    assumed: Mapping[str, bool] = field(default_factory=dict)

    @cached_property
    def resources(self) -> dict[str, Resource]:
        """Every resource that is made or may be."""
        found = {}
        for name, said in self.template.get("Resources", {}).items():
            truth = self._holds(said.get("Condition"))
            if truth is not False:
                found[name] = self._resource(
                    name, said, self._called(said["Condition"]) if truth is None else None
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

    @cached_property
    def conditions(self) -> Conditions:
        """Which conditions hold."""
        said = self.template.get("Conditions", {})
        return Conditions(said, self._informed.node, self.assumed)

    @cached_property
    def _informed(self) -> Evaluated:
        """The same where facts count, too: in conditions and in the keys of mappings."""
        if not self.facts:
            return self
        return Evaluated(self.template, {**self.values, **self.facts}, former=self.former)

    def _holds(self, condition: str | None) -> bool | None:
        return True if condition is None else self.conditions.holds(condition)

    def _called(self, condition: str) -> str:
        return self.called.get(condition, condition)

    def node(self, said: Node) -> Node:
        """A value of the template, evaluated."""
        return self._expressions.node(said)

    @cached_property
    def _expressions(self) -> Expressions:
        return Expressions(values=self.values, either=self._if, find=self._find)

    def _if(self, condition: str, yes: Node, no: Node) -> Node:
        match self._holds(condition):
            case None:
                return yes if yes == no else {"Fn::If": [self._called(condition), yes, no]}
            case truth:
                return yes if truth else no

    def _find(self, keys: list[Any]) -> Node:
        known = [self._informed.node(key) for key in keys]
        mappings = self.template.get("Mappings", {})
        found = lookups.found(mappings, known)
        if found is not None:
            return self.node(found)
        name, *rest = [self.node(key) for key in keys]
        former = self.former.get("Mappings", {})
        if self.former and lookups.possible(former, known) != lookups.possible(mappings, known):
            name = f"{name}{UNSURE}"
        return {"Fn::FindInMap": [name, *rest]}
