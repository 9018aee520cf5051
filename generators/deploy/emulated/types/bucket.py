"""AWS::S3: buckets and their policies."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from ministack.core.responses import get_region
from ministack.services import s3

from generators.deploy.emulated import registry, shapes
from generators.deploy.emulated.registry import Made, Properties, Resource
from generators.deploy.emulated.services import call
from generators.deploy.emulated.wire import Params, Refused


def install() -> None:
    """Add the two types."""
    registry.add(
        "AWS::S3::Bucket",
        keeps=frozenset({"BucketName", "Tags", *_SETTINGS}),
        create=_create,
        update=_update,
        delete=lambda name, _: call("s3", "DeleteBucket", Bucket=name),
    )
    registry.add("AWS::S3::BucketPolicy", create=_allow, update=_allow_anew, delete=_disallow)


def _create(made: Resource) -> Made:
    name = made.properties.get("BucketName") or made.name(limit=63, lower=True)
    if s3._bucket_owner_account(name) is not None:
        raise Refused("BucketAlreadyExists", f"{name} already exists", 409)
    place = {} if get_region() == "us-east-1" else {"LocationConstraint": get_region()}
    call("s3", "CreateBucket", Bucket=name, CreateBucketConfiguration=place)
    with registry.undoing(lambda: call("s3", "DeleteBucket", Bucket=name)):
        _set(name, {}, made.properties)
    return name, _attributes(name)


def _update(name: str, old: Properties, new: Properties) -> dict[str, Any]:
    _set(name, old, new)
    return _attributes(name)


def _set(name: str, old: Properties, new: Properties) -> None:
    for key, (operation, member, translate) in _SETTINGS.items():
        if key in new and new[key] != old.get(key):
            given = shapes.request("s3", operation, {member: translate(new[key])})
            call("s3", operation, Bucket=name, **given)
        elif key in old and key not in new:
            if key == "VersioningConfiguration":
                call("s3", operation, Bucket=name, **{member: {"Status": "Suspended"}})
            else:
                call("s3", operation.replace("Put", "Delete", 1).removesuffix(_LONGER), Bucket=name)
    tags = [{"Key": tag["Key"], "Value": str(tag["Value"])} for tag in new.get("Tags") or ()]
    if tags:
        call("s3", "PutBucketTagging", Bucket=name, Tagging={"TagSet": tags})
    elif old.get("Tags"):
        call("s3", "DeleteBucketTagging", Bucket=name)


def _attributes(name: str) -> dict[str, Any]:
    return {
        "Arn": f"arn:aws:s3:::{name}",
        "DomainName": f"{name}.s3.amazonaws.com",
        "RegionalDomainName": f"{name}.s3.{get_region()}.amazonaws.com",
        "DualStackDomainName": f"{name}.s3.dualstack.{get_region()}.amazonaws.com",
    }


def _same(value: Any) -> Any:
    return value


def _encryption(value: Any) -> Params:
    return {"Rules": [_renamed(one, _ENCRYPTION) for one in value[_ENCRYPTED]]}


def _lifecycle(value: Any) -> Params:
    return {"Rules": [_lifecycle_rule(one) for one in value["Rules"]]}


def _lifecycle_rule(rule: Mapping[str, Any]) -> Params:
    """The two APIs say the same in other words."""
    if lost := sorted(set(rule) - _RULE):
        where = f"LifecycleConfiguration.Rules.{lost[0]}"
        raise Refused("NotEmulated", f"AWS::S3::Bucket: property {where} is not emulated")
    found: Params = {"Status": rule["Status"], "Filter": {"Prefix": rule.get("Prefix", "")}}
    if "Id" in rule:
        found["ID"] = rule["Id"]
    if "ExpirationInDays" in rule:
        found["Expiration"] = {"Days": rule["ExpirationInDays"]}
    for key in ("AbortIncompleteMultipartUpload", "NoncurrentVersionExpiration"):
        if key in rule:
            found[key] = rule[key]
    if "Transitions" in rule:
        found["Transitions"] = [_renamed(one, _TRANSITION) for one in rule["Transitions"]]
    return found


def _renamed(value: Mapping[str, Any], names: Mapping[str, str]) -> Params:
    return {names.get(key, key): each for key, each in value.items()}


_ENCRYPTED = "ServerSideEncryptionConfiguration"
_ENCRYPTION = {"ServerSideEncryptionByDefault": "ApplyServerSideEncryptionByDefault"}
_TRANSITION = {"TransitionInDays": "Days", "TransitionDate": "Date"}
_LONGER = "Configuration"
_RULE = {
    "AbortIncompleteMultipartUpload",
    "ExpirationInDays",
    "Id",
    "NoncurrentVersionExpiration",
    "Prefix",
    "Status",
    "Transitions",
}
_SETTINGS: Mapping[str, tuple[str, str, Callable[[Any], Any]]] = {
    "BucketEncryption": ("PutBucketEncryption", _ENCRYPTED, _encryption),
    "LifecycleConfiguration": (
        "PutBucketLifecycleConfiguration",
        "LifecycleConfiguration",
        _lifecycle,
    ),
    "OwnershipControls": ("PutBucketOwnershipControls", "OwnershipControls", _same),
    "PublicAccessBlockConfiguration": (
        "PutPublicAccessBlock",
        "PublicAccessBlockConfiguration",
        _same,
    ),
    "VersioningConfiguration": ("PutBucketVersioning", "VersioningConfiguration", _same),
}


def _allow(made: Resource) -> Made:
    bucket = made.properties["Bucket"]
    _allow_anew(bucket, {}, made.properties)
    return bucket, {}


def _allow_anew(bucket: str, _: Properties, new: Properties) -> dict[str, Any]:
    document = new["PolicyDocument"]
    text = document if isinstance(document, str) else json.dumps(document)
    call("s3", "PutBucketPolicy", Bucket=bucket, Policy=text)
    return {}


def _disallow(bucket: str, _: Properties) -> None:
    call("s3", "DeleteBucketPolicy", Bucket=bucket)
