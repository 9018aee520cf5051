"""A load balancer with its certificates, its web ACL and its access logs' bucket."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.emulator.conftest import Cloud
from tests.emulator.templates import GUARDED, NETWORK, alone, with_properties, without
from tests.emulator.test_stacks import listings


@pytest.fixture
def given(cloud: Cloud) -> Iterator[dict[str, str]]:
    """Two subnets and two certificates."""
    made, acm = cloud.outputs(cloud.create(NETWORK)), cloud.client("acm")
    first, second = (
        acm.request_certificate(DomainName=f"{name}.example.com")["CertificateArn"]
        for name in ("a", "b")
    )
    subnets = f"{made['SubnetId']},{made['SubnetIdB']}"
    yield {"SubnetIds": subnets, "Certificate": first, "Another": second}
    for arn in (first, second):
        acm.delete_certificate(CertificateArn=arn)


def test_a_guarded_balancer_comes_and_goes_and_leaves_nothing(
    cloud: Cloud, given: dict[str, str]
) -> None:
    before = listings(cloud)
    name = cloud.create(GUARDED, **given)
    assert cloud.status(name) == "CREATE_COMPLETE", cloud.failures(name)
    cloud.delete(name)
    assert cloud.status(name) == "DELETE_COMPLETE", cloud.failures(name)
    assert listings(cloud) == before


def test_a_listener_has_its_certificates_and_its_policy(
    cloud: Cloud, given: dict[str, str]
) -> None:
    name = cloud.create(GUARDED, **given)
    elb, secure = cloud.client("elbv2"), cloud.physical(name, "Secure")
    (found,) = elb.describe_listeners(ListenerArns=[secure])["Listeners"]
    assert found["SslPolicy"] == "ELBSecurityPolicy-TLS13-1-2-2021-06"
    assert found["Certificates"] == [{"CertificateArn": given["Certificate"]}]

    def shown() -> dict[str, bool]:
        each = elb.describe_listener_certificates(ListenerArn=secure)["Certificates"]
        return {one["CertificateArn"]: one["IsDefault"] for one in each}

    assert shown() == {given["Certificate"]: True, given["Another"]: False}
    cloud.update(name, without(GUARDED, "More"), **given)
    assert shown() == {given["Certificate"]: True}
    (plain,) = elb.describe_listeners(ListenerArns=[cloud.physical(name, "Plain")])["Listeners"]
    assert plain["DefaultActions"][0]["RedirectConfig"]["StatusCode"] == "HTTP_301"
    attributes = elb.describe_load_balancer_attributes(
        LoadBalancerArn=cloud.physical(name, "Balancer")
    )["Attributes"]
    logged = {"Key": "access_logs.s3.bucket", "Value": cloud.physical(name, "Logs")}
    assert logged in attributes


def test_a_web_acl_is_associated_and_stays_while_it_is(cloud: Cloud, given: dict[str, str]) -> None:
    name = cloud.create(GUARDED, **given)
    waf, balancer = cloud.client("wafv2"), cloud.physical(name, "Balancer")
    found = waf.get_web_acl_for_resource(ResourceArn=balancer)["WebACL"]
    assert f"{found['Name']}|{found['Id']}|REGIONAL" == cloud.physical(name, "Wall")
    assert found["VisibilityConfig"]["MetricName"] == "wall"
    token = waf.get_web_acl(Name=found["Name"], Id=found["Id"], Scope="REGIONAL")["LockToken"]
    with pytest.raises(ClientError) as caught:
        waf.delete_web_acl(Name=found["Name"], Id=found["Id"], Scope="REGIONAL", LockToken=token)
    assert caught.value.response["Error"]["Code"] == "WAFAssociatedItemException"
    cloud.update(name, without(GUARDED, "Walled"), **given)
    with pytest.raises(ClientError) as caught:
        waf.get_web_acl_for_resource(ResourceArn=balancer)
    assert caught.value.response["Error"]["Code"] == "WAFNonexistentItemException"


def test_a_bucket_has_what_was_given_and_loses_what_is_taken_away(cloud: Cloud) -> None:
    template = {"Resources": {"Logs": GUARDED["Resources"]["Logs"]}}
    name = cloud.create(template)
    s3, bucket = cloud.client("s3"), cloud.physical(name, "Logs")

    def shown(call: str, key: str) -> Any:
        try:
            return getattr(s3, call)(Bucket=bucket)[key]
        except ClientError as error:
            return error.response["Error"]["Code"]

    (rule,) = shown("get_bucket_encryption", "ServerSideEncryptionConfiguration")["Rules"]
    assert rule["ApplyServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}
    (rule,) = shown("get_bucket_lifecycle_configuration", "Rules")
    assert (rule["ID"], rule["Status"], rule["Expiration"]) == ("old", "Enabled", {"Days": 30})
    assert rule["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 1}
    (rule,) = shown("get_bucket_ownership_controls", "OwnershipControls")["Rules"]
    assert rule == {"ObjectOwnership": "BucketOwnerEnforced"}
    blocked = shown("get_public_access_block", "PublicAccessBlockConfiguration")
    assert set(blocked.values()) == {True}
    assert shown("get_bucket_versioning", "Status") == "Enabled"
    assert {"Key": "for", "Value": "logs"} in shown("get_bucket_tagging", "TagSet")
    bare = {"Resources": {"Logs": {"Type": "AWS::S3::Bucket"}}}
    assert cloud.changes(name, bare) == {"Logs": ("Modify", "False")}
    cloud.update(name, bare)
    assert cloud.status(name) == "UPDATE_COMPLETE", cloud.failures(name)
    assert cloud.physical(name, "Logs") == bucket
    assert shown("get_bucket_lifecycle_configuration", "Rules") == "NoSuchLifecycleConfiguration"
    assert shown("get_bucket_versioning", "Status") == "Suspended"


def test_a_bucket_with_objects_stays(cloud: Cloud) -> None:
    name = cloud.create(alone("AWS::S3::Bucket"))
    s3, bucket = cloud.client("s3"), cloud.physical(name, "One")
    s3.put_object(Bucket=bucket, Key="log", Body=b"1")
    cloud.delete(name)
    assert cloud.status(name) == "DELETE_FAILED"
    assert "BucketNotEmpty" in cloud.failures(name)
    s3.delete_object(Bucket=bucket, Key="log")


NOWHERE = [{"Key": "access_logs.s3.enabled", "Value": "true"}]
UNKNOWN = "arn:aws:acm:eu-west-1:000000000000:certificate/no"
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "logs to an unknown bucket": (
        with_properties(
            GUARDED,
            "Balancer",
            LoadBalancerAttributes=[*NOWHERE, {"Key": "access_logs.s3.bucket", "Value": "no"}],
        ),
        "S3 bucket does not exist: no",
    ),
    "logs to a bucket that lets nobody in": (
        with_properties(without(GUARDED, "MayWrite"), "Balancer"),
        "Please check S3bucket permission",
    ),
    "a secure listener without a certificate": (
        with_properties(GUARDED, "Secure", Certificates=None),
        "A certificate must be specified for HTTPS listeners",
    ),
    "an unknown security policy": (
        with_properties(GUARDED, "Secure", SslPolicy="mine"),
        "SSL policy 'mine' not found",
    ),
    "an unknown certificate more": (
        with_properties(GUARDED, "More", Certificates=[{"CertificateArn": UNKNOWN}]),
        f"Certificate '{UNKNOWN}' not found",
    ),
    "an unknown web ACL": (
        with_properties(
            GUARDED,
            "Walled",
            WebACLArn="arn:aws:wafv2:eu-west-1:000000000000:regional/webacl/no/0",
        ),
        "WAFNonexistentItemException",
    ),
    "a property of a bucket that would be lost": (
        with_properties(GUARDED, "Logs", AccessControl="Private"),
        "property AccessControl is not emulated",
    ),
    "a property of a rule of a bucket that would be lost": (
        with_properties(
            GUARDED,
            "Logs",
            LifecycleConfiguration={"Rules": [{"Status": "Enabled", "TagFilters": []}]},
        ),
        "property LifecycleConfiguration.Rules.TagFilters is not emulated",
    ),
}
REFUSED["logs to a bucket that lets nobody in"][0]["Resources"]["Balancer"].pop("DependsOn")


@pytest.mark.parametrize("case", REFUSED)
def test_what_a_balancer_refers_to_is_there_or_it_is_refused(
    cloud: Cloud, given: dict[str, str], case: str
) -> None:
    before, (template, reason) = listings(cloud), REFUSED[case]
    name = cloud.create(template, **given)
    assert cloud.status(name) == "ROLLBACK_COMPLETE", cloud.failures(name)
    assert reason in cloud.failures(name)
    assert listings(cloud) == before
