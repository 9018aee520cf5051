"""Which holder or policy of a stack a property means: by reference, by name or by ARN."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from generators.review.evaluate import Resource, Resources
from generators.review.nodes import Node
from generators.review.rights.texts import referred, said

KINDS = {"AWS::IAM::Role": "role", "AWS::IAM::User": "user", "AWS::IAM::Group": "group"}
"""The resource types that hold rights, in words."""

MANAGED = "AWS::IAM::ManagedPolicy"

_NAMES = ("RoleName", "UserName", "GroupName", "ManagedPolicyName")


@dataclass(frozen=True, order=True)
class Key:
    """A holder's kind (role, user, group, policy), and its logical id or name."""

    kind: str
    name: str


@dataclass(frozen=True)
class Names:
    """The names of what a stack makes."""

    resources: Resources

    def key(self, kind: str, value: Node) -> Key:
        """Whom a property names; one that is made elsewhere goes by what is written."""
        return Key(kind, self.logical_id(value) or referred(value) or said(value))

    def policy(self, value: Node) -> Resource | None:
        """The managed policy that a value means; None if it is not made here."""
        found = self.resources.get(self.logical_id(value) or "")
        return found if found and found.type == MANAGED else None

    def logical_id(self, value: Node) -> str | None:
        """The logical id of what a value means; None if it is not made here."""
        name = referred(value) or self._given.get(said(value).rpartition("/")[2])
        return name if name in self.resources else None

    @cached_property
    def _given(self) -> dict[str, str]:
        """Logical ids by the names that resources are given."""
        return {
            said(resource.properties[name]): logical_id
            for logical_id, resource in self.resources.items()
            if resource.type in {*KINDS, MANAGED}
            for name in _NAMES
            if name in resource.properties
        }
