"""The stacks of a group in rows."""

from __future__ import annotations

from collections.abc import Iterator

from generators.picture.model import Group
from generators.threads import Node


def rows(group: Group, across: int) -> Iterator[list[Node | None]]:
    """The stacks in rows of at most `across`, so that no arrow has to go through a box.

    Arrows come from the left and leave to the right: who takes something stands first in its row,
    who gives something last, and who does both has the row alone.
    """
    takes, gives = set(group.extras), group.givers
    kinds: dict[tuple[bool, bool], list[Node]] = {}
    for node in group.members:
        kinds.setdefault((node.name in takes, node.name in gives), []).append(node)
    both, firsts = kinds.get((True, True), []), kinds.get((True, False), [])
    lasts, plain = kinds.get((False, True), []), kinds.get((False, False), [])
    for node in both:
        yield [node]
    while firsts or lasts or plain:
        row: list[Node | None] = [_next(firsts) or _next(plain)] if firsts or plain else []
        while len(row) < across - 1 and plain:
            row.append(_next(plain))
        if lasts and len(row) < across:
            row.append(_next(lasts))
        elif plain and len(row) < across:
            row.append(_next(plain))
        if not row:
            row.append(_next(lasts))
        yield row


def _next(nodes: list[Node]) -> Node | None:
    return nodes.pop(0) if nodes else None
