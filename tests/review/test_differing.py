"""What differs is told as narrowly as it can be, and no secret with it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generators.review.differing import differences
from generators.review.masking import MASK, masked


def told(before: Any, after: Any) -> list[tuple[str, Any, Any]]:
    return [(one.path, *one.shown) for one in differences(before, after)]


def variable(name: str, value: Any) -> dict[str, Any]:
    return {"Name": name, "Value": value}


CASES: dict[str, tuple[Any, Any, list[tuple[str, Any, Any]]]] = {
    "a property": ({"A": "1", "B": "2"}, {"B": "2", "A": "3"}, [("A", "1", "3")]),
    "a property that comes": ({}, {"A": {"B": "1"}}, [("A", None, {"B": "1"})]),
    "an item by its name": (
        [variable("A", "1"), variable("B", "2")],
        [variable("B", "2"), variable("A", "3")],
        [("[A].Value", "1", "3"), (" (its order)", "A, B", "B, A")],
    ),
    "an item that goes": (
        {"Tags": [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}]},
        {"Tags": [{"Key": "b", "Value": "2"}]},
        [("Tags[a]", {"Key": "a", "Value": "1"}, None)],
    ),
    "an item without identity": (
        {"Rules": [{"Port": "1"}, {"Port": "2"}]},
        {"Rules": [{"Port": "1"}, {"Port": "3"}]},
        [("Rules[1].Port", "2", "3")],
    ),
    "texts of a list": (["a", "b"], ["b", "c"], [("[]", "a", None), ("[]", None, "c")]),
    "the order alone": (["a", "b"], ["b", "a"], [(" (its order)", ["a", "b"], ["b", "a"])]),
    "a function for a text": ({"A": {"Ref": "X"}}, {"A": "x"}, [("A", "${X}", "x")]),
    "JSON in a text": (
        {"Body": '{"widgets": [{"width": 6, "height": 2}]}'},
        {"Body": '{"widgets":[{"height": 2, "width": 12}]}'},
        [("Body.widgets[0].width", 6, 12)],
    ),
    "names that stand twice": (
        [variable("A", "1"), variable("A", "2")],
        [variable("A", "1"), variable("A", "3")],
        [("[1].Value", "2", "3")],
    ),
}


@pytest.mark.parametrize(("before", "after", "expected"), CASES.values(), ids=CASES)
def test_a_difference_is_told_where_it_is(
    before: Any, after: Any, expected: list[tuple[str, Any, Any]]
) -> None:
    assert told(before, after) == expected


def test_scripts_are_told_as_lines() -> None:
    before = {"UserData": {"Fn::Base64": {"Fn::Sub": "#!/bin/sh\necho ${A}\nexit\n"}}}
    after = {"UserData": {"Fn::Base64": {"Fn::Sub": "#!/bin/sh\necho ${B}\nexit\n"}}}
    (one,) = differences(before, after)
    assert one.script == ("@@ -1,3 +1,3 @@", " #!/bin/sh", "-echo ${A}", "+echo ${B}", " exit")


def test_a_script_does_not_show_the_secrets_in_it() -> None:
    (one,) = differences({"S": "a\nexport API_TOKEN=abc123\n"}, {"S": "a\nAPI_TOKEN='xyz'\nb\n"})
    assert "-export API_TOKEN=****" in one.script
    assert not any("abc123" in line or "xyz" in line for line in one.script)


SECRETS = {
    "a variable by its name": variable("DB_PASSWORD", "hunter"),
    "a number by its name": variable("DB_PASSWORD", "12345"),
    "a key of AWS": variable("X", "AKIAIOSFODNN7EXAMPLE"),
    "a password of a database": {"MasterUserPassword": "hunter"},
    "text of a secret": {"SecretString": "hunter"},
    "an address with a password": {"Url": "postgres://shop:hunter@db/shop"},
    "an option": {"Command": ["run", "--password=hunter"]},
    "a label": {"DockerLabels": {"api_key": "hunter"}},
    "in a text with references": {"Fn::Sub": "TOKEN=hunter ${Name}"},
}


@pytest.mark.parametrize("value", SECRETS.values(), ids=SECRETS)
def test_what_looks_like_a_secret_is_masked(value: Any) -> None:
    shown = str(masked(value))
    assert MASK in shown
    assert not any(secret in shown for secret in ("hunter", "12345", "AKIA"))


HARMLESS = {
    "a reference": variable("DB_PASSWORD", {"Ref": "Password"}),
    "where it lies": {"Name": "API_KEY", "ValueFrom": "arn:aws:ssm:eu-west-1:1:parameter/key"},
    "a switch": variable("USE_TOKEN", "true"),
    "another variable": variable("LEVEL", "debug"),
    "a reference in a text": {"Fn::Sub": "--token=${Token}"},
}


@pytest.mark.parametrize("value", HARMLESS.values(), ids=HARMLESS)
def test_what_is_no_secret_is_shown(value: Any) -> None:
    assert masked(value) == value


def test_a_changed_secret_is_told_without_its_values() -> None:
    before = {"Environment": [variable("DB_PASSWORD", "old")]}
    after = {"Environment": [variable("DB_PASSWORD", "new")]}
    assert told(before, after) == [("Environment[DB_PASSWORD].Value", MASK, MASK)]
    assert masked("nothing to hide") == "nothing to hide"


JSON = st.recursive(
    st.sampled_from(["a", "b", "80"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["Name", "Value", "Key"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(JSON, JSON)
def test_there_is_a_difference_where_two_values_differ_and_else_none(one: Any, other: Any) -> None:
    assert bool(told(one, other)) == (one != other)
