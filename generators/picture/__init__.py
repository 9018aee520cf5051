"""Stacks and the threads between them as a picture, from left to right.

`groups` finds what stands in which column, `blocks` (of `rows`, by `sizes`) how large it is, and
`placing` how high it stands; `ways` and `lanes` are the ways of arrows between these `places`, and
`routes` puts all of it side by side. `paint` makes SVG of that, by the words of `svg`.
"""

from __future__ import annotations

from dataclasses import replace

from generators.picture.groups import columns
from generators.picture.model import Box, Frame, Picture
from generators.picture.paint import svg
from generators.picture.places import Place
from generators.picture.placing import placed
from generators.picture.routes import Routes
from generators.picture.ways import Ways
from generators.threads import Graph

MARGIN, TITLE = 28, 56


def drawn(graph: Graph) -> str:
    """The picture of the stacks as the text of an SVG file."""
    return svg(picture(graph))


def picture(graph: Graph) -> Picture:
    """The picture with every place worked out."""
    found = placed(columns(graph), graph.environments)
    routes = Routes(ways=Ways(columns=found), left=MARGIN, top=TITLE)
    boxes = [box for i, places in enumerate(found) for box in _boxes(places, routes.lefts[i])]
    frames = [frame for i, places in enumerate(found) for frame in _frames(places, routes.lefts[i])]
    bottom = max((place.y + place.height for places in found for place in places), default=0)
    title = _title(graph)
    return Picture(
        width=max(routes.lefts[-1] + MARGIN, 40 + len(title) * 8),
        height=TITLE + bottom + MARGIN,
        title=title,
        frames=tuple(frames),
        boxes=tuple(boxes),
        arrows=tuple(routes.arrows()),
        labels=tuple(routes.labels()),
    )


def _title(graph: Graph) -> str:
    own = sum(node.kind is not None for node in graph.nodes.values())
    stacks = "1 stack" if own == 1 else f"{own:,} stacks"
    return f"{stacks} · {', '.join(graph.environments)}"


def _boxes(places: list[Place], left: float) -> list[Box]:
    return [
        box.at(left, TITLE + place.y)
        for place in places
        if place.block
        for box in place.block.boxes
    ]


def _frames(places: list[Place], left: float) -> list[Frame]:
    return [
        replace(place.block.frame, x=left, y=TITLE + place.y)
        for place in places
        if place.block and place.block.frame
    ]
