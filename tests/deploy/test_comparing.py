"""What is deployed and what is committed, as the two sides of a review."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from generators.deploy.cloud import StackState
from generators.deploy.comparing import (
    Known,
    committed,
    deployed,
    parsed,
    side,
    tags_changed,
)
from generators.model import EnvVar, First, Joined, OutputOf, Previous, Value
from generators.review.gathering import review

AT = datetime(2020, 1, 1, tzinfo=UTC)
TEMPLATE = {
    "Parameters": {"Size": {"Type": "String"}, "Token": {"Type": "String", "NoEcho": True}},
    "Resources": {"Logs": {"Type": "AWS::Logs::LogGroup", "Properties": {"RetentionInDays": 7}}},
}


def _state(name: str = "dev-web", **more: Any) -> StackState:
    return StackState(name=name, id="1", status="CREATE_COMPLETE", created=AT, **more)


KNOWN = Known(
    environ={"VERSION": "2", "EMPTY": ""},
    states={"dev-net": _state("dev-net", outputs={"Vpc": "vpc-1"}), "dev-gone": None},
    names={"net": "dev-net", "gone": "dev-gone"},
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", "a"),
        (Previous(), "now"),
        (EnvVar("VERSION"), "2"),
        (EnvVar("EMPTY"), None),
        (OutputOf("net", "Vpc"), "vpc-1"),
        (OutputOf("net", "Other"), None),
        (OutputOf("gone", "Vpc"), None),
        (OutputOf("unknown", "Vpc"), None),
        (First((EnvVar("EMPTY"), OutputOf("net", "Vpc"))), "vpc-1"),
        (First((EnvVar("EMPTY"),)), None),
        (Joined(("a", OutputOf("net", "Vpc"), "")), "a,vpc-1,"),
        (Joined(("a", EnvVar("EMPTY"))), None),
    ],
)
def test_a_value_is_text_as_far_as_it_is_known(value: Value, text: str | None) -> None:
    assert KNOWN.text(value, "now") == text


def test_what_nobody_knows_yet_stays_as_it_is() -> None:
    now = _state(parameters={"Size": "small"})
    given: dict[str, Value] = {"Size": EnvVar("EMPTY")}
    assert committed(TEMPLATE, given, {}, KNOWN, now).values == {"Size": "small"}
    assert committed(TEMPLATE, given, {}, KNOWN, None).values == {}


def test_a_no_echo_value_is_hidden_on_both_sides() -> None:
    now = _state(parameters={"Size": "a", "Token": "****"})
    before = deployed(TEMPLATE, now)
    after = committed(TEMPLATE, {"Size": "a", "Token": "hunter2"}, {}, KNOWN, now)
    assert (before.values["Token"], after.values["Token"]) == ("****", "****")
    assert "hunter2" not in repr(after)
    assert review(side("dev", {"web": before}), side("dev", {"web": after})).stacks == ()


def test_a_value_that_differs_is_a_change_of_the_stack() -> None:
    now = _state(parameters={"Size": "small", "Token": "****"})
    after = committed(TEMPLATE, {"Size": "large", "Token": "x"}, {}, KNOWN, now)
    found = review(side("dev", {"web": deployed(TEMPLATE, now)}), side("dev", {"web": after}))
    ((change,),) = found.stacks[0].values.values()
    assert (change.path, change.old, change.new) == ("Size", "small", "large")


def test_tags_are_told_where_they_differ() -> None:
    before = deployed(TEMPLATE, _state(tags={"a": "1", "b": "2", "same": "x"}))
    after = committed(TEMPLATE, {}, {"a": "2", "c": "3", "same": "x"}, KNOWN, None)
    assert list(tags_changed(before, after)) == [
        ("a", "1", "2"),
        ("b", "2", None),
        ("c", None, "3"),
    ]


@pytest.mark.parametrize(("text", "template"), [("{}", {}), ("Resources: {}", None), ("[]", None)])
def test_a_template_that_is_no_json_is_none_to_compare(text: str, template: object) -> None:
    assert parsed(text) == template
