"""Pictures of stacks: everything is there, and nothing lies on anything else."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import combinations, pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings

from generators.picture import drawn, picture
from generators.picture.model import Arrow, Box, Frame, Label, Picture
from generators.threads import Graph, graph, wirings
from tests.projects import ROOT, load
from tests.woven import fleet, graphs, woven

SVG = "{http://www.w3.org/2000/svg}"
Area = tuple[float, float, float, float]


def _area(one: Box | Frame | Label) -> Area:
    x, y = one.x, one.y
    if isinstance(one, Label):
        x, y = x - one.width / 2, y - one.height / 2
    return x, y, x + one.width, y + one.height


def _touch(one: Area, other: Area) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _legs(arrow: Arrow) -> Iterator[Area]:
    for (x, y), (to_x, to_y) in pairwise(arrow.points):
        yield min(x, to_x), min(y, to_y), max(x, to_x), max(y, to_y)


def _inside(area: Area) -> Area:
    """The area without its border, which arrows begin and end at."""
    return area[0] + 0.5, area[1] + 0.5, area[2] - 0.5, area[3] - 0.5


def _faults(found: Picture) -> Iterator[str]:
    solid: list[Box | Label] = [*found.boxes, *found.labels]
    for one, other in combinations(solid, 2):
        if _touch(_area(one), _area(other)):
            yield f"{one} lies on {other}"
    for frame, another in combinations(found.frames, 2):
        if _touch(_area(frame), _area(another)):
            yield f"{frame} lies on {another}"
    for box in found.boxes:
        for arrow in found.arrows:
            # A leg has no width: what is inside the box by a hair is through it.
            if any(_touch(_inside(_area(box)), leg) for leg in _widened(arrow)):
                yield f"{arrow} goes through {box}"
    for area in [*map(_area, solid), *map(_area, found.frames)]:
        if not (min(area) >= 0 and area[2] <= found.width and area[3] <= found.height):
            yield f"{area} is outside of the picture"


def _widened(arrow: Arrow) -> Iterator[Area]:
    for leg in _legs(arrow):
        yield leg[0] - 0.1, leg[1] - 0.1, leg[2] + 0.1, leg[3] + 0.1


@settings(max_examples=150, deadline=None)
@given(graphs())
def test_nothing_lies_on_anything_else(found: Graph) -> None:
    made = picture(found)
    assert list(_faults(made)) == []
    assert sorted(box.stack for box in made.boxes) == sorted(found.nodes)


@settings(max_examples=50, deadline=None)
@given(graphs())
def test_arrows_go_up_down_left_and_right_and_end_at_who_reads(found: Graph) -> None:
    made = picture(found)
    boxes = {box.stack: box for box in made.boxes}
    for arrow in made.arrows:
        assert all(a == c or b == d for (a, b), (c, d) in pairwise(arrow.points))
        source = boxes[arrow.title.partition(" → ")[0]]
        assert arrow.points[0][0] == source.x + source.width
        ends = {box.x for box in made.boxes} | {frame.x for frame in made.frames}
        assert arrow.points[-1][0] in ends


@settings(max_examples=50, deadline=None)
@given(graphs())
def test_the_svg_is_well_formed_and_has_every_stack(found: Graph) -> None:
    root = ElementTree.fromstring(drawn(found))
    titles = [title.text or "" for title in root.iter(f"{SVG}title")]
    assert {title.partition(" · ")[0] for title in titles} >= set(found.nodes)


@pytest.mark.parametrize("services", [0, 1, 56, 296])
def test_the_size_bears_many_stacks(services: int) -> None:
    made = picture(fleet(services))
    assert list(_faults(made)) == []
    assert len(made.boxes) == services + 4
    assert made.width < 2600
    assert made.height < 300 + 16 * services


def test_what_is_handed_to_all_of_a_group_is_one_arrow() -> None:
    found = picture(fleet(20))
    assert sorted(frame.heading for frame in found.frames) == [
        "3 services on green-cluster",
        "4 services on blue-cluster",
        "6 services on blue-cluster",
        "7 services on green-cluster",
    ]
    assert len(found.arrows) == 6


def test_an_arrow_between_services_ends_at_the_one_that_takes() -> None:
    names = ["a", "b", "c", "d"]
    threads = {("cluster", name): ("ECSCluster",) for name in names}
    kinds: dict[str, str | None] = {"cluster": "cluster", **dict.fromkeys(names, "service")}
    parents = dict.fromkeys(names, "cluster")
    threads["topics", "b"] = ("Arn",)
    found = picture(woven(kinds | {"topics": None}, parents, threads))
    boxes = {box.stack: box for box in found.boxes}
    assert boxes["topics"].outside
    (arrow,) = [arrow for arrow in found.arrows if arrow.title.startswith("topics")]
    at = boxes["b"]
    assert arrow.points[-1] == (at.x, at.y + at.height / 2)


def test_names_are_escaped_and_long_ones_cut_but_told_in_full() -> None:
    name = "a<b&\"c'" + "x" * 60
    text = drawn(woven({name: "service"}, {}, {}))
    root = ElementTree.fromstring(text)
    (shown,) = [t.text for t in root.iter(f"{SVG}text") if t.get("class") == "name"]
    assert shown is not None
    assert shown.startswith("a<b&\"c'xxx")
    assert shown.endswith("…")
    assert f"{name} · service" in [title.text for title in root.iter(f"{SVG}title")]


def test_the_shipped_stacks_say_where_a_thread_is_not_everywhere() -> None:
    project, templates, _ = load(ROOT)
    found = picture(graph(wirings(project, templates)))
    assert "(in local)" in [line for label in found.labels for line in label.lines]
    alone = picture(graph(wirings(project, templates, ["production"])))
    assert "network" not in [box.stack for box in alone.boxes]
    assert "(in local)" not in [line for label in alone.labels for line in label.lines]


@pytest.mark.parametrize("seed", ["0", "4242"])
def test_the_bytes_are_the_same_whatever_the_hash_seed(seed: str) -> None:
    code = (
        "import sys; from generators.picture import drawn; from tests.woven import fleet;"
        "sys.stdout.buffer.write(drawn(fleet(40)).encode())"
    )
    env = {**os.environ, "PYTHONHASHSEED": seed}
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, check=True
    )
    assert found.stdout.decode() == drawn(fleet(40))
