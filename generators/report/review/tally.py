"""The verdict: how much of each kind a change does, and in which words that is said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

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

    `stateful` may lose its state; `gone` holds what is replaced or removed by the verb for it.
    """

    stateful: tuple[Place, ...]
    gone: Mapping[str, tuple[Place, ...]]
    widened: tuple[Place, ...]
    opened: tuple[Place, ...]
    lost: tuple[Place, ...]
    broken: tuple[Place, ...]
    stacks: int
    environments: tuple[str, ...]

    @property
    def quiet(self) -> bool:
        """Whether nothing is worse."""
        found = (self.stateful, self.widened, self.opened, self.lost, self.broken)
        return not any((*found, *self.gone.values()))


@dataclass(frozen=True)
class Phrase:
    """A part of the verdict: a verb, what it is done to, and whether that is bad."""

    verb: str
    object: str
    bad: bool


def tally(review: Review) -> Tally:
    """The counts of a review."""
    worse = [finding for finding in review.findings if finding.sense is Sense.WORSE]
    fates = _Fates(review)

    def of(topic: Topic, fate: str = "") -> tuple[Place, ...]:
        return _places(f for f in worse if f.topic is topic and fate in ("", fates.of(f)))

    reached = (name for stack in review.stacks for name in stack.environments)
    return Tally(
        stateful=_places(finding for finding in worse if finding.grave),
        gone={verb: of(Topic.REPLACE, verb) for verb in FATES},
        widened=of(Topic.RIGHTS),
        opened=of(Topic.EXPOSURE),
        lost=of(Topic.PROTECTION),
        broken=of(Topic.THREADS),
        stacks=len(review.stacks),
        environments=tuple(dict.fromkeys(reached)),
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


def phrases(found: Tally) -> list[Phrase]:
    """The verdict on a change that is not quiet, part by part."""
    stateful = frozenset(found.stateful)
    said = [
        _fate(verb, places, stateful)
        for verb, places in found.gone.items()
        if places or verb == FATES[0]
    ]
    said += [
        _part("widens rights", found.widened, "of ", "role", "no role"),
        _part("opens", found.opened, "", "resource"),
        _part("loses", found.lost, "", "protection"),
    ]
    if found.broken:
        said.append(_part("breaks", found.broken, "", "parameter or output"))
    if not found.stateful:
        said[0] = replace(said[0], verb=said[0].verb.capitalize())
    return said


def _fate(verb: str, places: tuple[Place, ...], stateful: frozenset[Place]) -> Phrase:
    phrase = _part(verb, places, "", "resource")
    held = len(stateful & set(places))
    return Phrase(verb, f"{phrase.object}, of them {held} stateful", True) if held else phrase


def _part(
    verb: str, places: tuple[Place, ...], before: str, one: str, none: str = "nothing"
) -> Phrase:
    if not places:
        return Phrase(verb, before + none, False)
    many = "parameters or outputs" if one == "parameter or output" else ""
    return Phrase(verb, before + counted(len(places), one, many), True)
