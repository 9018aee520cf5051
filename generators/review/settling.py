"""A pair for whom it is all the same whether something is made anew."""

from __future__ import annotations

import re
from collections.abc import Mapping

from generators.review.evaluate import Evaluated
from generators.review.marking import ANEW, CHANGED, PERHAPS
from generators.review.pair import Pair

_MARK = re.compile("|".join(re.escape(mark) for mark in (ANEW, PERHAPS, CHANGED)))


def settled(pair: Pair) -> Pair:
    """The pair without marks of what is made anew: that is the same in what it is for."""
    values = {}
    for name, value in pair.after.values.items():
        if not isinstance(value, Mapping) or not isinstance(value.get("Ref"), str):
            values[name] = value
        elif (plain := _MARK.sub("", value["Ref"])) == value["Ref"] or name in pair.before.values:
            values[name] = {"Ref": plain}
    if values == pair.after.values:
        return pair
    after = Evaluated(pair.after.template, values)
    return Pair(stack=pair.stack, before=pair.before, after=after)
