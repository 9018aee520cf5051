"""What comes of being in other security groups than before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from generators.review.exposure.attached import Groups
from generators.review.exposure.coverage import Rule
from generators.review.exposure.members import Membership
from generators.review.exposure.parts import Gathered, gathered, parts
from generators.review.exposure.words import of_sources, under
from generators.review.model import Sense
from generators.review.settings import shown

Told = Iterator[tuple[Sense, str]]
"""What is to be said, each with which way it goes."""


@dataclass(frozen=True, kw_only=True)
class Joining:
    """The groups that a resource was in and those that it is in now, each with all groups' rules.

    What stays is measured by both versions of its rules: that these change is told elsewhere.
    """

    before: Groups
    after: Groups
    was: frozenset[Membership]
    now: frozenset[Membership]

    def opened(self) -> Told:
        """What comes in now."""
        base = self.before.letting_in(self.was) + self.after.letting_in(self.was & self.now)
        for group, one in _beyond(self.now - self.was, self.after.letting_in, base):
            until = f"; until now to {of_sources(one.beside, '')}" if one.beside else ""
            words = f"is now open on {_to(one)}, by the group {group}"
            yield Sense.WORSE, f"{words}{until}{_when(one)}"

    def closed(self) -> Told:
        """What comes in no more; or may, where rules are not known."""
        base = self.after.letting_in(self.now) + self.before.letting_in(self.was & self.now)
        sure = self.now and not self.after.foreign(self.now)
        for group, one in _beyond(self.was - self.now, self.before.letting_in, base):
            if one.at_times:
                yield Sense.BETTER, f"is open on {_to(one)} only under a condition"
            elif sure:
                words = f"is no longer open on {_to(one)}, as it was by the group {group}"
                yield Sense.BETTER, f"{words}{under(one.when)}"
            else:
                words = f"is no longer in the group {group}, by which it was open on {_to(one)}"
                yield Sense.NOTE, f"{words}{under(one.when)}"

    def reached(self) -> Told:
        """What now lets it in as a member of a group."""
        for target in self.after.inward:

            def admitting(some: Iterable[Membership], target: str = target) -> list[Rule]:
                return self.after.admitting(target, some)

            base = self.before.admitting(target, self.was) + admitting(self.was & self.now)
            joined = frozenset(one for one in self.now - self.was if one[0] != target)
            for group, one in _beyond(joined, admitting, base):
                words = f"is now let in by the group {shown(target)} on {one.ports}"
                yield Sense.WORSE, f"{words}, as a member of {group}{_when(one)}"

    def let_out(self) -> Told:
        """What it may connect to now; only perhaps, where old rules are not known."""
        base = self.before.letting_out(self.was) + self.after.letting_out(self.was & self.now)
        unsure = bool(self.before.foreign(self.was))
        for group, one in _beyond(self.now - self.was, self.after.letting_out, base):
            where = f"{of_sources(one.sources, '')} on {one.ports}, by the group {group}"
            if unsure:
                yield Sense.NOTE, f"may reach {where}; whether it could before is not known here"
            else:
                yield Sense.WORSE, f"may now reach {where}{_when(one)}"

    def kept_in(self) -> Told:
        """What it may connect to no more, as far as all rules are known."""
        if self.after.foreign(self.now):
            return
        base = self.after.letting_out(self.now) + self.before.letting_out(self.was & self.now)
        for group, one in _beyond(self.was - self.now, self.before.letting_out, base):
            where = f"{of_sources(one.sources, '')} on {one.ports}"
            if one.at_times:
                yield Sense.BETTER, f"may reach {where} only under a condition"
            else:
                words = f"may no longer reach {where}, as it could by the group {group}"
                yield Sense.BETTER, f"{words}{under(one.when)}"

    def unknown(self) -> Told:
        """Groups that are made elsewhere."""
        before, after = self.before.foreign(self.was), self.after.foreign(self.now)
        for verb, some, others in (("now", after, before), ("no longer", before, after)):
            for name in some:
                if name not in others:
                    words = f"is {verb} in the security group {shown(name)}"
                    yield Sense.NOTE, f"{words}, whose rules are not known here"


def _beyond(
    some: Iterable[Membership],
    rules: Callable[[Iterable[Membership]], list[Rule]],
    base: list[Rule],
) -> Iterator[tuple[str, Gathered]]:
    """By group what its rules let through and the others do not."""
    for membership in sorted(some, key=lambda one: (one[0], sorted(one[1]))):
        for one in gathered(parts(rules([membership]), base)):
            yield shown(membership[0]), one


def _to(one: Gathered) -> str:
    return f"{one.ports} to {of_sources(one.sources, '')}"


def _when(one: Gathered) -> str:
    return ", no longer under a condition" if one.at_times else under(one.when)
