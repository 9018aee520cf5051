from __future__ import annotations

from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generators.picture.bars import Bar, Span, Timeline, packed, ticks
from generators.picture.timeline import drawn

SVG = "{http://www.w3.org/2000/svg}"


def _span(began: float, ended: float, name: str = "Service") -> Span:
    return Span(name=name, title=name, began=began, ended=ended)


def _timeline(*bars: Bar, seconds: float = 100, footer: str = "") -> Timeline:
    return Timeline(title="a <b>", note="by & by", seconds=seconds, bars=bars, footer=footer)


def _bar(name: str, began: float, ended: float, *spans: Span, critical: bool = False) -> Bar:
    return Bar(name=name, note="created", began=began, ended=ended, critical=critical, spans=spans)


@given(st.lists(st.tuples(st.floats(0, 90), st.floats(0, 10)), max_size=30))
def test_no_span_lies_over_another(pairs: list[tuple[float, float]]) -> None:
    spans = [_span(began, began + long) for began, long in pairs]
    lanes = packed(spans, 8.6)
    assert sum(map(len, lanes)) == len(spans)
    for lane in lanes:
        assert all(a.ended <= b.began for a, b in pairwise(lane))


@given(st.floats(0, 1e5))
def test_the_axis_has_a_few_round_times(seconds: float) -> None:
    found = ticks(seconds)
    assert 1 <= len(found) <= 9 or seconds > 8 * 14_400
    assert found[-1] <= seconds + 1e-6


def test_the_picture_is_xml_as_wide_and_high_as_it_says() -> None:
    first = _bar("net", 0, 60, _span(0, 30), _span(10, 60), critical=True)
    second = _bar("web & co", 60, 100, critical=True)
    root = ElementTree.fromstring(drawn(_timeline(first, second, footer="up to date: a")))
    rects = root.findall(f".//{SVG}rect")
    assert len(rects) == 1 + 2 + 2
    width, height = float(root.attrib["width"]), float(root.attrib["height"])
    for rect in rects[1:]:
        assert float(rect.attrib["x"]) + float(rect.attrib["width"]) <= width
        assert float(rect.attrib["y"]) + float(rect.attrib["height"]) <= height
    assert [path for path in root.findall(f"{SVG}path") if path.attrib["class"] == "link"]
    said = "".join(root.itertext())
    assert {word for word in ("a <b>", "by & by", "web & co", "up to date: a") if word in said} == {
        *("a <b>", "by & by"),
        *("web & co", "up to date: a"),
    }


@pytest.mark.parametrize("seconds", [0.0, 0.3, 1e6])
def test_a_deploy_of_any_length_can_be_drawn(seconds: float) -> None:
    bar = _bar("web", 0, seconds, _span(0, seconds))
    ElementTree.fromstring(drawn(_timeline(bar, seconds=seconds)))
    ElementTree.fromstring(drawn(_timeline(seconds=seconds)))


def test_names_stand_in_bars_only_where_there_is_room() -> None:
    some = [_bar(f"s{n}", 0, 100, _span(0, 90, "LongName"), _span(91, 92, "Tiny")) for n in (1, 2)]
    picture = drawn(_timeline(*some))
    assert picture.count(">LongName</text>") == 2
    assert ">Tiny</text>" not in picture
    many = [_bar(f"s{number}", 0, 100, _span(0, 90, "LongName")) for number in range(30)]
    assert ">LongName</text>" not in drawn(_timeline(*many))
