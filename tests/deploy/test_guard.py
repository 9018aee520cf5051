"""What is a replacement and what only looks like one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generators.deploy.cloud import Change, Trigger
from generators.deploy.guard import allowing, at_stake, guarded, must_be_named, settled
from tests.projects import ROOT


def _change(
    logical_id: str, *triggers: Trigger, of: str = "A::B::C", replacement: str = "Conditional"
) -> Change:
    return Change(
        action="Modify",
        logical_id=logical_id,
        type=of,
        replacement=replacement,
        triggers=triggers,
    )


def _ref(entity: str) -> Trigger:
    return Trigger(source="ResourceReference", entity=entity)


def _attribute(entity: str) -> Trigger:
    return Trigger(source="ResourceAttribute", entity=entity)


def _nested(logical_id: str) -> Change:
    return _change(logical_id, of="AWS::CloudFormation::Stack", replacement="False")


def _custom(of: str) -> Change:
    return _change("C", of=of, replacement="False")


DIRECT = Trigger(source="DirectModification")
GROUP = "AWS::AutoScaling::AutoScalingGroup"
TASK = "AWS::ECS::TaskDefinition"
LAUNCH = "AWS::EC2::LaunchTemplate"


@pytest.mark.parametrize(
    ("changes", "lost"),
    [
        ([_change("A", DIRECT, replacement="True")], ["A"]),
        ([_change("A", DIRECT)], ["A"]),
        ([_change("A", replacement="False")], []),
        ([Change(action="Remove", logical_id="A", type="A::B::C")], ["A"]),
        ([Change(action="Add", logical_id="A", type="A::B::C")], []),
        # a group whose launch template changes rolls, and what refers to the group stays
        ([_change("G", _attribute("LT.LatestVersionNumber"), of=GROUP)], []),
        ([_change("CP", _ref("G")), _change("G", DIRECT, of=GROUP)], []),
        ([_change("A", _ref("CP")), _change("CP", _ref("G")), _change("G", of=GROUP)], []),
        # what refers to something that is replaced may go with it, however far away
        ([_change("A", _ref("B")), _change("B", DIRECT, replacement="True")], ["A", "B"]),
        ([_change("A", _ref("B")), _change("B", _ref("C")), _change("C", DIRECT)], ["A", "B", "C"]),
        ([_change("A", _ref("B"), DIRECT)], ["A"]),
        # an ARN or an id is as stable as its resource; another attribute may be anything
        ([_change("A", _attribute("Role.Arn")), _change("Role", replacement="False")], []),
        (
            [_change("A", _attribute("Role.Arn")), _change("Role", replacement="True")],
            ["A", "Role"],
        ),
        ([_change("A", _attribute("LT.LatestVersionNumber"))], ["A"]),
        # nor does one mean anything where a template or code of somebody's own decides it
        ([_change("A", _attribute("N.Outputs.SubnetId")), _nested("N")], ["A"]),
        ([_change("A", _ref("N")), _nested("N")], []),
        ([_change("A", _attribute("C.VpcId")), _custom("Custom::Lookup")], ["A"]),
        ([_change("A", _ref("C")), _custom("AWS::CloudFormation::CustomResource")], ["A"]),
        # revisions come and go
        ([_change("T", DIRECT, of=TASK, replacement="True")], []),
        ([_change("T", DIRECT, of=TASK)], []),
        # but a resource that goes for good is no revision
        ([Change(action="Remove", logical_id="T", type=TASK)], ["T"]),
        ([Change(action="Dynamic", logical_id="T", type=TASK)], ["T"]),
        # and the versions of a launch template are inside it
        ([_change("LT", DIRECT, of=LAUNCH, replacement="False")], []),
        ([_change("LT", DIRECT, of=LAUNCH, replacement="True")], ["LT"]),
        ([Change(action="Remove", logical_id="LT", type=LAUNCH)], ["LT"]),
        # but what cannot live with another revision is replaced
        (
            [
                _change("T", DIRECT, of=TASK, replacement="True"),
                _change("S", _ref("T")),
            ],
            ["S"],
        ),
        ([Change(action="Dynamic", logical_id="N", type="AWS::CloudFormation::Stack")], ["N"]),
        ([_change("A")], ["A"]),
    ],
)
def test_a_yes_is_wanted_for_what_may_really_go(changes: list[Change], lost: list[str]) -> None:
    assert [change.logical_id for change in guarded(settled(changes))] == lost


LOGS = "AWS::Logs::LogGroup"


def _gone(of: str, policy: str = "") -> Change:
    return Change(action="Remove", logical_id="A", type=of, policy=policy)


def _anew(of: str, policy: str = "", replacement: str = "True") -> Change:
    return Change(action="Modify", logical_id="A", type=of, replacement=replacement, policy=policy)


@pytest.mark.parametrize(
    ("change", "words", "named"),
    [
        (_gone(LOGS, "Delete"), "its logs would be lost", True),
        (_gone(LOGS), "its logs would be lost", True),
        (_gone(LOGS, "Retain"), "it is kept in the account, no longer the stack's", False),
        (_gone("AWS::EC2::Volume", "Snapshot"), "a snapshot of it is kept", True),
        (_gone("AWS::IAM::Role"), "", False),
        (_anew(LOGS, "ReplaceAndDelete"), "its logs would be lost", True),
        (
            _anew(LOGS, "ReplaceAndRetain"),
            "the old one is kept, the new one is without its logs",
            True,
        ),
        (
            _anew("AWS::EC2::Volume", "ReplaceAndSnapshot"),
            "a snapshot of the old one is kept",
            True,
        ),
        (_anew("AWS::IAM::Role", "ReplaceAndRetain"), "the old one is kept", False),
        (
            _anew("AWS::EC2::VPC", replacement="Conditional"),
            "its whole network would be lost",
            True,
        ),
        (_anew("AWS::IAM::Role"), "", False),
        (_anew(LOGS, replacement="False"), "", True),
        (Change(action="Remove", logical_id="A", type=LOGS), "its logs would be lost", True),
    ],
)
def test_what_is_at_stake_is_said_and_what_holds_state_has_to_be_named(
    change: Change, words: str, named: bool
) -> None:
    assert at_stake(change) == words
    assert must_be_named(change) == named


@pytest.mark.parametrize(
    ("allowed", "changes", "yes"),
    [
        ([], [_gone("AWS::IAM::Role")], False),
        (["web.A"], [_gone("AWS::IAM::Role")], True),
        (["page.A", "web.B"], [_gone("AWS::IAM::Role")], False),
        (["yes"], [_gone("AWS::IAM::Role")], True),
        (["yes"], [_gone("AWS::IAM::Role"), _anew(LOGS)], False),
        (["yes"], [_anew(LOGS, "ReplaceAndRetain")], False),
        (["yes"], [_gone(LOGS, "Retain")], True),
        (["yes"], [_gone(LOGS, "Delete")], False),
        (["yes"], [_gone("AWS::EC2::Volume", "Snapshot")], False),
        (["yes"], [_gone("AWS::EC2::SubnetRouteTableAssociation")], False),
        (["yes"], [_anew(LOGS, replacement="Conditional")], False),
        (["yes", "web.A"], [_gone(LOGS, "Delete")], True),
        (["yes", "web.A"], [_anew(LOGS)], True),
        (["web.A"], [_anew(LOGS)], True),
    ],
)
def test_a_yes_covers_what_holds_no_state_and_a_name_what_it_names(
    allowed: list[str], changes: list[Change], yes: bool
) -> None:
    assert allowing(allowed)("web", tuple(changes)) == yes


@pytest.mark.parametrize("path", sorted((ROOT / "output").glob("*.json")), ids=lambda p: p.stem)
def test_no_group_is_replaced_as_a_whole(path: Path) -> None:
    template = json.loads(path.read_text())
    for resource in template["Resources"].values():
        assert "AutoScalingReplacingUpdate" not in resource.get("UpdatePolicy", {})
