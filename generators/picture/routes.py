"""Places → a picture: how wide the gutters between columns are, and the way of every arrow.

Between two columns is a gutter, with lanes in which arrows go up and down, and right of them room
for labels. Across a column arrows go only where a place was kept free for them, so that none ever
goes through a box.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from generators.picture.blocks import Port
from generators.picture.model import Arrow, Inlet, Label, Point
from generators.picture.sizes import NOTE, label_height
from generators.picture.svg import cut, width
from generators.picture.ways import Ways

LANE, BEFORE, TIP = 10, 18, 22
"""The room of a lane, before the first of them, and of the tip of an arrow after the labels."""

WIDEST = 260
"""The room that a label may have at most."""


@dataclass(frozen=True, kw_only=True)
class Routes:
    """The ways between the places of all columns, with margins left and above."""

    ways: Ways
    left: float
    top: float

    @cached_property
    def label_widths(self) -> list[float]:
        """The room for labels in each gutter."""
        found = [0.0] * (len(self.ways.columns) + 1)
        for column, _, port in self.ways.taking:
            found[column] = max(found[column], _label_width(port.inlet))
        return found

    @cached_property
    def lefts(self) -> list[float]:
        """Where each column begins, and where the last gutter ends."""
        x, found = self.left, []
        for i, gutter in enumerate(self.ways.gutters):
            labels = self.label_widths[i] + TIP if self.label_widths[i] else TIP
            x += BEFORE + gutter.count * LANE + labels if self._used(i) else 0
            found.append(x)
            if i < len(self.ways.columns):
                x += self.width(i)
        return found

    def _used(self, gutter: int) -> bool:
        return 0 < gutter < len(self.ways.columns) or bool(self.ways.gutters[gutter].lane)

    def width(self, column: int) -> float:
        """How wide a column is."""
        return max(place.block.width for place in self.ways.columns[column] if place.block)

    def arrows(self) -> list[Arrow]:
        """An arrow to every port, in the order of their sources' colours."""
        return [self._arrow(column, y, port) for column, y, port in self.ways.taking]

    def _arrow(self, column: int, y: float, port: Port) -> Arrow:
        source = port.inlet.source
        start, right, height = self.ways.giving[source]
        points: list[Point] = [(self.lefts[start] + right, self.top + height)]
        for gutter, (before, after) in self.ways.heights(column, y, source):
            if before != after:
                x = self._lane(gutter, source)
                points += [(x, self.top + before), (x, self.top + after)]
        points.append((self.lefts[column] + port.x, self.top + y))
        return Arrow(points=tuple(points), colour=self.ways.colours[source], title=port.inlet.full)

    def _lane(self, gutter: int, source: str) -> float:
        begins = self.lefts[gutter - 1] + self.width(gutter - 1) if gutter else self.left
        return begins + BEFORE + self.ways.gutters[gutter].lane[source] * LANE

    def labels(self) -> list[Label]:
        """The label of every arrow that has one: in the middle of the room before its tip."""
        return [
            self._label(column, y, port.inlet)
            for column, y, port in self.ways.taking
            if port.inlet.lines
        ]

    def _label(self, column: int, y: float, inlet: Inlet) -> Label:
        room = self.label_widths[column]
        return Label(
            x=self.lefts[column] - TIP - room / 2,
            y=self.top + y,
            width=_label_width(inlet),
            height=label_height(inlet) - 4,
            lines=tuple(cut(line, WIDEST, NOTE) for line in inlet.lines),
            full=inlet.full,
        )


def _label_width(inlet: Inlet) -> float:
    return min(WIDEST, max((width(line, NOTE) for line in inlet.lines), default=-8)) + 8
