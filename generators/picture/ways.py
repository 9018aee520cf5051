"""Where arrows leave boxes, go past columns and end, and in which lanes they go up and down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from generators.picture.blocks import Port
from generators.picture.lanes import Lanes, clear, lanes
from generators.picture.places import SLOT, Place
from generators.picture.style import COLOURS

EDGE = 8
"""How far from its corners an arrow leaves a box."""


@dataclass(frozen=True, kw_only=True)
class Ways:
    """The ways between the places of all columns."""

    columns: Sequence[Sequence[Place]]

    @cached_property
    def taking(self) -> list[tuple[int, float, Port]]:
        """Every arrow's end: its column, its height, and the port of the block."""
        return [
            (i, place.y + port.y, port)
            for i, places in enumerate(self.columns)
            for place in places
            if place.block
            for port in place.block.ports
        ]

    @cached_property
    def past(self) -> dict[tuple[int, str], float]:
        """The height at which the arrows from a stack go past a column."""
        found: dict[tuple[int, str], float] = {}
        for i, places in reversed(list(enumerate(self.columns))):
            ends = [*self._ends(i + 1), *((s, y) for (at, s), y in found.items() if at == i + 1)]
            for place in places:
                if not place.block:
                    y = clear(place.middle, SLOT / 2 - 3, place.past, ends)
                    found[i, place.past] = y
        return found

    @cached_property
    def giving(self) -> dict[str, tuple[int, float, float]]:
        """For each stack its column, and the x and y (of its column) where arrows leave its box."""
        found: dict[str, tuple[int, float, float]] = {}
        for i, places in enumerate(self.columns):
            slots = ((s, y) for (at, s), y in self.past.items() if at == i + 1)
            ends = [*self._ends(i + 1), *slots]
            for place in places:
                for box in place.block.boxes if place.block else ():
                    y = place.y + box.y + box.height / 2
                    room = box.height / 2 - EDGE
                    found[box.stack] = (i, box.x + box.width, clear(y, room, box.stack, ends))
        return found

    def _ends(self, column: int) -> list[tuple[str, float]]:
        """The arrows that end in a column: their sources and heights."""
        return [(port.inlet.source, y) for i, y, port in self.taking if i == column]

    @cached_property
    def colours(self) -> dict[str, int]:
        """A number for each stack that gives something; neighbours have not the same."""
        givers = dict.fromkeys(port.inlet.source for _, _, port in self.taking)
        ordered = sorted(givers, key=lambda name: (self.giving[name][0], self.giving[name][2]))
        return {name: i % COLOURS for i, name in enumerate(ordered)}

    @cached_property
    def gutters(self) -> Sequence[Lanes]:
        """The lanes of each gutter; gutter 0 is left of column 0."""
        touched: list[dict[str, list[float]]] = [{} for _ in range(len(self.columns) + 1)]
        for column, y, port in self.taking:
            for gutter, heights in self.heights(column, y, port.inlet.source):
                touched[gutter].setdefault(port.inlet.source, []).extend(heights)
        return [lanes(found) for found in touched]

    def heights(
        self, column: int, y: float, source: str
    ) -> Iterator[tuple[int, tuple[float, float]]]:
        """For each gutter on the way its number, and the heights where the way comes and goes."""
        start, _, height = self.giving[source]
        way = range(start + 1, column + 1) if column > start else range(start + 1, column - 1, -1)
        for gutter in way:
            crossed = gutter if column > start else gutter - 1
            after = y if gutter == column else self.past[crossed, source]
            yield gutter, (height, after)
            height = after
