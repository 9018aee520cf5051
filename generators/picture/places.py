"""What stands in a column: blocks, and room for arrows that go past it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from generators.picture.blocks import Block
from generators.picture.model import Group

APART, SLOT = 26, 18
"""The room between two blocks; the height of what is kept free for an arrow that goes past them."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """A block of a column, or the room that the arrows from `past` take to go past the column."""

    block: Block | None
    past: str
    y: float = 0

    @property
    def height(self) -> float:
        """Its own height."""
        return self.block.height if self.block else SLOT

    @property
    def middle(self) -> float:
        """Where its middle is."""
        return self.y + self.height / 2

    @property
    def sources(self) -> frozenset[str]:
        """The stacks that arrows come from."""
        return (
            frozenset(port.inlet.source for port in self.block.ports)
            if self.block
            else frozenset({self.past})
        )

    @property
    def stacks(self) -> frozenset[str]:
        """The stacks that arrows go out from; past a column goes what comes from one before it."""
        return (
            frozenset(box.stack for box in self.block.boxes)
            if self.block
            else frozenset({self.past})
        )


def spans(columns: Sequence[Sequence[Group]]) -> dict[str, tuple[int, int]]:
    """For each source the first and the last of the gutters that its arrows go through.

    Gutter 0 is left of column 0.
    """
    column = {
        node.name: i for i, groups in enumerate(columns) for g in groups for node in g.members
    }
    found: dict[str, tuple[int, int]] = {}
    for i, groups in enumerate(columns):
        for group in groups:
            inlets = [*group.inlets, *(inlet for some in group.extras.values() for inlet in some)]
            for source in dict.fromkeys(inlet.source for inlet in inlets):
                low, high = found.get(source, (column[source] + 1, column[source] + 1))
                found[source] = (min(low, i), max(high, i))
    return found
