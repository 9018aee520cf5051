"""One group as a block of boxes: where each stands, and where arrows come in and go out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from generators.picture.model import Box, Frame, Group, Inlet
from generators.picture.rows import rows
from generators.picture.sizes import WIDEST, label_height, note
from generators.picture.svg import width
from generators.threads import Node
from generators.threads.words import plural

PADDING, GAP, HEADING = 12, 8, 30
ASPECT = 1.6
"""How much wider than high a group is to be, about."""


@dataclass(frozen=True, kw_only=True)
class Port:
    """Where what is taken from one source comes in: at x and y of the block."""

    inlet: Inlet
    x: float
    y: float


@dataclass(frozen=True, kw_only=True)
class Block:
    """A group with its boxes in place; the block's upper left corner is at 0, 0."""

    group: Group
    width: float
    height: float
    frame: Frame | None
    boxes: tuple[Box, ...]
    ports: tuple[Port, ...]


def block(
    group: Group, cell: float, environments: Sequence[str], order: Mapping[str, float]
) -> Block:
    """The block of a group. Arrows come in in the order of their sources."""
    if len(group.members) == 1:
        return _alone(group, cell, environments, order)
    return _framed(group, cell, environments, order)


def _alone(
    group: Group, cell: float, environments: Sequence[str], order: Mapping[str, float]
) -> Block:
    inlets = _sorted(group.inlets, order)
    height = max(48.0, sum(map(label_height, inlets)) + GAP)
    (node,) = group.members
    box = _box(node, note(node, environments), (0, 0), (cell, height))
    ports = tuple(_ports(inlets, x=0, top=0, height=height))
    return Block(group=group, width=cell, height=height, frame=None, boxes=(box,), ports=ports)


def _framed(
    group: Group, cell: float, environments: Sequence[str], order: Mapping[str, float]
) -> Block:
    """A heading, and below it rows of boxes.

    Where single stacks take more than the others, the arrows to all of them come in beside the
    heading, else in the middle.
    """
    inlets = _sorted(group.inlets, order)
    trunks = sum(map(label_height, inlets))
    top = max(HEADING, trunks + GAP) if group.extras else HEADING
    notes = {node.name: _inner_note(node, environments) for node in group.members}
    low = 44.0 if any(notes.values()) else 30.0
    tall = len(group.members) * (low + GAP)
    across = max(1, round(sqrt(tall * ASPECT / (cell + GAP))))
    boxes: list[Box] = []
    ports: list[Port] = []
    y = top
    for row in rows(group, across):
        extras = _sorted(group.extras.get(row[0].name, ()) if row[0] else (), order)
        height = max(low, sum(map(label_height, extras)))
        for column, node in enumerate(row):
            if node:
                at = (PADDING + column * (cell + GAP), y)
                boxes.append(_box(node, notes[node.name], at, (cell, height)))
        ports += _ports(extras, x=PADDING, top=y, height=height)
        y += height + GAP
    heading = plural(group.members[0].kind, len(group.members))
    heading += f" on {group.members[0].parent}" if group.members[0].parent else ""
    right = (
        max(max(box.x + box.width for box in boxes), min(width(heading, 13) + PADDING, WIDEST))
        + PADDING
    )
    bottom = max(y - GAP + PADDING, trunks + GAP)
    frame = Frame(x=0, y=0, width=right, height=bottom, heading=heading)
    ports += _ports(inlets, x=0, top=0, height=top if group.extras else bottom)
    return Block(
        group=group,
        width=right,
        height=bottom,
        frame=frame,
        boxes=tuple(boxes),
        ports=tuple(ports),
    )


def _inner_note(node: Node, environments: Sequence[str]) -> str:
    everywhere = set(node.environments) == set(environments)
    return "" if everywhere else ", ".join(node.environments)


def _box(node: Node, words: str, at: tuple[float, float], size: tuple[float, float]) -> Box:
    return Box(
        stack=node.name,
        x=at[0],
        y=at[1],
        width=size[0],
        height=size[1],
        note=words,
        kind=node.kind or "others",
        outside=node.kind is None,
    )


def _sorted(inlets: Sequence[Inlet], order: Mapping[str, float]) -> list[Inlet]:
    return sorted(inlets, key=lambda inlet: (order.get(inlet.source, 0.0), inlet.source))


def _ports(inlets: Sequence[Inlet], *, x: float, top: float, height: float) -> Iterator[Port]:
    """Ports below each other in the middle of what is from `top` on."""
    y = top + (height - sum(map(label_height, inlets))) / 2
    for inlet in inlets:
        yield Port(inlet=inlet, x=x, y=y + label_height(inlet) / 2)
        y += label_height(inlet)
