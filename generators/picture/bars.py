"""What a timeline shows: stacks as bars, and what was done to their resources as spans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_STEPS = (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400)


@dataclass(frozen=True, kw_only=True)
class Span:
    """Something done to a resource; `look` is done, failed or running. Times are in seconds."""

    name: str
    title: str
    began: float
    ended: float
    look: str = "done"


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A stack; `note` stands behind its bar, `critical` bars are those that decided the length."""

    name: str
    note: str
    began: float
    ended: float
    look: str = "done"
    critical: bool = False
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """All of it: `title` and `note` stand above, `footer` below; `seconds` is the length."""

    title: str
    note: str
    seconds: float
    bars: tuple[Bar, ...]
    footer: str = ""


def packed(spans: Sequence[Span], scale: float) -> tuple[tuple[Span, ...], ...]:
    """The spans in as few lanes as hold them without one over another."""
    lanes: list[list[Span]] = []
    for span in sorted(spans, key=lambda one: (one.began, -one.ended)):
        free = (lane for lane in lanes if lane[-1].ended + 1.5 / scale <= span.began)
        lane = next(free, None)
        if lane is None:
            lanes.append([span])
        else:
            lane.append(span)
    return tuple(map(tuple, lanes))


def ticks(seconds: float) -> list[float]:
    """Round times along the axis, eight at most."""
    step = next((one for one in _STEPS if seconds / one <= 8), _STEPS[-1])
    return [number * step for number in range(int(seconds / step) + 1)]


def said(seconds: float) -> str:
    """A time on the axis."""
    if seconds < 60:
        return f"{seconds:g} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02} min" if rest else f"{minutes} min"
