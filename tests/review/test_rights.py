"""Which rights a change widens or narrows, and in what words."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.review.granting import (
    BUCKET,
    GET,
    OTHER,
    TLS,
    TRUST,
    Resources,
    allow,
    deny,
    policy,
    resource,
    role,
    told,
    words,
)

QUIET: dict[str, tuple[Resources, Resources]] = {
    "a right that a wildcard had": (role(allow("s3:Get*", "*")), role(allow("s3:Get*", "*"), GET)),
    "a smaller wildcard": (role(allow("s3:*")), role(allow("s3:*"), allow("s3:Get*"))),
    "the order of statements and actions, a Sid, a version": (
        role(allow(["s3:GetObject", "s3:PutObject"]), deny("s3:DeleteObject")),
        role(
            deny(["s3:DeleteObject"], Sid="No"), allow(["s3:PutObject", "S3:getobject"], [BUCKET])
        ),
    ),
    "the partition written out": (
        role(allow("s3:GetObject", {"Fn::Sub": "arn:${AWS::Partition}:s3:::shop"})),
        role(GET),
    ),
    "one statement in two": (
        role(allow(["s3:GetObject", "s3:PutObject"], ["a", "b"])),
        role(
            allow(["s3:GetObject", "s3:PutObject"], "a"),
            allow("s3:GetObject", "b"),
            allow("s3:PutObject", "b"),
        ),
    ),
    "out of line": (role(GET), role() | policy("Policy", GET, Roles=[{"Ref": "Role"}])),
    "into a resource of the role's own": (
        role(GET),
        role() | policy("RolePolicy", GET, RoleName={"Ref": "Role"}),
    ),
    "into a managed policy": (
        role(GET),
        role(ManagedPolicyArns=[{"Ref": "Policy"}]) | policy("ManagedPolicy", GET),
    ),
    "by the role's name": (
        role(GET, RoleName="shop"),
        role(RoleName="shop") | policy("Policy", GET, Roles=["shop"]),
    ),
    "what AdministratorAccess let through already": (
        role(ManagedPolicyArns=["arn:aws:iam::aws:policy/AdministratorAccess"]),
        role(allow("*", "*"), GET, ManagedPolicyArns=[OTHER]),
    ),
    "all but some actions, of which one is named": (
        role(allow(None, "*", NotAction=["iam:*"])),
        role(allow(None, "*", NotAction=["iam:*"]), GET),
    ),
    "a right that is denied all the same": (role(deny("s3:*")), role(deny("s3:*"), GET)),
    "a condition that another statement does without": (
        role(GET),
        role(GET, GET | {"Condition": TLS}),
    ),
    "a role with another logical id": (
        role(GET),
        {"Renamed": role(GET)["Role"]},
    ),
    "the same whether the template's condition holds or not": (
        role(GET),
        role({"Fn::If": ["HasX", allow(["s3:GetObject"]), allow("s3:Getobject")]}),
    ),
    "a policy as text": (
        resource("Log", "SQS::QueuePolicy", Queues=["q"], PolicyDocument={"Statement": [GET]}),
        resource(
            "Log", "SQS::QueuePolicy", Queues=["q"], PolicyDocument=json.dumps({"Statement": [GET]})
        ),
    ),
}


@pytest.mark.parametrize("name", QUIET)
def test_a_change_that_gives_nothing_new_is_quiet(name: str) -> None:
    before, after = QUIET[name]
    assert told(before, after) == []


LOUD: dict[str, tuple[Resources, Resources, list[str]]] = {
    "a right": (
        role(GET),
        role(GET, allow(["s3:PutObject", "s3:DeleteObject"])),
        [f"worse: the role may now s3:DeleteObject and s3:PutObject on {BUCKET}"],
    ),
    "a right less": (
        role(GET, allow("s3:PutObject")),
        role(GET),
        [f"better: the role may no longer s3:PutObject on {BUCKET}"],
    ),
    "more resources": (
        role(GET),
        role(allow("s3:GetObject", f"{BUCKET}*")),
        [f"worse: the role may now s3:GetObject on {BUCKET}* (until now: on {BUCKET})"],
    ),
    "fewer actions of a wildcard": (
        role(allow("s3:*")),
        role(GET),
        [
            f"better: the role may no longer do every action of s3 (s3:*) on {BUCKET} "
            "(left of it: s3:GetObject)"
        ],
    ),
    "everything": (
        role(),
        role(allow("*:*", "*")),
        ["worse: the role may now do anything on anything"],
    ),
    "a wildcard with its reason": (
        role(),
        {
            "Role": role(allow("s3:List*", "*", Sid="S"))["Role"]
            | {"Metadata": {"Wildcards": {"S": "why"}}}
        },
        ["worse: the role may now s3:List* on anything (reason given: why)"],
    ),
    "passing of roles": (
        role(),
        role(allow("iam:PassRole", "*")),
        ["worse: the role may now pass any role, and so its rights, to services (iam:PassRole)"],
    ),
    "a way to more rights": (
        role(),
        role(allow(["iam:PutRolePolicy", "iam:AttachRolePolicy"], "*")),
        [
            "worse: the role may now iam:AttachRolePolicy and iam:PutRolePolicy on anything; by "
            "iam:AttachRolePolicy or iam:PutRolePolicy it can give itself more rights"
        ],
    ),
    "fewer actions left out": (
        role(allow(None, "*", NotAction=["iam:*", "sqs:*"])),
        role(allow(None, "*", NotAction=["iam:*"])),
        ["worse: the role may now do every action of sqs (sqs:*) on anything"],
    ),
    "resources left out": (
        role(),
        role({"Effect": "Allow", "Action": "s3:GetObject", "NotResource": [BUCKET, {"Ref": "B"}]}),
        [f"worse: the role may now s3:GetObject on everything but ${{B}} and {BUCKET}"],
    ),
    "a condition dropped": (
        role(GET | {"Condition": TLS}),
        role(GET),
        [
            f"worse: the role may now s3:GetObject on {BUCKET} without a condition, "
            "until now only if aws:SecureTransport is true"
        ],
    ),
    "a condition added": (
        role(GET),
        role(GET | {"Condition": TLS}),
        [f"better: the role may now s3:GetObject on {BUCKET} only if aws:SecureTransport is true"],
    ),
    "other conditions": (
        role(GET | {"Condition": {"StringLike": {"aws:PrincipalTag/team": "a"}}}),
        role(GET | {"Condition": {"Null": {"aws:TokenIssueTime": "true"}}}),
        [
            f"worse: the role may now s3:GetObject on {BUCKET} if aws:TokenIssueTime is absent, "
            "until now only if aws:PrincipalTag/team is like a"
        ],
    ),
    "a deny dropped": (
        role(deny("s3:*")),
        role(),
        [f"worse: the role is no longer denied every action of s3 (s3:*) on {BUCKET}"],
    ),
    "a deny added": (
        role(GET),
        role(GET, deny("s3:GetObject", "*")),
        ["better: the role is now denied s3:GetObject on anything"],
    ),
    "a deny narrowed": (
        role(deny("s3:*", "*")),
        role(deny("s3:*", BUCKET)),
        [
            "worse: the role is no longer denied every action of s3 (s3:*) on anything "
            f"(still denied: on {BUCKET})"
        ],
    ),
    "a deny under a condition": (
        role(deny("s3:*")),
        role(deny("s3:*", Condition=TLS)),
        [
            f"worse: the role is now denied every action of s3 (s3:*) on {BUCKET} only if "
            "aws:SecureTransport is true"
        ],
    ),
    "a deny without its condition": (
        role(deny("s3:*", Condition=TLS)),
        role(deny("s3:*")),
        [
            f"better: the role is now denied every action of s3 (s3:*) on {BUCKET} in any case, "
            "until now only if aws:SecureTransport is true"
        ],
    ),
    "a statement that the template may leave out": (
        role({"Fn::If": ["HasX", GET, {"Ref": "AWS::NoValue"}]}),
        role(GET),
        [
            f"worse: the role may now s3:GetObject on {BUCKET} without a condition, "
            "until now only if HasX holds"
        ],
    ),
    "a condition that the template may leave out": (
        role(GET),
        role(GET | {"Condition": {"Fn::If": ["HasX", TLS, {"Ref": "AWS::NoValue"}]}}),
        [
            f"better: the role may now s3:GetObject on {BUCKET} only if HasX does not hold, or if "
            "aws:SecureTransport is true and HasX holds"
        ],
    ),
    "a resource that the template chooses": (
        role(GET),
        role(allow("s3:GetObject", {"Fn::If": ["HasX", "*", BUCKET]})),
        ["worse: the role may now s3:GetObject on anything if HasX holds"],
    ),
    "an effect that the template chooses": (
        role(GET),
        role(GET | {"Effect": {"Fn::If": ["HasX", "Allow", "Deny"]}}),
        [
            f"better: the role may now s3:GetObject on {BUCKET} only if HasX holds",
            f"better: the role is now denied s3:GetObject on {BUCKET} if HasX does not hold",
        ],
    ),
    "a boundary that the template may leave out": (
        role(PermissionsBoundary=OTHER),
        role(PermissionsBoundary={"Fn::If": ["HasX", OTHER, {"Ref": "AWS::NoValue"}]}),
        [
            "worse: the role stays within another permissions boundary, "
            f"{OTHER} if HasX holds, before {OTHER}"
        ],
    ),
    "a policy of elsewhere": (
        role(ManagedPolicyArns=[OTHER]),
        role(ManagedPolicyArns=["arn:aws:iam::aws:policy/AmazonS3FullAccess"]),
        [
            "worse: the role may now do all that AWS's policy AmazonS3FullAccess allows, full "
            "access to a service",
            f"better: the role may no longer do all that the policy {OTHER} allows",
        ],
    ),
    "loud policies of AWS": (
        role(),
        role(
            ManagedPolicyArns=[
                f"arn:aws:iam::aws:policy/{name}"
                for name in ("AdministratorAccess", "IAMFullAccess", "PowerUserAccess")
            ]
        ),
        [
            "worse: the role may now manage all users, roles and policies, and so give itself any "
            "right (IAMFullAccess)",
            "worse: the role may now do anything but manage users and roles (PowerUserAccess)",
            "worse: the role may now do anything on anything (AdministratorAccess)",
        ],
    ),
    "a document that nobody can read here": (
        role(),
        role(Policies=[{"PolicyName": "p", "PolicyDocument": {"Ref": "Document"}}]),
        ["worse: the role may now do all that the policy ${Document} allows"],
    ),
    "a boundary": (
        role(),
        role(PermissionsBoundary=OTHER),
        [f"better: the role now stays within a permissions boundary, {OTHER}"],
    ),
    "no boundary": (
        role(PermissionsBoundary=OTHER),
        role(),
        [f"worse: the role no longer stays within a permissions boundary (before: {OTHER})"],
    ),
    "another boundary": (
        role(PermissionsBoundary=OTHER),
        role(PermissionsBoundary="more"),
        [f"worse: the role stays within another permissions boundary, more, before {OTHER}"],
    ),
    "a wider boundary": (
        role(PermissionsBoundary={"Ref": "Policy"}) | policy("ManagedPolicy", GET),
        role(PermissionsBoundary={"Ref": "Policy"}) | policy("ManagedPolicy", allow("s3:*")),
        [
            "worse: the role has other bounds: its permissions boundary may now do every action of "
            f"s3 (s3:*) on {BUCKET} (until now: s3:GetObject)"
        ],
    ),
}


@pytest.mark.parametrize("name", LOUD)
def test_a_change_of_rights_is_told(name: str) -> None:
    before, after, expected = LOUD[name]
    assert words(before, after) == expected


def test_a_long_list_is_cut() -> None:
    (text,) = words(role(), role(allow([f"s3:A{i}" for i in range(10)], [*"abcdefgh"])))
    assert text.endswith("s3:A4, s3:A5 and 4 more on a, b, c, d, e, f and 2 more")


def trusting(**statement: Any) -> Resources:
    said = TRUST["Statement"] | statement
    return role(AssumeRolePolicyDocument={"Statement": [said]})


TRUSTS: dict[str, tuple[dict[str, Any], str]] = {
    "another account": (
        {"Principal": {"AWS": ["111122223333"], "Service": "ecs-tasks.amazonaws.com"}},
        "worse: the role may now be assumed by account 111122223333 if aws:SourceAccount is "
        "123456789012",
    ),
    "anyone": (
        {"Principal": {"AWS": "*"}, "Condition": {}},
        "worse: the role may now be assumed by anyone",
    ),
    "a condition dropped": (
        {"Condition": {}},
        "worse: the role may now be assumed by ecs-tasks.amazonaws.com without a condition, "
        "until now only if aws:SourceAccount is 123456789012",
    ),
    "another action": (
        {"Action": ["sts:AssumeRole", "sts:TagSession"]},
        "worse: ecs-tasks.amazonaws.com may now sts:TagSession on the role if aws:SourceAccount is "
        "123456789012",
    ),
    "a condition more": (
        {"Condition": {"StringEquals": {"aws:SourceAccount": "123456789012", "k": ["a", "b"]}}},
        "better: the role may now be assumed by ecs-tasks.amazonaws.com only if aws:SourceAccount "
        "is 123456789012 and k is a or b, until now if aws:SourceAccount is 123456789012",
    ),
}


@pytest.mark.parametrize("name", TRUSTS)
def test_who_may_assume_a_role_is_told(name: str) -> None:
    statement, expected = TRUSTS[name]
    assert expected in words(role(), trusting(**statement))
