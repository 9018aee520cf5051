"""A picture of what took how long: a bar a stack, and what was done to its resources inside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from generators.picture.bars import Bar, Span, Timeline, packed, said, ticks
from generators.picture.shades import shades
from generators.picture.style import style
from generators.picture.svg import cut, element, text, width

CHART, RIGHT, MARGIN, TOP = 860, 190, 28, 84
"""Widths of the time axis and of what stands right of it, and what is free around it."""

LEAST, PAD, GAP = 22, 4, 8
"""The least height of a stack's bar, what is free inside of it, and what is between bars."""

LANE, THIN, MANY = 15, 6, 20
"""The height of a lane for resources, and the one without words where there are many stacks."""

_READABLE = 7
"""A name that is cut to fewer characters says nothing."""


def drawn(timeline: Timeline) -> str:
    """The text of an SVG file."""
    names = (width(bar.name, 14, bold=True) for bar in timeline.bars)
    left = MARGIN + min(max(names, default=0.0), 240.0) + 16
    scale = CHART / max(timeline.seconds, 0.001)
    lanes = [packed(bar.spans, scale) for bar in timeline.bars]
    lane = LANE if len(timeline.bars) < MANY else THIN
    heights = [max(LEAST, len(own) * lane + 2 * PAD) for own in lanes]
    tops = [TOP + sum(heights[:number]) + number * GAP for number in range(len(lanes) + 1)]
    bottom = tops[-1] + 22
    whole = {"width": left + CHART + RIGHT, "height": bottom + (30 if timeline.footer else 8)}
    chart = _Chart(left=left, scale=scale, lane=lane)
    parts = [
        element("title", {}, text(timeline.title)),
        element("style", {}, text(style() + shades())),
        element("rect", {"class": "ground", "rx": 10, **whole}),
        element("text", {"class": "name", "x": MARGIN, "y": 30}, text(timeline.title)),
        *_line(timeline.note, whole["width"] - 2 * MARGIN, 50),
        *chart.axis(timeline.seconds, tops[-1]),
        *chart.links(timeline.bars, tops),
        *(
            chart.bar(bar, own, top, height)
            for bar, own, top, height in zip(timeline.bars, lanes, tops, heights, strict=False)
        ),
        *_line(timeline.footer, whole["width"] - 2 * MARGIN, bottom + 8),
    ]
    box = f"0 0 {whole['width']:.0f} {whole['height']:.0f}"
    attributes = {"xmlns": "http://www.w3.org/2000/svg", "viewBox": box, **whole, "role": "img"}
    return element("svg", attributes, "".join(f"\n  {part}" for part in parts) + "\n") + "\n"


@dataclass(frozen=True, kw_only=True)
class _Chart:
    left: float
    scale: float
    lane: int

    def axis(self, seconds: float, bottom: float) -> Iterator[str]:
        for tick in ticks(seconds):
            x = self.x(tick)
            yield element("path", {"class": "grid", "d": f"M {x:.1f} {TOP - 8} V {bottom:.1f}"})
            label = {"class": "note label", "x": x, "y": TOP - 14}
            yield element("text", label, text(said(tick)))

    def x(self, seconds: float) -> float:
        return self.left + seconds * self.scale

    def bar(self, bar: Bar, lanes: Sequence[Sequence[Span]], top: float, height: float) -> str:
        size = {
            "x": self.x(bar.began),
            "y": top,
            "width": max((bar.ended - bar.began) * self.scale, 3.0),
            "height": height,
        }
        name = cut(bar.name, self.left - MARGIN - 12, 14, bold=True)
        look = f"stack {bar.look}{' critical' if bar.critical else ''}"
        behind = size["x"] + size["width"] + 7
        return element(
            "g",
            {},
            element("title", {}, text(f"{bar.name}: {bar.note}")),
            element("text", {"class": "name", "x": MARGIN, "y": top + 15}, text(name)),
            element("rect", {"class": look, "rx": 4, **size}),
            element("text", {"class": "note", "x": behind, "y": top + 15}, text(bar.note)),
            *(
                self.span(span, top + PAD + number * self.lane)
                for number, lane in enumerate(lanes)
                for span in lane
            ),
        )

    def span(self, span: Span, top: float) -> str:
        x, wide = self.x(span.began), max((span.ended - span.began) * self.scale, 1.5)
        size = {
            "x": x,
            "y": top,
            "width": wide,
            "height": self.lane - (2 if self.lane == LANE else 1),
        }
        label = cut(span.name, wide - 8, 10) if self.lane == LANE else ""
        shown = element("text", {"class": "inside", "x": x + 4, "y": top + 10}, text(label))
        return element(
            "g",
            {},
            element("title", {}, text(span.title)),
            element("rect", {"class": f"span {span.look}", "rx": 2, **size}),
            *([shown] if label == span.name or len(label) >= _READABLE else []),
        )

    def links(self, bars: Sequence[Bar], tops: Sequence[float]) -> Iterator[str]:
        """From the end of each bar that decided to the beginning of the next one."""
        chain = sorted(
            ((bar, top) for bar, top in zip(bars, tops, strict=False) if bar.critical),
            key=lambda one: one[0].began,
        )
        for (one, top), (other, below) in pairwise(chain):
            x, middle = min(self.x(one.ended), self.x(other.began)), LEAST / 2
            path = (
                f"M {x:.1f} {top + middle:.1f} V {below + middle:.1f} H {self.x(other.began):.1f}"
            )
            yield element("path", {"class": "link", "d": path})


def _line(words: str, most: float, y: float) -> Iterator[str]:
    if words:
        whole = element("title", {}, text(words))
        place = {"class": "note", "x": MARGIN, "y": y}
        yield element("text", place, whole, text(cut(words, most, 12)))
