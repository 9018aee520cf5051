"""One stack in two versions, as one environment has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from generators.review.evaluate import Evaluated
from generators.review.marking import unmoved
from generators.review.nodes import UNSURE, written

NOTHING = Evaluated({}, {})
"""The other version of a stack that is new, or gone."""


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A stack before and after the change; `NOTHING` on the side where it does not exist."""

    stack: str
    before: Evaluated
    after: Evaluated


def paired(pair: Pair) -> Pair:
    """The pair with the conditions that nobody knows called so that they can be compared.

    Those that ask the same have one name, and one that asks something else than the other version's
    of that name is marked.
    """
    before, after = pair.before, replace(pair.after, former=pair.before.template)
    olds, news = _asked(before), _asked(after)
    shared = _shared(olds, news)
    return Pair(
        stack=pair.stack,
        before=replace(before, called=_called(olds, shared, set(shared.values()))),
        after=replace(after, called=_called(news, shared, {*shared.values(), *olds})),
    )


def _asked(side: Evaluated) -> dict[str, str]:
    """What each condition asks that is not known, as if nothing were made anew by the change."""
    return {name: written(unmoved(said)) for name, said in side.conditions.unknown.items()}


def _shared(olds: Mapping[str, str], news: Mapping[str, str]) -> dict[str, str]:
    """The names of what both versions ask; the newer ones where they are called otherwise."""
    by_new = {asked: name for name, asked in reversed(list(news.items()))}
    found = {asked: by_new[asked] for asked in olds.values() if asked in by_new}
    return found | {asked: name for name, asked in olds.items() if news.get(name) == asked}


def _called(own: Mapping[str, str], shared: Mapping[str, str], taken: set[str]) -> dict[str, str]:
    marked = {name: f"{name}{UNSURE}" if name in taken else name for name in own}
    return {name: shared.get(asked, marked[name]) for name, asked in own.items()}
