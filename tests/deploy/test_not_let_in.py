"""Credentials that AWS does not take end everything, and the one thing that helps is said."""

from __future__ import annotations

import pytest

from generators.deploy.cloudformation import CloudFormation
from generators.errors import CannotReachAWS, NoAnswer, Throttled
from tests.deploy.scripted import scripted


@pytest.mark.parametrize(
    "code",
    [
        "AuthFailure",
        "ExpiredToken",
        "ExpiredTokenException",
        "InvalidClientTokenId",
        "MissingAuthenticationToken",
        "RequestExpired",
        "UnrecognizedClientException",
    ],
)
def test_whatever_aws_calls_it(code: str) -> None:
    with scripted("cloudformation") as aws:
        aws.refuses("describe_stacks", code, "no", 400)
        with pytest.raises(CannotReachAWS, match=f"does not take the credentials: no .{code}") as r:
            CloudFormation(aws.client).stack("web")
    assert not isinstance(r.value, NoAnswer | Throttled), "to ask again would not help"
    assert "AWS_PROFILE" in (r.value.advice or "")
