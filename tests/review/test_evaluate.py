"""A template with values put in: two that mean the same come out the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generators.review.evaluate import Evaluated
from generators.review.nodes import Node, branches, items, references, written
from tests.projects import ROOT

CONDITIONS = {
    "IsSmall": {"Fn::Equals": [{"Ref": "Size"}, "small"]},
    "IsBig": {"Fn::Not": [{"Condition": "IsSmall"}]},
    "Both": {"Fn::And": [{"Condition": "IsSmall"}, {"Condition": "Later"}]},
    "Either": {"Fn::Or": [{"Condition": "IsSmall"}, {"Condition": "Later"}]},
    "Later": {"Fn::Equals": [{"Ref": "Unknown"}, "x"]},
    "Itself": {"Fn::Equals": [{"Ref": "Unknown"}, {"Ref": "Unknown"}]},
}
TEMPLATE: dict[str, Any] = {
    "Mappings": {"Sizes": {"small": {"Memory": 256}}},
    "Conditions": CONDITIONS,
}


def node(said: Any, **values: Node) -> Node:
    return Evaluated(TEMPLATE, {"Size": "small", **values}).node(said)


SAME = {
    "numbers are text": (80, "80"),
    "switches are text": (True, "true"),
    "an attribute in one text": ({"Fn::GetAtt": "Role.Arn"}, {"Fn::GetAtt": ["Role", "Arn"]}),
    "a Join for a Sub": (
        {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":s3:::", {"Ref": "Bucket"}]]},
        {"Fn::Sub": "arn:${AWS::Partition}:s3:::${Bucket}"},
    ),
    "an attribute in a Sub": (
        {"Fn::Join": ["/", [{"Fn::GetAtt": ["Bucket", "Arn"]}, "*"]]},
        {"Fn::Sub": "${Bucket.Arn}/*"},
    ),
    "a Sub of one name": ({"Fn::Sub": "${Bucket}"}, {"Ref": "Bucket"}),
    "a Sub without names": ({"Fn::Sub": "plain"}, "plain"),
    "a Sub with variables": (
        {"Fn::Sub": ["${a}-${b}", {"a": {"Ref": "Size"}, "b": {"Ref": "X"}}]},
        {"Fn::Sub": "small-${X}"},
    ),
    "a literal in a Sub": ({"Fn::Sub": "${!HOME}"}, "${HOME}"),
    "a literal beside a name": (
        {"Fn::Sub": "${!HOME}/${X}"},
        {"Fn::Join": ["", ["${HOME}/", {"Ref": "X"}]]},
    ),
    "a known value": ({"Fn::Sub": "${Size}er"}, "smaller"),
    "a mapping": ({"Fn::FindInMap": ["Sizes", {"Ref": "Size"}, "Memory"]}, "256"),
    "a branch": ({"Fn::If": ["IsSmall", 1, 2]}, "1"),
    "another branch": ({"Fn::If": ["IsBig", 1, 2]}, "2"),
    "no value in a list": (["a", {"Fn::If": ["IsBig", "b", {"Ref": "AWS::NoValue"}]}], ["a"]),
    "no value in a mapping": ({"a": {"Fn::If": ["IsBig", "b", {"Ref": "AWS::NoValue"}]}}, {}),
    "two branches alike": ({"Fn::If": ["Later", 1, "1"]}, "1"),
    "a false part of an And": ({"Fn::If": ["Both", 1, 2]}, {"Fn::If": ["Both", "1", "2"]}),
    "a true part of an Or": ({"Fn::If": ["Either", 1, 2]}, "1"),
    "what equals itself": ({"Fn::If": ["Itself", 1, 2]}, "1"),
    "a choice of a list": ({"Fn::Select": [1, {"Fn::Split": [",", "a,b"]}]}, "b"),
}


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME)
def test_what_means_the_same_is_the_same(one: Any, other: Any) -> None:
    assert node(one) == node(other)


def test_what_is_not_known_stays_as_it_is_written() -> None:
    said = {"Fn::If": ["Later", {"Ref": "One"}, {"Ref": "AWS::NoValue"}]}
    assert node(said) == said
    assert node({"Fn::Select": ["0", {"Ref": "Subnets"}]}) == {
        "Fn::Select": ["0", {"Ref": "Subnets"}]
    }


def test_resources_go_by_their_conditions() -> None:
    template = TEMPLATE | {
        "Resources": {
            "Made": {"Type": "T", "Condition": "IsSmall"},
            "NotMade": {"Type": "T", "Condition": "IsBig"},
            "Perhaps": {"Type": "T", "Condition": "Later"},
        }
    }
    found = Evaluated(template, {"Size": "small"}).resources
    assert {name: one.condition for name, one in found.items()} == {
        "Made": None,
        "Perhaps": "Later",
    }


LOOKUP = {"Fn::FindInMap": ["Images", {"Ref": "AWS::Region"}, "Id"]}
IMAGES: dict[str, Any] = {"Images": {"eu-west-1": {"Id": "ami-1"}, "us-east-1": {"Id": "ami-2"}}}


def test_facts_decide_conditions_and_lookups_but_stand_in_no_text() -> None:
    template = {
        "Mappings": IMAGES,
        "Conditions": {"Here": {"Fn::Equals": [{"Ref": "AWS::Region"}, "eu-west-1"]}},
    }
    seen = Evaluated(template, {}, {"AWS::Region": "eu-west-1"})
    assert seen.node(LOOKUP) == "ami-1"
    assert seen.node({"Fn::If": ["Here", "yes", "no"]}) == "yes"
    assert seen.node({"Fn::Sub": "in ${AWS::Region}"}) == {"Fn::Sub": "in ${AWS::Region}"}


@pytest.mark.parametrize(
    ("key", "said", "unsure"),
    [
        ("Id", {"eu-west-1": {"Id": "ami-1"}, "us-east-1": {"Id": "ami-3"}}, True),
        ("Id", {"eu-west-1": {"Id": "ami-1"}}, True),
        ("Id", {"ap-south-1": {"Other": "x"}, **IMAGES["Images"]}, False),
        ("Id", {"us-east-1": {"Id": "ami-2"}, "eu-west-1": {"Id": "ami-1", "More": "x"}}, False),
    ],
    ids=["another value", "a region less", "what cannot be found", "another key"],
)
def test_a_lookup_that_nobody_knows_is_marked_where_it_may_find_another_value(
    key: str, said: Any, unsure: bool
) -> None:
    seen = Evaluated({"Mappings": {"Images": said}}, {}, former={"Mappings": IMAGES})
    found = seen.node({"Fn::FindInMap": ["Images", {"Ref": "AWS::Region"}, key]})
    assert (found["Fn::FindInMap"][0] == "Images (changed?)") == unsure


ASKED = {
    "what is known drops out": (
        {"Fn::And": [{"Fn::Equals": ["a", "a"]}, {"Condition": "Later"}]},
        {"Condition": "Later"},
    ),
    "the order": (
        {"Fn::Or": [{"Condition": "Later"}, {"Fn::Equals": ["x", {"Ref": "Y"}]}]},
        {"Fn::Or": [{"Fn::Equals": [{"Ref": "Y"}, "x"]}, {"Condition": "Later"}]},
    ),
    "not not": ({"Fn::Not": [{"Fn::Not": [{"Condition": "Later"}]}]}, {"Condition": "Later"}),
}


@pytest.mark.parametrize(("one", "other"), ASKED.values(), ids=ASKED)
def test_conditions_that_ask_the_same_are_the_same(one: Any, other: Any) -> None:
    conditions: dict[str, Any] = {**CONDITIONS, "One": one, "Other": other}
    unknown = Evaluated({"Conditions": conditions}, {}).conditions.unknown
    assert unknown["One"] == unknown["Other"]


def test_conditions_in_a_circle_are_not_known() -> None:
    circle = {"A": {"Condition": "B"}, "B": {"Fn::Not": [{"Condition": "A"}]}}
    conditions = Evaluated({"Conditions": circle}, {}).conditions
    assert [conditions.holds(name) for name in circle] == [None, None]


def test_lists_and_values_show_all_that_they_may_be() -> None:
    either: Node = {"Fn::If": ["Later", ["b", "c"], {"Ref": "AWS::NoValue"}]}
    assert list(items(["a", either])) == ["a", "b", "c"]
    assert list(items("a")) == ["a"]
    assert list(items(None)) == []
    assert list(branches({"Fn::If": ["Later", "x", {"Fn::If": ["Other", "y", "z"]}]})) == [
        "x",
        "y",
        "z",
    ]


def test_references_are_found_in_whatever_form() -> None:
    value = {"a": [{"Ref": "One"}, {"Fn::Sub": "${Two.Arn}/${!No}/${AWS::Region}"}]}
    assert list(references(value)) == [("One", ""), ("Two", "Arn"), ("AWS::Region", "")]


def test_a_value_can_be_written_in_a_line() -> None:
    assert written({"Fn::Base64": {"Fn::Sub": "a ${B}"}}) == "a ${B}"
    assert written([{"Ref": "A"}, {"Key": "k", "Value": {"Fn::GetAtt": ["B", "Arn"]}}]) == (
        "[${A}, {Key: k, Value: ${B.Arn}}]"
    )
    assert written({"Fn::ImportValue": "x"}) == "${ImportValue x}"


@pytest.mark.parametrize(
    "path", sorted((ROOT / "output").glob("*-stack.json")), ids=lambda p: p.stem
)
def test_evaluating_what_is_evaluated_changes_nothing(path: Path) -> None:
    template = json.loads(path.read_text())
    once = Evaluated(template, {}).resources
    again = {
        name: {"Type": one.type, "Properties": one.properties, **one.attributes}
        for name, one in once.items()
    }
    twice = Evaluated({"Resources": again}, {}).resources
    assert {n: one.properties for n, one in twice.items()} == {
        n: one.properties for n, one in once.items()
    }


@given(st.lists(st.sampled_from(["a", "${", "}", "$", "{x}", "!"]), max_size=6).map("".join))
def test_plain_text_is_never_taken_for_a_reference(text: str) -> None:
    found = node({"Fn::Join": ["", [text, {"Ref": "X"}]]})
    assert [name for name, _ in references(found)] == ["X"]
