from __future__ import annotations

import json
import re

import pytest
from pydantic_core import PydanticCustomError
from troposphere import encode_to_dict

from generators.parts.policy import StatementSpec, find_action, policy


@pytest.mark.parametrize("action", ["s3:GetObject", "lambda:InvokeFunction", "ssm:GetParameters"])
def test_an_action_that_exists_is_found_whatever_its_module_is_called(action: str) -> None:
    assert encode_to_dict(find_action(action)) == action


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ("s3:GetObjct", "did you mean s3:GetObject?"),
        ("lamda:InvokeFunction", "did you mean lambda?"),
        ("s3:Gett*", "matches no action of s3; did you mean s3:Get*?"),
        ("s3:ListBukkets*", "did you mean s3:ListBucket"),
        ("s3:*Objekt", "matches no action of s3"),
        ("*", "is no action"),
        ("s3:Action", "is no action of s3"),
        ("s3:prefix", "is no action of s3"),
    ],
)
def test_an_action_that_does_not_exist_names_the_nearest(action: str, said: str) -> None:
    with pytest.raises(PydanticCustomError, match=re.escape(said)):
        find_action(action)


@pytest.mark.parametrize("action", ["s3:*", "s3:Get*", "s3:*Object", "s3:GetObjec?"])
def test_a_wildcard_that_matches_something_is_found(action: str) -> None:
    assert encode_to_dict(find_action(action)) == action


def test_a_statement_is_an_object_that_allows_just_what_it_says() -> None:
    spec = StatementSpec.model_validate_json(
        json.dumps({"actions": ["s3:GetObject"], "resources": ["arn:aws:s3:::${Bucket}/*"]})
    )
    assert encode_to_dict(policy(spec.statement("Statement1"))) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": ["s3:GetObject"],
                "Resource": [{"Fn::Sub": "arn:aws:s3:::${Bucket}/*"}],
            }
        ],
    }


OBJECT = {"actions": ["s3:GetObject"], "resources": ["arn:aws:s3:::bucket/*"]}


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ({}, None),
        ({"actions": ["s3:GetObject", "s3:Put*"]}, ("actions", 1)),
        ({"resources": ["*"]}, ("resources", 0)),
        ({"resources": ["arn:*"]}, ("resources", 0)),
        ({"resources": ["arn:${AWS::Partition}:*"]}, ("resources", 0)),
        ({"resources": ["arn:${AWS::Partition}:s3:::*"]}, ("resources", 0)),
        ({"resources": ["arn:aws:iam::*:role/deploy"]}, ("resources", 0)),
        ({"resources": ["arn:aws:dynamodb:eu-west-1:123456789012:table/*"]}, ("resources", 0)),
        ({"resources": ["arn:aws:dynamodb:eu-west-1:123456789012:table/shop-*"]}, None),
        ({"actions": ["s3:*"], "resources": ["*"], "wildcard": "a backup takes all"}, None),
        ({"wildcard": "just so"}, ("wildcard",)),
    ],
)
def test_a_wildcard_wants_a_reason_and_a_reason_a_wildcard(
    said: dict[str, object], place: tuple[object, ...] | None
) -> None:
    spec = StatementSpec.model_validate_json(json.dumps({**OBJECT, **said}))
    assert [where for where, _ in spec.faults()] == ([place] if place else [])
    assert ("Sid" in encode_to_dict(spec.statement("Statement1"))) == (spec.wildcard is not None)
