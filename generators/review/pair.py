"""One stack in two versions, as one environment has it."""

from __future__ import annotations

from dataclasses import dataclass

from generators.review.evaluate import Evaluated

NOTHING = Evaluated({}, {})
"""The other version of a stack that is new, or gone."""


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A stack before and after the change; `NOTHING` on the side where it does not exist."""

    stack: str
    before: Evaluated
    after: Evaluated
