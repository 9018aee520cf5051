"""What each environment sees of a change, gathered by stack and told once where it is alike."""

from __future__ import annotations

from collections.abc import Mapping

from generators.review import findings, values
from generators.review.comparing import UNTOUCHED, Comparison, Seen
from generators.review.merging import once
from generators.review.model import Action, Finding, PropertyChange, Review, Side, StackReview
from generators.review.sections import others


def review(before: Side, after: Side) -> Review:
    """Everything that changes between the two sides."""
    comparison = Comparison(before=before, after=after)
    seen = {name: comparison.environment(name) for name in after.environments}
    names = _names(before, after)
    stacks: dict[str, StackReview] = {}
    found: list[Finding] = []
    for name in names:
        where = {at: stacks[name] for at, stacks in seen.items() if name in stacks}
        if name in after.templates and not where:
            where = {"": comparison.nowhere(name)}
        one = _stack(name, before, after, where)
        if one is not None:
            stacks[name] = one
            found += findings.of_stack(name, before, after, where)
    found += findings.of_environments(before, after, seen)
    return Review(
        stacks=tuple(stacks.values()),
        findings=tuple(sorted(found, key=lambda one: findings.rank(one, names))),
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
        resources=once({at: where[at].changes for at in reached}),
        others=rest,
        values=_by_values({at: given[at] for at in reached if given[at]}),
        services=once({at: where[at].services for at in reached}),
    )


def _values(name: str, at: str, before: Side, after: Side) -> tuple[PropertyChange, ...]:
    olds = before.environments.get(at, {}).get(name)
    news = after.environments.get(at, {}).get(name)
    if olds is None or news is None or name not in before.templates:
        return ()
    former, declared = (side.templates[name].get("Parameters", {}) for side in (before, after))
    return values.changes(former, declared, olds, news)


def _by_values(
    given: Mapping[str, tuple[PropertyChange, ...]],
) -> dict[tuple[str, ...], tuple[PropertyChange, ...]]:
    alike: dict[str, list[str]] = {}
    for at, found in given.items():
        alike.setdefault(repr(found), []).append(at)
    return {tuple(places): given[places[0]] for places in alike.values()}


def _order(stacks: Mapping[str, StackReview], after: Side) -> dict[str, tuple[str, ...]]:
    found = {
        at: tuple(name for name in order if name in stacks and at in stacks[name].environments)
        for at, order in after.order.items()
    }
    return {at: order for at, order in found.items() if order}
