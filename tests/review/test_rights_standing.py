"""Policies that stand on a resource: what others may do with it."""

from __future__ import annotations

from typing import Any

import pytest

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


@pytest.mark.parametrize("name", STANDING)
def test_what_others_may_do_with_a_resource_is_told(name: str) -> None:
    before, after, expected = STANDING[name]
    assert words(before, after) == expected


def test_a_policy_that_stands_elsewhere_is_found_by_what_it_stands_on() -> None:
    before = standing(GET | EVERYONE)
    after = {"Bucket": before["Bucket"], "Renamed": before["Access"]}
    assert told(before, after) == []
    assert told(standing(), before)[0][1] == "Bucket"
