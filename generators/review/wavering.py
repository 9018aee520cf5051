"""What conditions come to that nobody knows and that ask something else now: they may turn over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from generators.review.evaluate import Evaluated
from generators.review.marking import sure
from generators.review.model import Finding, Sense
from generators.review.nodes import UNSURE
from generators.review.pair import Pair

Judge = Callable[[Pair], Iterator[Finding]]
"""Tells what the change of one stack means, of one topic."""


def findings(pair: Pair, judge: Judge) -> Iterator[Finding]:
    """What the judge says, and what is worse where a condition comes out otherwise than before."""
    steady = replace(pair, before=_steady(pair.before), after=_steady(pair.after))
    told = set()
    for one in judge(steady):
        told.add(one)
        yield one
    for name in dict.fromkeys(sure(one) for one in _wavering(pair)):
        for holds in (True, False):
            for one in judge(_turned(steady, name, holds=holds)):
                if one.sense == Sense.WORSE and one not in told:
                    told.add(one)
                    comes = "holds" if holds else "does not hold"
                    words = f"{one.words} (if {name}, which is decided otherwise now, {comes})"
                    yield replace(one, words=words)


def _wavering(pair: Pair) -> Iterator[str]:
    for side in (pair.before, pair.after):
        yield from (called for called in side.called.values() if UNSURE in called)


def _steady(side: Evaluated) -> Evaluated:
    """One version as if what nobody knows stayed as it is."""
    values, called = sure(side.values), sure(side.called)
    if values == side.values and called == side.called:
        return side
    return replace(side, values=values, called=called)


def _turned(pair: Pair, name: str, *, holds: bool) -> Pair:
    """The pair where the condition did the opposite of what it does from now on."""
    return replace(
        pair,
        before=replace(pair.before, assumed=_assumed(pair.before, name, holds=not holds)),
        after=replace(pair.after, assumed=_assumed(pair.after, name, holds=holds)),
    )


def _assumed(side: Evaluated, name: str, *, holds: bool) -> dict[str, bool]:
    return {own: holds for own, called in side.called.items() if called == name}
