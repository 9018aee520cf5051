"""Who holds rights in a stack: its roles, users and groups, and those made elsewhere that it gives
some to."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from generators.review.evaluate import Evaluated, Resource
from generators.review.rights.documents import rights_of
from generators.review.rights.giving import GIVEN_TO, given, said_by
from generators.review.rights.grants import NONE, Rights, together
from generators.review.rights.names import KINDS, MANAGED, Key, Names
from generators.review.rights.phrases import only_if
from generators.review.rights.texts import alternatives, said


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Someone, and what they may; `resource` is None for one that is made elsewhere.

    `boundary` names the policy that bounds it, and `bounded` is what that says, if it is made here.
    """

    rights: Rights
    resource: Resource | None = None
    trust: Rights = NONE
    boundary: str = ""
    bounded: Rights | None = None


@dataclass(frozen=True)
class Holders:
    """Everyone in one version of a stack."""

    seen: Evaluated

    @cached_property
    def all(self) -> dict[Key, Holder]:
        """Every holder, and what it is given by whatever policy."""
        rights: dict[Key, list[Rights]] = defaultdict(list)
        for resource in self.seen.resources.values():
            for key, some in given(resource, self.names):
                rights[key].append(some)
        return {key: self._holder(key, together(some)) for key, some in rights.items()}

    @cached_property
    def loose_policies(self) -> dict[Key, Holder]:
        """Managed policies that nobody here has: whoever they are given to holds their rights."""
        return {
            Key("policy", name): Holder(resource=resource, rights=said_by(resource))
            for name, resource in self.seen.resources.items()
            if resource.type == MANAGED
            and name not in self._named
            and not any(resource.properties.get(to) for to in GIVEN_TO[MANAGED])
        }

    @cached_property
    def names(self) -> Names:
        """What properties call the resources."""
        return Names(self.seen.resources)

    @cached_property
    def _named(self) -> set[str]:
        """The policies that someone here has, or has as a boundary."""
        own = (
            self.names.policy(value)
            for resource in self.seen.resources.values()
            for name in ("ManagedPolicyArns", "PermissionsBoundary")
            if resource.type in KINDS
            for _, value in alternatives(resource.properties.get(name))
        )
        return {policy.logical_id for policy in own if policy}

    def _holder(self, key: Key, rights: Rights) -> Holder:
        resource = self.seen.resources.get(key.name)
        if resource is None or resource.type not in KINDS:
            return Holder(rights=rights)
        boundary = resource.properties.get("PermissionsBoundary")
        own = self.names.policy(boundary)
        bounds = [
            f"{self.names.logical_id(value) or said(value)}{only_if(when)}"
            for when, value in alternatives(boundary)
        ]
        return Holder(
            rights=rights,
            resource=resource,
            trust=rights_of(resource.properties.get("AssumeRolePolicyDocument")),
            boundary=" or ".join(bounds),
            bounded=said_by(own) if own else None,
        )
