"""Roles that come and go, those made elsewhere, and what runs with them."""

from __future__ import annotations

from typing import Any

import pytest

from generators.review.model import Sense
from tests.review.granting import (
    BUCKET,
    GET,
    OTHER,
    allow,
    policy,
    resource,
    role,
    tasks,
    told,
    words,
)


def test_a_new_role_is_told_once_by_what_it_is_for() -> None:
    after = role(GET, allow("sqs:*", "*"), ManagedPolicyArns=[OTHER]) | tasks(
        TaskRoleArn={"Fn::GetAtt": ["Role", "Arn"]}
    )
    text = (
        "task role, trusted by ecs-tasks.amazonaws.com, may do every action of sqs (sqs:*) on "
        f"anything; s3:GetObject on {BUCKET}; do all that {OTHER} allows"
    )
    assert told({}, after) == told(None, after) == [("worse", "Role", f"a new {text}")]


def test_a_role_that_goes_is_told_once() -> None:
    gone = f"better: the role is removed; it could s3:GetObject on {BUCKET}"
    assert words(role(GET), {}) == words(role(GET), None) == [gone]


def test_a_new_role_without_rights_is_a_note() -> None:
    ((sense, _, text),) = told({}, role(PermissionsBoundary=OTHER))
    assert sense == Sense.NOTE
    assert text == "a new role, trusted by ecs-tasks.amazonaws.com, is given no rights of its own"


def test_a_role_made_elsewhere_is_named() -> None:
    after = policy("Policy", GET, Roles=[{"Ref": "Shared"}], Users=["bob"])
    assert told({}, after) == [
        ("worse", "Shared", f"the role Shared, made elsewhere, may now s3:GetObject on {BUCKET}"),
        ("worse", "bob", f"the user bob, made elsewhere, may now s3:GetObject on {BUCKET}"),
    ]


def test_a_managed_policy_that_nobody_has_is_told_by_itself() -> None:
    loose = policy("ManagedPolicy", GET)
    assert told({}, loose) == [
        ("worse", "Policy", f"whoever has this policy may now s3:GetObject on {BUCKET}")
    ]
    attached = role(ManagedPolicyArns=[{"Ref": "Policy"}]) | loose
    assert words(role() | loose, attached) == [f"worse: the role may now s3:GetObject on {BUCKET}"]


def test_a_user_in_another_group_may_what_that_may() -> None:
    joined = resource("User", "IAM::User") | resource(
        "Joins", "IAM::UserToGroupAddition", GroupName="ops", Users=[{"Ref": "User"}]
    )
    assert words(resource("User", "IAM::User", Groups=["dev"]), joined) == [
        "worse: the user may now do all that group ops may",
        "better: the user may no longer do all that group dev may",
    ]


POINTING: dict[str, tuple[Any, Any, list[str]]] = {
    "a role of elsewhere": (
        {"Ref": "Role"},
        "arn:aws:iam::1:role/x",
        [
            "worse: its task role is now arn:aws:iam::1:role/x in place of Role; whether that may "
            "more cannot be seen here"
        ],
    ),
    "a role where there was none": (None, {"Ref": "Role"}, ["worse: runs with task role Role now"]),
    "none any more": ({"Ref": "Role"}, None, ["better: has no task role any more, before Role"]),
    "a role with other rights": (
        {"Ref": "Role"},
        {"Ref": "Second"},
        [
            "worse: its task role is now Second in place of Role: it may now s3:PutObject on "
            f"{BUCKET}; it may no longer s3:GetObject on {BUCKET}"
        ],
    ),
    "a role with the same rights": ({"Ref": "Role"}, {"Ref": "Third"}, []),
}


@pytest.mark.parametrize("name", POINTING)
def test_what_runs_with_another_role_is_told(name: str) -> None:
    before, after, expected = POINTING[name]
    roles = role(GET) | {"Second": role(allow("s3:PutObject"))["Role"], "Third": role(GET)["Role"]}
    pointing = [roles | tasks(**({"TaskRoleArn": arn} if arn else {})) for arn in (before, after)]
    assert words(*pointing) == expected


def test_one_role_less_for_instances_is_told() -> None:
    roles = role(GET) | {"Second": role(GET)["Role"]}
    before, after = (
        roles | resource("Profile", "IAM::InstanceProfile", Roles=[{"Ref": name} for name in names])
        for names in (["Role", "Second"], ["Role"])
    )
    assert words(before, after) == ["better: no longer runs with instance role Second"]


def test_a_new_task_definition_with_a_role_of_elsewhere_is_told() -> None:
    assert words({}, tasks(TaskRoleArn={"Ref": "Given"})) == [
        "worse: runs with task role Given now, made elsewhere"
    ]
