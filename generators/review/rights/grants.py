"""What policies say: grants, each of one action on one resource to one principal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

from generators.review.rights.clauses import ALWAYS, When, template_condition, template_conditions
from generators.review.rights.conditions import holds_only_where
from generators.review.rights.reach import EVERYTHING, Reach, covered

ITSELF = Reach(pattern="")
"""The resource of a policy that stands on the resource, and the principal of a holder's own."""

_MOST_CASES = 4
"""Conditions of a template that are tried either way: more double the work each."""

_DIMENSIONS = ("principal", "action", "resource")


@dataclass(frozen=True, kw_only=True)
class Grant:
    """That `principal` may do `action` on `resource`, or may not: the policy's effect says which.

    `remark` is what to say of it besides: why it is so wide, or what policy of AWS's it stands for.
    """

    action: Reach
    resource: Reach = ITSELF
    principal: Reach = ITSELF
    when: When = ALWAYS
    remark: str = field(default="", compare=False)


@dataclass(frozen=True, kw_only=True)
class Attached:
    """A policy, or a group, that is made elsewhere: nobody can see here what it says."""

    name: str
    when: When = ALWAYS


@dataclass(frozen=True, kw_only=True)
class Rights:
    """All that the policies of one holder, or on one resource, say."""

    allows: frozenset[Grant] = frozenset()
    denies: frozenset[Grant] = frozenset()
    attached: frozenset[Attached] = frozenset()


NONE = Rights()
"""What nobody has said anything of."""

ANYTHING = Grant(action=EVERYTHING, resource=EVERYTHING)
"""Every action on everything."""


def together(rights: Iterable[Rights]) -> Rights:
    """What several policies say."""
    all_ = list(rights)
    return Rights(
        allows=_once(grant for one in all_ for grant in one.allows),
        denies=_once(grant for one in all_ for grant in one.denies),
        attached=frozenset(policy for one in all_ for policy in one.attached),
    )


def _once(grants: Iterable[Grant]) -> frozenset[Grant]:
    """Of equal grants always the same: one with a remark, if any has one."""
    return frozenset(sorted(grants, key=lambda one: one.remark, reverse=True))


def is_covered(grant: Grant, by: Iterable[Grant]) -> bool:
    """Whether grants together give all of a grant, as far as that is sure.

    They may share one of principals, actions and resources among them; each must have all of the
    other two, and no condition that the grant has not. What the template makes depend on one of its
    conditions must be there whether that holds or not.
    """
    given = list(by)
    return all(_is_covered(case, given) for case in _cases(grant, given))


def _cases(grant: Grant, by: Iterable[Grant]) -> Iterator[Grant]:
    """The grant under each way in which the template's conditions may turn out."""
    open_ = {name for one in by for name in template_conditions(one.when)}
    names = sorted(open_ - template_conditions(grant.when))[:_MOST_CASES]
    for truths in product(("true", "false"), repeat=len(names)):
        cases = (template_condition(*case) for case in zip(names, truths, strict=True))
        yield replace(grant, when=grant.when.union(*cases))


def _is_covered(grant: Grant, by: list[Grant]) -> bool:
    able = [one for one in by if holds_only_where(grant.when, one.when)]
    return any(_covered_sharing(shared, grant, able) for shared in _DIMENSIONS)


def alike(grant: Grant, among: Iterable[Grant]) -> list[Grant]:
    """The grants that cover a grant but for their conditions."""
    return [
        one
        for one in among
        if all(covered(getattr(grant, d), (getattr(one, d),)) for d in _DIMENSIONS)
    ]


def with_reach(grant: Grant, dimension: str, reach: Reach) -> Grant:
    """The grant with another action, resource or principal."""
    named: dict[str, Any] = {dimension: reach}
    return replace(grant, **named)


def _covered_sharing(shared: str, grant: Grant, able: list[Grant]) -> bool:
    wholly = [d for d in _DIMENSIONS if d != shared]
    parts = (
        getattr(one, shared)
        for one in able
        if all(covered(getattr(grant, d), (getattr(one, d),)) for d in wholly)
    )
    wide = tuple(dict.fromkeys(parts))
    return bool(wide) and covered(getattr(grant, shared), wide)
