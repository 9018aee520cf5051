"""Two versions of somebody's rights: what is new, what is gone, by what the patterns cover."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass, replace

from generators.review.model import Sense
from generators.review.rights.clauses import When
from generators.review.rights.conditions import holds_only_where
from generators.review.rights.grants import (
    ANYTHING,
    Attached,
    Grant,
    Rights,
    alike,
    is_covered,
    with_reach,
)
from generators.review.rights.reach import EVERYTHING, Reach


@dataclass(frozen=True, kw_only=True)
class Change:
    """A grant that is new or gone; `denies` where it is one that denies.

    `others` are the conditions of its likes on the other side, none where there is no like; `parts`
    are the grants there that are parts of it.
    """

    grant: Grant
    new: bool
    denies: bool = False
    others: tuple[When, ...] = ()
    parts: frozenset[Grant] = frozenset()

    @property
    def sense(self) -> Sense:
        """Worse where more is allowed, or less is denied."""
        return Sense.WORSE if self.new != self.denies else Sense.BETTER


def changes(before: Rights, after: Rights) -> list[Change]:
    """All grants of the one version that the other does not cover."""
    allows = _of_one_effect(before.allows, after.allows, denies=False)
    denies = _of_one_effect(before.denies, after.denies, denies=True)
    effective = (c for c in allows if not is_covered(c.grant, (after if c.new else before).denies))
    return [*effective, *denies]


def attachments(before: Rights, after: Rights) -> Iterator[tuple[Attached, Sense]]:
    """The policies of elsewhere that only one version has."""
    for one in sorted(after.attached - before.attached, key=_name):
        if not _is_held(one, before):
            yield one, Sense.WORSE
    for one in sorted(before.attached - after.attached, key=_name):
        if not _is_held(one, after):
            yield one, Sense.BETTER


def same(one: Rights, other: Rights) -> bool:
    """Whether two rights come to the same."""
    return not changes(one, other) and not [*attachments(one, other)]


def _name(policy: Attached) -> str:
    return policy.name


def _is_held(policy: Attached, by: Rights) -> bool:
    return is_covered(replace(ANYTHING, when=policy.when), by.allows) or any(
        one.name == policy.name and holds_only_where(policy.when, one.when) for one in by.attached
    )


def _of_one_effect(before: Set[Grant], after: Set[Grant], *, denies: bool) -> list[Change]:
    """What is new and what is gone; of two that differ in their condition, the one that is worse.

    Where the condition alone has changed and neither is the stricter, both would be told.
    """
    new = [_change(g, before, new=True, denies=denies) for g in _beyond(after, before)]
    gone = [_change(g, after, new=False, denies=denies) for g in _beyond(before, after)]
    worse, better = (gone, new) if denies else (new, gone)
    told = [c.grant for c in worse if c.others]
    return [*worse, *(c for c in better if not c.others or not alike(c.grant, told))]


def _change(grant: Grant, others: Set[Grant], *, new: bool, denies: bool) -> Change:
    whens = _conditions(grant, others)
    parts = frozenset(one for one in others if not whens and is_covered(one, [grant]))
    return Change(grant=grant, new=new, denies=denies, others=whens, parts=parts)


def _beyond(these: Set[Grant], those: Set[Grant]) -> list[Grant]:
    """What the one side gives and the other does not, each right once."""
    found = [
        part
        for grant in these - those
        if not is_covered(grant, those)
        for part in _less_left_out(grant, those)
        if not is_covered(part, those)
    ]
    widest: list[Grant] = []
    for one in sorted(set(found), key=_extent):
        if not is_covered(one, widest):
            widest = [*(other for other in widest if not is_covered(other, [one])), one]
    return widest


def _less_left_out(grant: Grant, others: Set[Grant]) -> list[Grant]:
    """Of all but some, what another grant of all but some leaves out besides; else the grant."""
    for name in ("action", "resource"):
        reach: Reach = getattr(grant, name)
        for other in sorted(others, key=_extent) if reach.pattern == EVERYTHING.pattern else ():
            but: Reach = getattr(other, name)
            more = but.but - reach.but
            if more and reach.but < but.but and with_reach(grant, name, but) == other:
                narrow = (replace(but, pattern=one, but=frozenset()) for one in sorted(more))
                return [with_reach(grant, name, one) for one in narrow]
    return [grant]


def _extent(grant: Grant) -> list[tuple[str, list[str]]]:
    """A fixed order."""
    reaches = (grant.action, grant.resource, grant.principal)
    return [(one.pattern, sorted(one.but)) for one in reaches]


def _conditions(grant: Grant, among: Set[Grant]) -> tuple[When, ...]:
    """The conditions under which the other side has a grant, without what others let through."""
    found: list[When] = []
    for when in sorted({one.when for one in alike(grant, among)}, key=_size):
        if not any(holds_only_where(when, other) for other in found):
            found.append(when)
    return tuple(found)


def _size(when: When) -> tuple[int, list[tuple[str, str, list[str]]]]:
    return len(when), sorted((one.operator, one.key, sorted(one.values)) for one in when)
