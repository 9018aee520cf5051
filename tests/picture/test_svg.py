from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generators.picture.svg import cut, element, text, width


@given(st.text(), st.text())
def test_whatever_is_said_is_xml(words: str, value: str) -> None:
    root = ElementTree.fromstring(element("text", {"title": value}, text(words)))
    assert root.tag == "text"


def test_numbers_have_one_digit_after_the_point_at_most() -> None:
    assert element("rect", {"x": 1.25, "y": 2.0, "rx": 3}) == '<rect x="1.2" y="2" rx="3"/>'


@given(st.text(max_size=40), st.floats(20, 400))
def test_what_is_cut_fits(words: str, most: float) -> None:
    shown = cut(words, most, 12)
    assert width(shown, 12) <= most or shown == "…"
    assert shown == words or words.startswith(shown.removesuffix("…"))


@pytest.mark.parametrize(("narrow", "wide"), [("ill", "MMM"), ("abc", "ABC"), ("a", "ab")])
def test_wide_characters_take_more_room(narrow: str, wide: str) -> None:
    assert width(narrow, 12) < width(wide, 12) < width(wide, 12, bold=True)
