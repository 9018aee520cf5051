"""Templates that are too large for a call lie in S3, each by what is in it: put there once."""

from __future__ import annotations

import base64
import hashlib
from functools import partial
from typing import Any

from botocore.exceptions import ClientError

from generators.deploy.aws_errors import code_of, said_of
from generators.errors import Refused

_THERE = frozenset({"PreconditionFailed", "ConditionalRequestConflict"})


class Templates:
    """A bucket for templates by way of a boto3 client for S3.

    `place` is the bucket's name, and what keys begin with after a slash. With `made` the bucket is
    made where there is none: the emulator begins with none. With an `account` the bucket has to be
    its own: a name that somebody else has taken is refused.
    """

    def __init__(self, client: Any, place: str, *, account: str = "", made: bool = False) -> None:
        self._client = client
        self._owner = {"ExpectedBucketOwner": account} if account else {}
        self._bucket, _, prefix = place.partition("/")
        self._prefix = f"{prefix.rstrip('/')}/" if prefix else ""
        self._made = made

    def url(self, template: str) -> str:
        """Where CloudFormation finds the template from now on."""
        body = template.encode()
        key = f"{self._prefix}templates/{hashlib.sha256(body).hexdigest()}.json"
        with said_of(f"the bucket {self._bucket}"):
            try:
                self._put(key, body)
            except ClientError as error:
                if code_of(error) != "NoSuchBucket":
                    raise
                if not self._made:
                    raise self._missing() from error
                self._client.create_bucket(Bucket=self._bucket, **self._location())
                self._put(key, body)
        return f"{self._client.meta.endpoint_url}/{self._bucket}/{key}"

    def _put(self, key: str, body: bytes) -> None:
        digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
        put = partial(
            self._client.put_object,
            Bucket=self._bucket,
            Key=key,
            Body=body,
            ContentType="application/json",
            ChecksumSHA256=digest,
            **self._owner,
        )
        try:
            put(IfNoneMatch="*")
        except ClientError as error:
            if code_of(error) not in _THERE:
                raise
            # The key says what ought to be in it, but whoever may write could have put another.
            if self._checksum(key) != digest:
                put()

    def _checksum(self, key: str) -> str | None:
        """What S3 says of the object, where it says anything."""
        try:
            found = self._client.head_object(
                Bucket=self._bucket, Key=key, ChecksumMode="ENABLED", **self._owner
            )
        except ClientError:
            return None
        checksum: str | None = found.get("ChecksumSHA256")
        return checksum

    def _location(self) -> dict[str, Any]:
        region = self._client.meta.region_name
        if region == "us-east-1":
            return {}
        return {"CreateBucketConfiguration": {"LocationConstraint": region}}

    def _missing(self) -> Refused:
        region = self._client.meta.region_name
        return Refused(
            f"there is no bucket {self._bucket} for templates",
            advice=f"aws s3 mb s3://{self._bucket} --region {region}, or name another by bucket: in"
            " params/environments.yaml",
        )
