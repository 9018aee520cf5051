"""What each environment sees of a change, gathered by stack and told once where it is alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from generators.review import losses, threads, values
from generators.review.comparing import UNTOUCHED, Comparison, Seen
from generators.review.evaluate import Evaluated
from generators.review.model import (
    Action,
    Finding,
    PropertyChange,
    ResourceChange,
    Review,
    Sense,
    ServiceNotice,
    Side,
    StackReview,
    Topic,
)
from generators.review.sections import others

Told = TypeVar("Told", ResourceChange, Finding, ServiceNotice)

Everywhere = Mapping[str, Mapping[str, Seen]]
"""What is seen of each stack, by environment."""


def review(before: Side, after: Side) -> Review:
    """Everything that changes between the two sides."""
    comparison = Comparison(before=before, after=after)
    seen = {name: comparison.environment(name) for name in after.environments}
    names = _names(before, after)
    stacks: dict[str, StackReview] = {}
    findings: list[Finding] = []
    for name in names:
        where = {at: stacks[name] for at, stacks in seen.items() if name in stacks}
        if name in after.templates and not where:
            where = {"": comparison.nowhere(name)}
        one = _stack(name, before, after, where)
        if one is not None:
            stacks[name] = one
            findings += _findings(name, before, after, where)
    findings += _of_environments(before, after, seen)
    return Review(
        stacks=tuple(stacks.values()),
        findings=tuple(sorted(findings, key=lambda one: _rank(one, names))),
        order=_order(stacks, after),
        unchanged=len(names) - len(stacks),
    )


def _names(before: Side, after: Side) -> list[str]:
    """All stacks: as the environment with most of them deploys them, then others, then the gone."""
    orders = sorted(after.order.values(), key=len, reverse=True)
    known = [name for order in orders for name in order]
    return list(dict.fromkeys((*known, *after.templates, *before.templates)))


def _stack(name: str, before: Side, after: Side, where: Mapping[str, Seen]) -> StackReview | None:
    """What changes of one stack; None if nothing does."""
    if name not in after.templates:
        at = tuple(at for at, stacks in before.environments.items() if name in stacks)
        return StackReview(stack=name, action=Action.REMOVED, environments=at)
    given = {at: _values(name, at, before, after) for at in where}
    new = name not in before.templates
    rest = () if new else others(before.templates[name], after.templates[name])
    reached = tuple(at for at, one in where.items() if new or one is not UNTOUCHED or given[at])
    if not (reached or rest):
        return None
    return StackReview(
        stack=name,
        action=Action.ADDED if new else None,
        environments=tuple(filter(None, reached)),
        resources=_once({at: where[at].changes for at in reached}),
        others=rest,
        values=_by_values({at: given[at] for at in reached if given[at]}),
        services=_once({at: where[at].services for at in reached}),
    )


def _values(name: str, at: str, before: Side, after: Side) -> tuple[PropertyChange, ...]:
    olds = before.environments.get(at, {}).get(name)
    news = after.environments.get(at, {}).get(name)
    if olds is None or news is None or name not in before.templates:
        return ()
    declared = after.templates[name].get("Parameters", {})
    return values.changes(declared, olds, news)


def _by_values(
    given: Mapping[str, tuple[PropertyChange, ...]],
) -> dict[tuple[str, ...], tuple[PropertyChange, ...]]:
    alike: dict[str, list[str]] = {}
    for at, found in given.items():
        alike.setdefault(repr(found), []).append(at)
    return {tuple(places): given[places[0]] for places in alike.values()}


def _once(by_place: Mapping[str, Iterable[Told]]) -> tuple[Told, ...]:
    """What several environments are told, once, with their names where it is not all of them."""
    found: dict[str, tuple[Told, list[str]]] = {}
    for at, told in by_place.items():
        for one in told:
            found.setdefault(repr(one), (one, []))[1].append(at)
    return tuple(
        replace(one, environments=() if len(at) == len(by_place) else tuple(at))
        for one, at in found.values()
    )


def _findings(name: str, before: Side, after: Side, where: Mapping[str, Seen]) -> Iterator[Finding]:
    if name not in after.templates:
        yield _left(name, "is no longer declared", before)
        return
    yield from _once({at: one.findings for at, one in where.items()})
    if name in before.templates:
        yield from threads.of_templates(name, before, after)


def _of_environments(before: Side, after: Side, seen: Everywhere) -> tuple[Finding, ...]:
    """Values that lack now, and stacks that are new in an environment or left out of it."""
    found: dict[Finding, list[str]] = {}
    for at in dict.fromkeys((*after.environments, *before.environments)):
        moved = {name: one.moved for name, one in seen.get(at, {}).items()}
        told = (
            *threads.of_environment(at, before, after),
            *threads.of_outputs(at, moved, after),
            *_moves(at, before, after),
        )
        for one in told:
            found.setdefault(replace(one, environments=()), []).append(at)
    return tuple(
        replace(one, environments=tuple(at) if _elsewhere(one.stack, at, after) else ())
        for one, at in found.items()
    )


def _elsewhere(stack: str, places: list[str], after: Side) -> bool:
    """Whether the stack is in an environment besides these."""
    there = {at for at, stacks in after.environments.items() if stack in stacks}
    return there != set(places)


def _moves(at: str, before: Side, after: Side) -> Iterator[Finding]:
    olds, news = before.environments.get(at, {}), after.environments.get(at, {})
    known = set(before.templates) & set(after.templates)
    for name in sorted(known & (set(news) - set(olds))):
        yield _note(Topic.THREADS, name, "is deployed there from now on")
    for name in sorted(known & (set(olds) - set(news))):
        yield _left(name, "is left out there now", before)


def _left(stack: str, what: str, before: Side) -> Finding:
    """A stack that a deploy passes by from now on, and what it holds."""
    held = losses.state_of(Evaluated(before.templates[stack], {}).resources)
    words = (
        f"{what}: what runs of it goes on, and nobody updates it. To delete it{held}, "
        f"run make delete STACK={stack} before this is merged"
    )
    return Finding(topic=Topic.LEFT, sense=Sense.WORSE, stack=stack, subject="", words=words)


def _note(topic: Topic, stack: str, words: str) -> Finding:
    return Finding(topic=topic, sense=Sense.NOTE, stack=stack, subject="", words=words)


def _rank(finding: Finding, names: list[str]) -> tuple[bool, int, int, int]:
    """Losses of state first, then what is worse, by topic, in the order of deploy."""
    return (
        not finding.grave,
        list(Sense).index(finding.sense),
        list(Topic).index(finding.topic),
        names.index(finding.stack),
    )


def _order(stacks: Mapping[str, StackReview], after: Side) -> dict[str, tuple[str, ...]]:
    found = {
        at: tuple(name for name in order if name in stacks and at in stacks[name].environments)
        for at, order in after.order.items()
    }
    return {at: order for at, order in found.items() if order}
