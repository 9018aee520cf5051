"""The rules of the security groups that a resource is in, or that are about them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from generators.review.evaluate import Evaluated
from generators.review.exposure.coverage import Rule, When
from generators.review.exposure.members import Membership
from generators.review.exposure.rules import GROUP, Rules, rules


@dataclass(frozen=True)
class Groups:
    """The security groups that one version of a stack makes or has rules for."""

    template: Evaluated

    @cached_property
    def inward(self) -> Rules:
        """What each lets in."""
        return rules(self.template, "Ingress")

    @cached_property
    def outward(self) -> Rules:
        """What each lets out."""
        return rules(self.template, "Egress")

    def letting_in(self, memberships: Iterable[Membership]) -> list[Rule]:
        """What comes in to a member of groups."""
        return _under(self.inward, memberships)

    def letting_out(self, memberships: Iterable[Membership]) -> list[Rule]:
        """What a member of groups may connect to, as far as these decide."""
        return _under(self.outward, memberships)

    def admitting(self, group: str, memberships: Iterable[Membership]) -> list[Rule]:
        """The rules by which a group lets in members of others, as if these were all one."""
        return [
            replace(rule, source=replace(rule.source, text=""), when=rule.when | when)
            for name, when in memberships
            for rule in self.inward.get(group, ())
            if (rule.source.kind, rule.source.text) == ("group", name) and _may(rule, when)
        ]

    def foreign(self, memberships: Iterable[Membership]) -> list[str]:
        """The groups that are made elsewhere, whose rules nobody knows here."""
        made = {name for name, one in self.template.resources.items() if one.type == GROUP}
        return sorted({name for name, _ in memberships} - made)


def _under(known: Rules, memberships: Iterable[Membership]) -> list[Rule]:
    """The rules of groups, under the conditions of being in these besides their own."""
    return [
        replace(rule, when=rule.when | when)
        for name, when in memberships
        for rule in known.get(name, ())
        if _may(rule, when)
    ]


def _may(rule: Rule, when: When) -> bool:
    """Whether a rule may be there when these conditions are so."""
    return not any((condition, not holds) in rule.when for condition, holds in when)
