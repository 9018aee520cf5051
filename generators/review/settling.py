"""A pair for whom it is all the same whether something is made anew."""

from __future__ import annotations

from dataclasses import replace

from generators.review.evaluate import Evaluated
from generators.review.marking import plain
from generators.review.pair import Pair


def settled(pair: Pair) -> Pair:
    """The pair without marks of what is made anew: that is the same in what it is for."""
    before, after = _settled(pair.before), _settled(pair.after)
    if before is pair.before and after is pair.after:
        return pair
    return replace(pair, before=before, after=after)


def _settled(side: Evaluated) -> Evaluated:
    values = plain(side.values)
    return side if values == side.values else replace(side, values=values)
