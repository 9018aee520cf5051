"""Large templates in S3: where they lie, and what happens where they cannot."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator

import boto3
import pytest
from botocore.stub import ANY, Stubber

from generators.deploy.templates import Templates
from generators.errors import Refused

TEXT = '{"Resources": {}}'
KEY = f"templates/{hashlib.sha256(TEXT.encode()).hexdigest()}.json"
CHECKSUM = base64.b64encode(hashlib.sha256(TEXT.encode()).digest()).decode()


@pytest.fixture
def s3() -> Iterator[Stubber]:
    client = boto3.client(
        "s3", region_name="eu-west-1", aws_access_key_id="key", aws_secret_access_key="secret"
    )
    with Stubber(client) as stubs:
        yield stubs
        stubs.assert_no_pending_responses()


def put(bucket: str = "b", key: str = KEY) -> dict[str, object]:
    body = {"Body": ANY, "ContentType": ANY, "ChecksumSHA256": CHECKSUM}
    return {"Bucket": bucket, "Key": key, **body, "IfNoneMatch": "*"}


def test_a_template_lies_where_its_own_text_says(s3: Stubber) -> None:
    for place, key in {"b": KEY, "b/a/c": f"a/c/{KEY}", "b/a/": f"a/{KEY}"}.items():
        s3.add_response("put_object", {}, put(key=key))
        url = Templates(s3.client, place).url(TEXT)
        assert url == f"https://s3.eu-west-1.amazonaws.com/b/{key}"


HEAD = {"Bucket": "b", "Key": KEY, "ChecksumMode": "ENABLED"}


def test_what_is_there_already_is_left_if_it_is_the_same(s3: Stubber) -> None:
    s3.add_client_error("put_object", "PreconditionFailed", http_status_code=412)
    s3.add_response("head_object", {"ChecksumSHA256": CHECKSUM}, HEAD)
    assert Templates(s3.client, "b").url(TEXT).endswith(f"/b/{KEY}")


@pytest.mark.parametrize("there", [{"ChecksumSHA256": "another"}, {}, None])
def test_what_is_there_and_may_be_another_is_overwritten(
    s3: Stubber, there: dict[str, str] | None
) -> None:
    s3.add_client_error("put_object", "PreconditionFailed", http_status_code=412)
    if there is None:
        s3.add_client_error("head_object", "404", http_status_code=404)
    else:
        s3.add_response("head_object", there, HEAD)
    over = put()
    del over["IfNoneMatch"]
    s3.add_response("put_object", {}, over)
    assert Templates(s3.client, "b").url(TEXT).endswith(KEY)


def test_the_bucket_has_to_be_the_accounts_own(s3: Stubber) -> None:
    owner = {"ExpectedBucketOwner": "123456789012"}
    s3.add_client_error(
        "put_object", "PreconditionFailed", http_status_code=412, expected_params=put() | owner
    )
    s3.add_response("head_object", {"ChecksumSHA256": CHECKSUM}, HEAD | owner)
    assert Templates(s3.client, "b", account="123456789012").url(TEXT).endswith(KEY)


def test_a_bucket_that_is_not_there_is_said_with_the_command_that_helps(s3: Stubber) -> None:
    s3.add_client_error("put_object", "NoSuchBucket", http_status_code=404)
    with pytest.raises(Refused, match="there is no bucket b for templates") as raised:
        Templates(s3.client, "b").url(TEXT)
    assert "aws s3 mb s3://b --region eu-west-1" in (raised.value.advice or "")
    s3.add_client_error("put_object", "AccessDenied", "no", http_status_code=403)
    with pytest.raises(Refused, match="the bucket b: no") as denied:
        Templates(s3.client, "b").url(TEXT)
    assert "`make rights`" in (denied.value.advice or "")


def test_the_emulators_bucket_is_made_when_it_is_first_needed(s3: Stubber) -> None:
    s3.add_client_error("put_object", "NoSuchBucket", http_status_code=404)
    s3.add_response("create_bucket", {}, {"Bucket": "b", "CreateBucketConfiguration": ANY})
    s3.add_response("put_object", {}, put())
    assert Templates(s3.client, "b", made=True).url(TEXT).endswith(KEY)
