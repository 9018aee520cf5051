from __future__ import annotations

import json

import pytest

from generators.errors import UserError
from generators.lint import lint
from tests.projects import ROOT


def test_cfn_lint_finds_nothing_in_what_is_shipped() -> None:
    files = {str(path): path.read_text() for path in (ROOT / "output").glob("*-stack.json")}
    assert files
    assert not list(lint(files, ["eu-west-1", "us-east-1"]))


def test_a_dangling_ref_and_a_warning_are_found_with_their_lines_unless_waived() -> None:
    template = {
        "Parameters": {"Unused": {"Type": "String"}},
        "Resources": {
            "Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": {"Ref": "X"}}}
        },
    }
    found = list(lint({"t.json": json.dumps(template, indent=2)}, ["eu-west-1"]))
    assert {finding.rule for finding in found} == {"E1020", "W2001"}
    assert all(finding.line > 1 and str(finding).startswith("t.json:") for finding in found)
    waived = {"Metadata": {"cfn-lint": {"config": {"ignore_checks": ["W2001"]}}}, **template}
    found = list(lint({"t.json": json.dumps(waived)}, ["eu-west-1"]))
    assert {finding.rule for finding in found} == {"E1020"}


def test_a_region_that_does_not_exist_names_the_nearest() -> None:
    with pytest.raises(UserError, match=r"did you mean eu-west-1\?"):
        list(lint({}, ["eu-wset-1"]))


def test_a_waiver_of_what_is_not_found_is_a_finding() -> None:
    template = {
        "Metadata": {"cfn-lint": {"config": {"ignore_checks": ["W2001"]}}},
        "Resources": {"Topic": {"Type": "AWS::SNS::Topic"}},
    }
    (found,) = lint({"t.json": json.dumps(template)}, ["eu-west-1"])
    assert (found.rule, "take the waiver out" in found.message) == ("W2001", True)
