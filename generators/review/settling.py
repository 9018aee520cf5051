"""A pair for whom it is all the same whether something is made anew."""

from __future__ import annotations

from dataclasses import replace

from generators.review.evaluate import Evaluated
from generators.review.marking import plain
from generators.review.pair import Pair


def settled(pair: Pair) -> Pair:
    """The pair without marks of what is made anew: that is the same in what it is for."""
    values = plain(pair.after.values)
    if values == pair.after.values:
        return pair
    return replace(pair, after=Evaluated(pair.after.template, values))
