from __future__ import annotations

import json

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
        ("s3:*", "is a wildcard"),
        ("*", "is no action"),
        ("s3:Action", "is no action of s3"),
        ("s3:prefix", "is no action of s3"),
    ],
)
def test_an_action_that_does_not_exist_names_the_nearest(action: str, said: str) -> None:
    with pytest.raises(PydanticCustomError, match=said.replace("?", r"\?")):
        find_action(action)


def test_a_statement_is_an_object_that_allows_just_what_it_says() -> None:
    spec = StatementSpec.model_validate_json(
        json.dumps({"actions": ["s3:GetObject"], "resources": ["arn:aws:s3:::${Bucket}/*"]})
    )
    assert encode_to_dict(policy(spec.statement())) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": ["s3:GetObject"],
                "Resource": [{"Fn::Sub": "arn:aws:s3:::${Bucket}/*"}],
            }
        ],
    }
