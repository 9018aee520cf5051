"""The verdict: how much of each kind a change does, and in which words that is said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from generators.report.review.phrases import counted
from generators.review.model import (
    Action,
    Finding,
    Replacement,
    ResourceChange,
    Review,
    Sense,
    StackReview,
    Topic,
)

Place = tuple[str, str]
"""A stack and a name in it."""


FATES = ("replaces", "may replace", "removes", "may remove")
"""What a deploy does to a resource that a finding says is replaced or removed."""


@dataclass(frozen=True, kw_only=True)
class Tally:
    """What is worse, by what it is; each place counts once.

    `failing` are changes that CloudFormation will not carry out. `stateful` may lose their state
    by this deploy, `unprotected` by a later one; `gone` holds what else is replaced or removed by
    the verb for it; `left` are stacks, `rolled` what starts its tasks or instances anew.
    """

    failing: tuple[Place, ...]
    stateful: tuple[Place, ...]
    gone: Mapping[str, tuple[Place, ...]]
    widened: tuple[Place, ...]
    opened: tuple[Place, ...]
    unprotected: tuple[Place, ...]
    lost: tuple[Place, ...]
    broken: tuple[Place, ...]
    left: tuple[Place, ...]
    rolled: tuple[Place, ...]
    stacks: int
    environments: tuple[str, ...]

    @property
    def quiet(self) -> bool:
        """Whether nothing is worse."""
        found = (self.failing, self.stateful, self.widened, self.opened, self.unprotected)
        return not any((*found, self.lost, self.broken, self.left, *self.gone.values()))


@dataclass(frozen=True)
class Phrase:
    """A part of the verdict: a verb, and what it is done to, by count or by names.

    `bad` is what a reviewer has to agree to, `grave` what must not be missed.
    """

    verb: str
    count: str = ""
    names: tuple[str, ...] = ()
    bad: bool = True
    grave: bool = False


def tally(review: Review) -> Tally:
    """The counts of a review."""
    worse = [finding for finding in review.findings if finding.sense is Sense.WORSE]
    # Where CloudFormation refuses a change, nothing is replaced.
    done = [finding for finding in worse if not finding.fails]
    fates = _Fates(review)

    def of(topic: Topic, fate: str = "", *, grave: bool | None = None) -> tuple[Place, ...]:
        some = (f for f in done if f.topic is topic and fate in ("", fates.of(f)))
        return _places(f for f in some if grave in (None, f.grave))

    reached = (name for stack in review.stacks for name in stack.environments)
    left = of(Topic.LEFT)
    lost = of(Topic.PROTECTION, grave=True)
    stateful = of(Topic.REPLACE, grave=True)
    return Tally(
        failing=_places(finding for finding in worse if finding.fails),
        stateful=stateful,
        gone={verb: of(Topic.REPLACE, verb) for verb in FATES},
        widened=of(Topic.RIGHTS),
        opened=of(Topic.EXPOSURE),
        unprotected=tuple(place for place in lost if place not in stateful),
        lost=of(Topic.PROTECTION, grave=False),
        broken=of(Topic.THREADS),
        left=left,
        rolled=_rolled(review),
        stacks=len([one for one in review.stacks if (one.stack, "") not in left]),
        environments=tuple(dict.fromkeys(reached)),
    )


def _rolled(review: Review) -> tuple[Place, ...]:
    return tuple(
        (stack.stack, notice.logical_id)
        for stack in review.stacks
        for notice in stack.services
        if "roll" in notice.what
    )


def _places(findings: Iterable[Finding]) -> tuple[Place, ...]:
    return tuple(dict.fromkeys((finding.stack, finding.subject) for finding in findings))


class _Fates:
    """What becomes of the resources that findings are about."""

    def __init__(self, review: Review) -> None:
        self._stacks: dict[str, StackReview] = {one.stack: one for one in review.stacks}
        self._resources: dict[Place, ResourceChange] = {
            (one.stack, resource.logical_id): resource
            for one in review.stacks
            for resource in one.resources
        }

    def of(self, finding: Finding) -> str:
        """One of FATES, for the finding's subject."""
        stack = self._stacks.get(finding.stack)
        resource = self._resources.get((finding.stack, finding.subject))
        gone = (stack and stack.action, resource and resource.action)
        maybe = resource is not None and resource.replacement is Replacement.MAYBE
        return FATES[2 * (Action.REMOVED in gone) + maybe]


def to_be_named(found: Tally) -> str:
    """What REPLACE= has to name for a deploy to go through where nobody can be asked."""
    places = [place for some in found.gone.values() for place in some]
    return ",".join(".".join(place) for place in places)


def phrases(found: Tally) -> list[Phrase]:
    """The verdict, part by part: what is bad, the gravest first, and then what rolls."""
    said = [
        _named("the deploy fails by", found.failing, grave=True),
        _named("state at risk:", found.stateful, grave=True),
        *(
            Phrase(verb, count=counted(len(places), "resource"))
            for verb, places in found.gone.items()
            if places
        ),
        _named("widens rights of", found.widened),
        _named("opens", found.opened),
        _named("no longer protects", found.unprotected),
        _named("loses protection of", found.lost),
        _named("breaks", found.broken),
        _named("leaves behind", found.left),
        _named("rolls", found.rolled, bad=False),
    ]
    return [phrase for phrase in said if phrase is not None]


def _named(
    verb: str, places: tuple[Place, ...], *, bad: bool = True, grave: bool = False
) -> Phrase | None:
    names = tuple(".".join(filter(None, place)) for place in places)
    return Phrase(verb, names=names, bad=bad, grave=grave) if names else None
