"""The lanes of one gutter: which arrow goes up and down in which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

CLEAR = 8
"""The room between two arrows in the same lane."""


APART = 4
"""How far from each other two arrows are seen to be two."""

STEP = 3
"""How far an arrow gives way, and again as far where that is not enough."""


@dataclass(frozen=True, kw_only=True)
class Lanes:
    """How many lanes there are, and the lane of each source that needs one."""

    count: int
    lane: Mapping[str, int]


def lanes(heights: Mapping[str, Sequence[float]]) -> Lanes:
    """Lanes for sources, each with the heights that its arrows come from and go to.

    All arrows of a source share one lane. Two sources have the same lane where one ends well before
    the other begins.
    """
    spans = sorted((min(ys), max(ys), source) for source, ys in heights.items())
    ends: list[float] = []
    found: dict[str, int] = {}
    for low, high, source in spans:
        if low == high:  # straight on
            continue
        free = (i for i, end in enumerate(ends) if end + CLEAR <= low)
        lane = next(free, len(ends))
        ends[lane:] = [high] if lane == len(ends) else [high, *ends[lane + 1 :]]
        found[source] = lane
    return Lanes(count=len(ends), lane=found)


def clear(y: float, room: float, source: str, ends: Sequence[tuple[str, float]]) -> float:
    """A height near `y`, at most `room` from it, for an arrow from `source` into a gutter.

    Best is one at which the arrow can go on straight, else one where it does not lie upon the end
    of an arrow from elsewhere.
    """
    own = (end for whose, end in ends if whose == source)
    near = sorted((end for end in own if abs(end - y) <= room), key=lambda end: abs(end - y))
    steps = range(STEP, int(room) + 1, STEP)
    for at in (*near, y, *(y + side * step for step in steps for side in (-1, 1))):
        if all(abs(end - at) >= APART for whose, end in ends if whose != source):
            return at
    return y
