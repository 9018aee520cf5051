"""A picture as SVG, in the style of docs/stacks.svg; on a dark screen in dark colours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generators.picture.model import Arrow, Box, Frame, Label, Picture, Point
from generators.picture.sizes import LINE, NAME, NOTE
from generators.picture.style import COLOURS, style
from generators.picture.svg import cut, element, text

ROUND = 7
"""How round the corners of arrows are."""


def svg(picture: Picture) -> str:
    """The text of an SVG file."""
    whole = {"width": picture.width, "height": picture.height}
    size = {"viewBox": f"0 0 {picture.width:.0f} {picture.height:.0f}", **whole}
    parts = [
        element("title", {}, text(picture.title)),
        element("style", {}, text(style())),
        element("defs", {}, *_tips()),
        element("rect", {"class": "ground", "rx": 10, **whole}),
        element("text", {"class": "note", "x": 28, "y": 32}, text(picture.title)),
        *(_frame(frame) for frame in picture.frames),
        *(_arrow(arrow) for arrow in picture.arrows),
        *(_box(box) for box in picture.boxes),
        *(_label(label) for label in picture.labels),
    ]
    head = {"xmlns": "http://www.w3.org/2000/svg", **size, "role": "img"}
    inner = "".join(f"\n  {part}" for part in parts)
    return element("svg", head, f"{inner}\n") + "\n"


def _tips() -> Iterator[str]:
    for colour in range(COLOURS):
        path = element("path", {"d": "M 0 0 L 10 5 L 0 10 Z", "class": f"tip{colour}"})
        place = {"refX": 9, "refY": 5, "markerWidth": 11, "markerHeight": 11}
        units = {"viewBox": "0 0 10 10", "markerUnits": "userSpaceOnUse", "orient": "auto"}
        yield element("marker", {"id": f"tip{colour}", **units, **place}, path)


def _frame(frame: Frame) -> str:
    size = {"x": frame.x, "y": frame.y, "width": frame.width, "height": frame.height}
    shown = cut(frame.heading, frame.width - 24, 13)
    return element(
        "g",
        {},
        element("title", {}, text(frame.heading)),
        element("rect", {"class": "frame", "rx": 8, **size}),
        element("text", {"class": "head", "x": frame.x + 12, "y": frame.y + 20}, text(shown)),
    )


def _box(box: Box) -> str:
    """A name, and the note below it, in the middle of the box's height."""
    size = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
    middle, x = box.y + box.height / 2, box.x + 12
    kind = f"box {box.kind}"
    name = cut(box.stack, box.width - 24, NAME, bold=True)
    note = cut(box.note, box.width - 24, NOTE)
    low = middle - 3 if note else middle + 5
    below = [element("text", {"class": "note", "x": x, "y": middle + 14}, text(note))]
    return element(
        "g",
        {},
        element("title", {}, text(" · ".join(filter(None, (box.stack, box.note))))),
        element("rect", {"class": kind, "rx": 6, **size}),
        element("text", {"class": "name", "x": x, "y": low}, text(name)),
        *(below if note else []),
    )


def _arrow(arrow: Arrow) -> str:
    look = {"class": f"arrow arrow{arrow.colour}", "marker-end": f"url(#tip{arrow.colour})"}
    attributes = {**look, "d": _path(arrow.points)}
    return element("path", attributes, element("title", {}, text(arrow.title)))


def _path(points: Sequence[Point]) -> str:
    """Straight lines with round corners."""
    said = [f"M {points[0][0]:.1f} {points[0][1]:.1f}"]
    for before, at, after in zip(points, points[1:], points[2:], strict=False):
        start, end = _towards(at, before), _towards(at, after)
        said.append(f"L {start[0]:.1f} {start[1]:.1f}")
        said.append(f"Q {at[0]:.1f} {at[1]:.1f} {end[0]:.1f} {end[1]:.1f}")
    said.append(f"L {points[-1][0]:.1f} {points[-1][1]:.1f}")
    return " ".join(said)


def _towards(at: Point, other: Point) -> Point:
    """The point a corner's radius away, or half the way where that is less."""
    length = abs(other[0] - at[0]) + abs(other[1] - at[1])
    part = min(ROUND, length / 2) / length if length else 0
    return at[0] + (other[0] - at[0]) * part, at[1] + (other[1] - at[1]) * part


def _label(label: Label) -> str:
    size = {"width": label.width, "height": label.height, "rx": 4}
    place = {"x": label.x - label.width / 2, "y": label.y - label.height / 2}
    first = label.y - (len(label.lines) - 1) * LINE / 2 + 4
    lines = (
        element("text", {"class": "label", "x": label.x, "y": first + i * LINE}, text(line))
        for i, line in enumerate(label.lines)
    )
    return element(
        "g",
        {},
        element("title", {}, text(label.full)),
        element("rect", {"class": "ground", **place, **size}),
        *lines,
    )
