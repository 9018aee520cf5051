"""A boto3 client whose answers a test has written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
from botocore.stub import Stubber


class Aws:
    """A client with scripted answers."""

    def __init__(self, service: str) -> None:
        self.client = boto3.client(
            service,
            region_name="eu-west-1",
            aws_access_key_id="key",
            aws_secret_access_key="secret",
        )
        self.stubs = Stubber(self.client)

    def answers(self, verb: str, answer: dict[str, Any], **expected: Any) -> None:
        self.stubs.add_response(verb, answer, expected)

    def refuses(self, verb: str, code: str, text: str = "text", status: int = 400) -> None:
        self.stubs.add_client_error(verb, code, text, http_status_code=status)


@contextmanager
def scripted(service: str) -> Iterator[Aws]:
    """The client; at the end every answer must have been asked for."""
    aws = Aws(service)
    with aws.stubs:
        yield aws
        aws.stubs.assert_no_pending_responses()
