"""What a change means, over all stacks and environments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from generators.review import losses, threads
from generators.review.comparing import Seen
from generators.review.evaluate import Evaluated
from generators.review.merging import once
from generators.review.model import Finding, Sense, Side, Topic

Everywhere = Mapping[str, Mapping[str, Seen]]
"""What is seen of each stack, by environment."""


def of_stack(name: str, before: Side, after: Side, where: Mapping[str, Seen]) -> Iterator[Finding]:
    """All about one stack; `where` holds what is seen of it, by environment."""
    if name not in after.templates:
        yield _left(name, "is no longer declared", before)
        return
    yield from once({at: one.findings for at, one in where.items()})
    if name in before.templates:
        yield from threads.of_templates(name, before, after)


def of_environments(before: Side, after: Side, seen: Everywhere) -> tuple[Finding, ...]:
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


def rank(finding: Finding, names: list[str]) -> tuple[bool, int, int, int]:
    """Losses of state first, then what is worse, by topic, in the order of deploy."""
    return (
        not finding.grave,
        list(Sense).index(finding.sense),
        list(Topic).index(finding.topic),
        names.index(finding.stack),
    )
