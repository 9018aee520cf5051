"""How much room texts take."""

from __future__ import annotations

from collections.abc import Sequence

from generators.picture.model import Group, Inlet
from generators.picture.svg import width
from generators.threads import Node

NAME, NOTE, LINE = 14, 12, 15
"""The sizes of a name and of what stands below it; the height of a line of a label."""

NARROWEST, WIDEST = 120, 230
"""How wide a box may be."""


def cell_width(groups: Sequence[Group], environments: Sequence[str]) -> float:
    """How wide every box of a column is."""
    nodes = [node for group in groups for node in group.members]
    wanted = [width(node.name, NAME, bold=True) for node in nodes]
    wanted += [width(note(node, environments), NOTE) for node in nodes]
    return min(max(NARROWEST, *(size + 28 for size in wanted)), WIDEST)


def note(node: Node, environments: Sequence[str]) -> str:
    """What is said below a stack's name: its kind, and where it is if not everywhere."""
    kind = node.kind or "of others"
    where = ", ".join(node.environments)
    return kind if set(node.environments) == set(environments) else f"{kind} · {where}"


def label_height(inlet: Inlet) -> float:
    """The room that the label of an arrow takes, and an arrow without one."""
    return len(inlet.lines) * LINE + 8 if inlet.lines else 14
