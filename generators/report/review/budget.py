"""Cutting a text to what a comment may hold: the least important first, and never in silence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of the text: items between a head and a tail. Without items there are none of these.

    `called` names one item and several, for the note on what was cut; of `fold` sections the
    largest items go first, of others the last.
    """

    called: tuple[str, str]
    items: tuple[str, ...]
    head: str = ""
    tail: str = ""
    between: str = "\n"
    fold: bool = False
    cut: int = 0

    @property
    def text(self) -> str:
        """The section as it is written."""
        if not self.items:
            return ""
        return self.head + self.between.join(self.items) + self.tail

    def without(self, excess: int) -> Section:
        """The section with items cut, as many as it takes to save that many bytes."""
        sizes = [size(item) + len(self.between) for item in self.items]
        order = sorted(range(len(sizes)), key=lambda i: -sizes[i] if self.fold else -i)
        gone: set[int] = set()
        for i in order:
            if excess <= 0:
                break
            gone.add(i)
            excess -= sizes[i]
        items = tuple(item for i, item in enumerate(self.items) if i not in gone)
        return replace(self, items=items, cut=self.cut + len(gone))


def size(text: str) -> int:
    """Bytes, of which there are never fewer than characters or UTF-16 units."""
    return len(text.encode())


def fitted(sections: Sequence[Section], cutting: Sequence[int], limit: int) -> tuple[Section, ...]:
    """The sections, cut until they have at most so many bytes.

    `cutting` are indexes of sections, in the order in which they lose items.
    """
    found = list(sections)
    for index in cutting:
        excess = sum(size(one.text) + 2 for one in found) - limit
        if excess > 0:
            found[index] = found[index].without(excess)
    return tuple(found)
