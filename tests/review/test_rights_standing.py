"""Policies that stand on a resource: what others may do with it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from generators import resource_schemas
from generators.review.rights.permitting import PERMITTING
from generators.review.rights.policies import PLACES
from tests.review.granting import BUCKET, GET, Resources, allow, deny, resource, told, words


def standing(*statements: Any) -> Resources:
    return resource("Bucket", "S3::Bucket") | resource(
        "Access",
        "S3::BucketPolicy",
        Bucket={"Ref": "Bucket"},
        PolicyDocument={"Statement": [*statements]},
    )


EVERYONE = {"Principal": "*"}
NO_TLS = deny("s3:*", Condition={"Bool": {"aws:SecureTransport": "false"}}, **EVERYONE)

STANDING: dict[str, tuple[Resources, Resources, list[str]]] = {
    "a bucket opened to everyone": (
        standing(),
        standing(GET | EVERYONE),
        [f"worse: anyone may now s3:GetObject on {BUCKET}"],
    ),
    "two accounts more": (
        standing(),
        standing(GET | {"Principal": {"AWS": ["111122223333", "444455556666"]}}),
        [f"worse: account 111122223333 and account 444455556666 may now s3:GetObject on {BUCKET}"],
    ),
    "plain HTTP no longer denied": (
        standing(NO_TLS),
        standing(),
        [
            f"worse: nobody is denied every action of s3 (s3:*) on {BUCKET} any more if "
            "aws:SecureTransport is false"
        ],
    ),
    "everyone but one": (
        standing(),
        standing(GET | {"NotPrincipal": {"AWS": "arn:aws:iam::1:user/a"}}),
        [f"worse: anyone but arn:aws:iam::1:user/a may now s3:GetObject on {BUCKET}"],
    ),
    "a key that is new": (
        {},
        resource(
            "Key",
            "KMS::Key",
            KeyPolicy={
                "Statement": allow("kms:*", "*", Principal={"AWS": {"Ref": "AWS::AccountId"}})
            },
        ),
        ["worse: is new: this account may now do every action of kms (kms:*) on Key"],
    ),
    "a bucket that goes": (
        standing(GET | EVERYONE),
        {},
        [f"better: is removed: anyone may no longer s3:GetObject on {BUCKET}"],
    ),
    "a permission to call a function": (
        {},
        resource(
            "Calls",
            "Lambda::Permission",
            FunctionName="f",
            Action="lambda:InvokeFunction",
            Principal="events.amazonaws.com",
            SourceArn="arn:aws:events:eu-west-1:1:rule/r",
        ),
        [
            "worse: events.amazonaws.com may now lambda:InvokeFunction on f if aws:SourceArn is "
            "like arn:aws:events:eu-west-1:1:rule/r"
        ],
    ),
}


def files(*statements: Any) -> Resources:
    said = {"FileSystemPolicy": {"Statement": [*statements]}} if statements else {}
    return resource("Files", "EFS::FileSystem", **said)


def endpoint(*statements: Any) -> Resources:
    said = {"PolicyDocument": {"Statement": [*statements]}} if statements else {}
    return resource("Way", "EC2::VPCEndpoint", ServiceName="s3", **said)


def on(type_: str, path: str, *statements: Any, **more: Any) -> Resources:
    document: Any = {"Statement": [*statements]} if statements else {}
    for step in reversed(path.split(".")):
        document = {step: document}
    return resource("It", type_, **more, **(document if statements else {}))


ANYONE = allow("*", "*", **EVERYONE)
ALL = [f"elasticfilesystem:Client{right}" for right in ("Mount", "RootAccess", "Write")]
MOUNT = allow(ALL[0], "*", Principal={"AWS": "*"})
VIA_TARGET = {"Condition": {"Bool": {"elasticfilesystem:AccessedViaMountTarget": "true"}}}
INVOKE = allow("execute-api:Invoke", "execute-api:/*", **EVERYONE)
TWO = "elasticfilesystem:ClientRootAccess and elasticfilesystem:ClientWrite"
NO_TLS_FOR_FILES = deny("*", "*", Condition={"Bool": {"aws:SecureTransport": "false"}}, **EVERYONE)

OPEN_WITHOUT: dict[str, tuple[Resources, Resources, list[str]]] = {
    "file systems alike": (files(), files(), []),
    "a new file system": ({}, files(), []),
    "all clients of a file system, as without a policy": (
        files(),
        files(allow(ALL, "*", **EVERYONE) | VIA_TARGET),
        [],
    ),
    "a policy for a file system": (
        files(),
        files(MOUNT | VIA_TARGET),
        [f"better: anyone may no longer {TWO} on Files"],
    ),
    "a file system's policy dropped": (
        files(MOUNT, NO_TLS_FOR_FILES),
        files(),
        [
            f"worse: anyone may now {TWO} on Files (without a policy, every client that reaches a "
            "mount target has full access)",
            "worse: nobody is denied anything on Files any more if aws:SecureTransport is false",
        ],
    ),
    "a file system opened": (
        files(MOUNT),
        files(ANYONE),
        [
            "worse: anyone may now do anything on Files (until now: elasticfilesystem:ClientMount)",
        ],
    ),
    "endpoints alike": (endpoint(), endpoint(ANYONE), []),
    "a new endpoint": ({}, endpoint(GET | EVERYONE), []),
    "an endpoint's policy dropped": (
        endpoint(GET | EVERYONE),
        endpoint(),
        [
            f"worse: through it, anyone may now do anything on anything (until now: s3:GetObject "
            f"on {BUCKET}) (without a policy, an endpoint lets everything through)"
        ],
    ),
    "a policy for an endpoint": (
        endpoint(),
        endpoint(GET | EVERYONE),
        [
            "better: through it, anyone may no longer do anything on anything (left of it: "
            f"s3:GetObject on {BUCKET})"
        ],
    ),
    "an endpoint that lets more through": (
        endpoint(GET | EVERYONE),
        endpoint(GET | EVERYONE, allow("s3:PutObject", **EVERYONE)),
        [f"worse: through it, anyone may now s3:PutObject on {BUCKET}"],
    ),
    "an API for all": (
        on("ApiGateway::RestApi", "Policy"),
        on("ApiGateway::RestApi", "Policy", INVOKE),
        [],
    ),
    "an API's policy dropped": (
        on(
            "ApiGateway::RestApi",
            "Policy",
            INVOKE | {"Principal": {"AWS": "111122223333"}},
        ),
        on("ApiGateway::RestApi", "Policy"),
        [
            "worse: anyone may now execute-api:Invoke on It (until now: by account 111122223333) "
            "(without a policy, its methods alone decide who may call them)"
        ],
    ),
}


@pytest.mark.parametrize("name", OPEN_WITHOUT)
def test_some_are_open_without_a_policy(name: str) -> None:
    before, after, expected = OPEN_WITHOUT[name]
    assert sorted(words(before, after)) == sorted(expected)


@pytest.mark.parametrize(
    ("type_", "path", "who"),
    [
        ("DynamoDB::Table", "ResourcePolicy.PolicyDocument", "It"),
        ("ECR::RegistryPolicy", "PolicyText", "anything"),
        ("Events::EventBus", "Policy", "It"),
        ("Logs::ResourcePolicy", "PolicyDocument", "anything"),
        ("OpenSearchService::Domain", "AccessPolicies", "It"),
    ],
)
def test_policies_within_resources_are_read(type_: str, path: str, who: str) -> None:
    narrow = on(type_, path, allow("a:Get", "*", Principal={"AWS": "111122223333"}))
    wide = on(type_, path, allow("a:Get", "*", **EVERYONE))
    left = " (until now: by account 111122223333)"
    assert words(narrow, wide) == [f"worse: anyone may now a:Get on {who}{left}"]
    assert words(wide, wide) == []


def test_the_policy_of_a_stream_is_that_of_what_it_names() -> None:
    def stream(who: str) -> Resources:
        statement = allow("kinesis:GetRecords", "*", Principal={"AWS": who})
        path = "ResourcePolicy"
        return on("Kinesis::ResourcePolicy", path, statement, ResourceArn={"Ref": "Stream"})

    more = "anyone may now kinesis:GetRecords on Stream (until now: by account 111122223333)"
    assert told(stream("111122223333"), stream("*")) == [("worse", "Stream", more)]


def test_a_policy_that_a_parameter_holds_cannot_be_read() -> None:
    before = on("Kinesis::ResourcePolicy", "ResourcePolicy", ResourceArn="stream")
    after = on("Kinesis::ResourcePolicy", "", ResourceArn="stream", ResourcePolicy={"Ref": "Said"})
    unread = "has a policy now that cannot be read here, and may allow more: Said"
    assert told(before, after) == [("worse", "stream", unread)]
    assert told(after, after) == []


def test_who_may_put_events_on_a_bus_is_told_of_the_bus() -> None:
    def bus(**said: Any) -> Resources:
        return resource("Puts", "Events::EventBusPolicy", EventBusName="orders", **said)

    statement = allow("events:PutEvents", "*", **EVERYONE)
    expected = [("worse", "orders", "anyone may now events:PutEvents on orders")]
    for said in (
        {"Statement": statement},
        {"Statement": json.dumps(statement)},
        {"Action": "events:PutEvents", "Principal": "*"},
    ):
        assert told({}, bus(**said)) == expected
    condition = {"Type": "StringEquals", "Key": "aws:PrincipalOrgID", "Value": "o-1"}
    within = bus(Action="events:PutEvents", Principal="*", Condition=condition)
    assert words({}, within) == [
        "worse: anyone may now events:PutEvents on orders if aws:PrincipalOrgID is o-1"
    ]


@pytest.mark.parametrize("type_", [*PLACES, *PERMITTING])
def test_the_properties_that_hold_policies_are_those_of_their_types(type_: str) -> None:
    schema = resource_schemas.of(type_)
    assert schema
    place = PLACES.get(type_)
    target = place.on if place else PERMITTING[type_]
    assert not target or target in schema.properties(schema.document)
    node = schema.document
    for step in place.path if place else ():
        inner = schema.property(node, step)
        assert inner is not None, f"{type_} has no {step}"
        node = schema.item(inner) or inner


UNLISTED = ("Transfer::User", "Policy")
OF_IT = "anyone may now s3:GetObject on arn:aws:s3:::shop"

UNKNOWN: dict[str, tuple[Resources, Resources, list[str]]] = {
    "nothing changed": (on(*UNLISTED, GET), on(*UNLISTED, GET), []),
    "said in other words": (
        on(*UNLISTED, GET),
        resource("It", UNLISTED[0], Policy=json.dumps({"Statement": GET})),
        [],
    ),
    "the statement of a web ACL": (
        resource("It", "WAFv2::WebACL", Rules=[{"Statement": {"GeoMatchStatement": {}}}]),
        resource("It", "WAFv2::WebACL", Rules=[{"Statement": {"OrStatement": {}}}]),
        [],
    ),
    "more allowed": (
        on(*UNLISTED, GET | {"Principal": "*"}),
        on(*UNLISTED, allow("s3:*", **EVERYONE)),
        [
            "worse: has another policy in Policy, which may allow more: anyone may now do every "
            f"action of s3 (s3:*) on {BUCKET} (until now: s3:GetObject)"
        ],
    ),
    "more allowed to whoever has it": (
        on(*UNLISTED, GET),
        on(*UNLISTED, GET, allow("s3:PutObject")),
        [
            "worse: has another policy in Policy, which may allow more: whoever has it may now "
            f"s3:PutObject on {BUCKET}"
        ],
    ),
    "less allowed": (
        on(*UNLISTED, GET | EVERYONE, allow("s3:PutObject", **EVERYONE)),
        on(*UNLISTED, GET | EVERYONE),
        [
            "better: has another policy in Policy, which allows less: anyone may no longer "
            f"s3:PutObject on {BUCKET}"
        ],
    ),
    "a policy now": (
        on(*UNLISTED),
        on(*UNLISTED, GET | EVERYONE),
        [f"worse: now has a policy in Policy, which may allow more: {OF_IT}"],
    ),
    "no policy any more": (
        on(*UNLISTED, GET | EVERYONE),
        on(*UNLISTED),
        ["worse: has no policy in Policy any more, without which more may be allowed"],
    ),
    "a new resource with a policy, deep in it": (
        {},
        on("New::Thing", "Some.Access", GET | EVERYONE),
        [f"worse: has a policy in Some.Access, which may allow more: {OF_IT}"],
    ),
    "gone with its resource": (on(*UNLISTED, GET | EVERYONE), {}, []),
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_a_policy_where_none_is_known_is_told_once(name: str) -> None:
    before, after, expected = UNKNOWN[name]
    assert words(before, after) == expected


def permission_set(**said: Any) -> Resources:
    return resource("Set", "SSO::PermissionSet", Name="set", **said)


READ = "arn:aws:iam::aws:policy/ReadOnlyAccess"
ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess"
WHO = "whoever has this permission set"
BOUNDS = {"PermissionsBoundary": {"ManagedPolicyArn": READ}}

PERMISSION_SETS: dict[str, tuple[Resources, Resources, list[str]]] = {
    "another text of the same": (
        permission_set(InlinePolicy={"Statement": [GET]}),
        permission_set(InlinePolicy=json.dumps({"Statement": GET})),
        [],
    ),
    "an administrator": (
        permission_set(ManagedPolicies=[READ]),
        permission_set(ManagedPolicies=[READ, ADMIN]),
        [f"worse: {WHO} may now do anything on anything (AdministratorAccess)"],
    ),
    "another policy of the organization": (
        permission_set(),
        permission_set(CustomerManagedPolicyReferences=[{"Name": "shop", "Path": "/"}]),
        [f"worse: {WHO} may now do all that the policy shop allows"],
    ),
    "less": (
        permission_set(InlinePolicy={"Statement": [GET]}),
        permission_set(),
        [f"better: {WHO} may no longer s3:GetObject on {BUCKET}"],
    ),
    "no bounds": (
        permission_set(**BOUNDS),
        permission_set(),
        [f"worse: {WHO} no longer stays within a permissions boundary (before: {READ})"],
    ),
    "a new one": (
        {},
        permission_set(InlinePolicy={"Statement": [GET]}),
        [f"worse: is new: {WHO} may s3:GetObject on {BUCKET}"],
    ),
    "one that is gone": (
        permission_set(InlinePolicy={"Statement": [GET]}),
        {},
        [f"better: is removed; with it one could s3:GetObject on {BUCKET}"],
    ),
}


@pytest.mark.parametrize("name", PERMISSION_SETS)
def test_permission_sets_are_judged_by_what_they_let_do(name: str) -> None:
    before, after, expected = PERMISSION_SETS[name]
    assert words(before, after) == expected


@pytest.mark.parametrize("name", STANDING)
def test_what_others_may_do_with_a_resource_is_told(name: str) -> None:
    before, after, expected = STANDING[name]
    assert words(before, after) == expected


def test_a_policy_that_stands_elsewhere_is_found_by_what_it_stands_on() -> None:
    before = standing(GET | EVERYONE)
    after = {"Bucket": before["Bucket"], "Renamed": before["Access"]}
    assert told(before, after) == []
    assert told(standing(), before)[0][1] == "Bucket"
