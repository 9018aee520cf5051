"""Changes that one sentence can tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from generators.review.model import Sense
from generators.review.rights import phrases
from generators.review.rights.clauses import When
from generators.review.rights.comparing import Change
from generators.review.rights.escalation import PASSING
from generators.review.rights.grants import Grant
from generators.review.rights.reach import Reach

_T = TypeVar("_T")

Reaches = tuple[Reach, ...]


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """All of these actions on all of these resources, for all of these principals.

    The rest is as in a Change.
    """

    principals: Reaches
    actions: Reaches
    resources: Reaches
    when: When
    new: bool
    denies: bool
    others: tuple[When, ...]
    parts: frozenset[Grant]
    remarks: tuple[str, ...]

    @property
    def sense(self) -> Sense:
        """Worse where more is allowed, or less is denied."""
        return Sense.WORSE if self.new != self.denies else Sense.BETTER

    @property
    def passes_roles(self) -> bool:
        """Whether it is the right to pass roles, and no other."""
        return all(_is_pass_role(action) for action in self.actions)


def bundled(changes: Iterable[Change]) -> list[Bundle]:
    """Changes in as few bundles as are rectangles, the widest first."""
    kinds: dict[tuple[object, ...], list[Change]] = defaultdict(list)
    for change in changes:
        grant = change.grant
        kind = (grant.when, change.new, change.denies, change.others, _is_pass_role(grant.action))
        kinds[kind].append(change)
    found = [bundle for some in kinds.values() for bundle in _rectangles(some)]
    return sorted(found, key=_order)


def granted(grants: Iterable[Grant]) -> list[Bundle]:
    """Grants alone, in bundles."""
    return bundled(Change(grant=grant, new=True) for grant in grants)


def _rectangles(some: list[Change]) -> Iterator[Bundle]:
    """Those who may the same together, and for them the actions on the same resources."""
    by_who = _inverted(
        {
            who: frozenset(
                (c.grant.action, c.grant.resource) for c in some if c.grant.principal == who
            )
            for who in {c.grant.principal for c in some}
        }
    )
    for pairs, who in by_who.items():
        on = {a: frozenset(r for one, r in pairs if one == a) for a, _ in pairs}
        for resources, actions in _inverted(on).items():
            grants = {
                Grant(action=a, resource=r, principal=w)
                for a in actions
                for r in resources
                for w in who
            }
            yield _bundle(who, actions, resources, [c for c in some if _bare(c.grant) in grants])


def _bundle(
    who: Reaches, actions: Reaches, resources: frozenset[Reach], of: list[Change]
) -> Bundle:
    first = of[0]
    return Bundle(
        principals=who,
        actions=actions,
        resources=_sorted(resources),
        when=first.grant.when,
        new=first.new,
        denies=first.denies,
        others=first.others,
        parts=frozenset(part for change in of for part in change.parts),
        remarks=tuple(sorted({change.grant.remark for change in of} - {""})),
    )


def _bare(grant: Grant) -> Grant:
    return Grant(action=grant.action, resource=grant.resource, principal=grant.principal)


def _inverted(sets: Mapping[Reach, frozenset[_T]]) -> dict[frozenset[_T], Reaches]:
    found: dict[frozenset[_T], list[Reach]] = defaultdict(list)
    for key, value in sets.items():
        found[value].append(key)
    return {value: _sorted(keys) for value, keys in found.items()}


def _sorted(reaches: Iterable[Reach]) -> Reaches:
    return tuple(sorted(reaches, key=lambda one: (one.pattern, sorted(one.but))))


def _is_pass_role(action: Reach) -> bool:
    return action.pattern.lower() == PASSING.lower()


def _order(bundle: Bundle) -> tuple[object, ...]:
    """A fixed order: what is worse first, then by the words."""
    return (
        bundle.sense is not Sense.WORSE,
        bundle.denies,
        phrases.actions(bundle.actions),
        phrases.resources(bundle.resources),
        phrases.principals(bundle.principals),
        phrases.condition(bundle.when) if bundle.when else "",
        phrases.only_if(*bundle.others),
    )
