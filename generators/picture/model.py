"""What a picture consists of, with every place worked out; and what it is worked out from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from generators.threads import Node

Point = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Inlet:
    """What a stack, or each of a group, takes from one source: the lines on the arrow.

    `full` is said where the lines leave something out.
    """

    source: str
    lines: tuple[str, ...]
    full: str


@dataclass(frozen=True, kw_only=True)
class Group:
    """Stacks of one kind with the same parent, side by side in a frame; or one stack without one.

    `inlets` are what all of them take, `extras` what one of them takes besides; `givers` are those
    that others take something from.
    """

    members: tuple[Node, ...]
    inlets: tuple[Inlet, ...]
    extras: Mapping[str, tuple[Inlet, ...]]
    givers: frozenset[str]

    @property
    def name(self) -> str:
        """The name by which groups are told apart: that of the first stack."""
        return self.members[0].name


@dataclass(frozen=True, kw_only=True)
class Box:
    """A stack; `outside` is one of others. The lines are a name and what is said below it."""

    stack: str
    x: float
    y: float
    width: float
    height: float
    note: str
    kind: str
    outside: bool

    def at(self, x: float, y: float) -> Box:
        """The same box, moved by so much."""
        return replace(self, x=self.x + x, y=self.y + y)


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What is around the boxes of a group, with its heading."""

    x: float
    y: float
    width: float
    height: float
    heading: str


@dataclass(frozen=True, kw_only=True)
class Label:
    """Lines of text in the middle of an arrow; x and y are those of its centre."""

    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]
    full: str


@dataclass(frozen=True, kw_only=True)
class Arrow:
    """A line from a stack to one or to a group; `colour` tells the sources apart."""

    points: tuple[Point, ...]
    colour: int
    title: str


@dataclass(frozen=True, kw_only=True)
class Picture:
    """All of it; what comes later is drawn over what comes before."""

    width: float
    height: float
    title: str
    frames: tuple[Frame, ...]
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    labels: tuple[Label, ...]
