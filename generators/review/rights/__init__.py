"""Which rights a change widens or narrows, and whose, judged by what the patterns cover.

`holders` knows who holds rights and `documents` reads policies into `grants`; `reach` and
`conditions` say what covers what, and `comparing` by that what is new and what is gone.
`identities` tells it of roles, users and groups, `pointing` of what runs with a role, and
`standing` of policies that stand on a resource; their words come from `sentences`.
"""

from __future__ import annotations

from collections.abc import Iterator

from generators.review.model import Finding
from generators.review.pair import Pair
from generators.review.rights import identities, pointing, standing
from generators.review.rights.people import People

__all__ = ["findings"]


def findings(pair: Pair) -> Iterator[Finding]:
    """Every right that one version of a stack gives or denies and the other does not."""
    if pair.before == pair.after:
        return
    people = People(pair)
    yield from identities.findings(people)
    yield from pointing.findings(people)
    yield from standing.findings(pair)
