"""Encryption at rest and on the way to what is at rest.

Some services encrypt whatever they are told, with a key of AWS's: S3, ECR, DynamoDB, CloudWatch
Logs, Secrets Manager, and SQS unless it is told not to. There only the key can be lost.
"""

from __future__ import annotations

from collections.abc import Iterator

from generators.review.model import Finding, Sense, Topic
from generators.review.nodes import Node
from generators.review.pair import Pair
from generators.review.settings import ON, Setting, Verdict, leaves, none_of, text_at, told


def _at_rest(kind: str, key: str = "Encrypted") -> Setting:
    return Setting(
        types=(kind,),
        path=(key,),
        safe=ON,
        default="false",
        lost="is no longer encrypted",
        gained="is encrypted",
        made="is made without encryption",
    )


def _sessions(key: str) -> Setting:
    return Setting(
        types=("AWS::ECS::Cluster",),
        path=("Configuration", "ExecuteCommandConfiguration", "LogConfiguration", key),
        safe=ON,
        default="false",
        lost="no longer asks for an encrypted place for the logs of ECS Exec",
        gained="asks for an encrypted place for the logs of ECS Exec",
    )


TABLE = (
    _at_rest("AWS::EFS::FileSystem"),
    _at_rest("AWS::EC2::Volume"),
    _at_rest("AWS::RDS::DBCluster", "StorageEncrypted"),
    _at_rest("AWS::Redshift::Cluster"),
    _at_rest("AWS::ElastiCache::ReplicationGroup", "AtRestEncryptionEnabled"),
    Setting(
        types=("AWS::ElastiCache::ReplicationGroup",),
        path=("TransitEncryptionEnabled",),
        safe=ON,
        default="false",
        lost="is no longer spoken to over TLS",
        gained="is spoken to over TLS",
        made="is made without TLS",
    ),
    Setting(
        types=("AWS::SQS::Queue",),
        path=("SqsManagedSseEnabled",),
        safe=none_of("false"),
        default="true",
        lost="is no longer encrypted by SQS's own key",
        gained="is encrypted by SQS's own key",
    ),
    _sessions("CloudWatchEncryptionEnabled"),
    _sessions("S3EncryptionEnabled"),
)
"""Encryption that is on or off."""

_OWN = "with a KMS key of its own"
_BUCKET = ("BucketEncryption", "ServerSideEncryptionConfiguration")
_KEYS = {
    "AWS::Logs::LogGroup": ("KmsKeyId",),
    "AWS::SecretsManager::Secret": ("KmsKeyId",),
    "AWS::SNS::Topic": ("KmsMasterKeyId",),
    "AWS::SQS::Queue": ("KmsMasterKeyId",),
    "AWS::ECR::Repository": ("EncryptionConfiguration", "KmsKey"),
    "AWS::DynamoDB::Table": ("SSESpecification", "KMSMasterKeyId"),
    "AWS::RDS::DBInstance": ("KmsKeyId",),
    "AWS::RDS::DBCluster": ("KmsKeyId",),
    "AWS::EFS::FileSystem": ("KmsKeyId",),
    "AWS::EC2::Volume": ("KmsKeyId",),
    "AWS::CloudTrail::Trail": ("KMSKeyId",),
}
_DATABASE = _at_rest("AWS::RDS::DBInstance", "StorageEncrypted")


def findings(pair: Pair) -> Iterator[Finding]:
    """Keys that are taken away, added or exchanged; databases that are in no cluster."""
    for name, new in pair.after.resources.items():
        old = pair.before.resources.get(name)
        was = old.properties if old and old.type == new.type else None
        alone = new.type == "AWS::RDS::DBInstance" and "DBClusterIdentifier" not in new.properties
        if alone and (verdict := _DATABASE.judge(was, new.properties)):
            yield told(pair, Topic.PROTECTION, name, verdict)
        if was is not None and (changed := _of_key(new.type, was, new.properties)):
            yield told(pair, Topic.PROTECTION, name, changed)


def _of_key(kind: str, old: Node, new: Node) -> Verdict | None:
    if kind not in _KEYS and kind != "AWS::S3::Bucket":
        return None
    before, after = _key(kind, old), _key(kind, new)
    if before and not after:
        plain = kind == "AWS::SNS::Topic"
        words = "is no longer encrypted" if plain else f"is no longer encrypted {_OWN}"
        return Verdict(sense=Sense.WORSE, words=words)
    if after and not before:
        return Verdict(sense=Sense.BETTER, words=f"is encrypted {_OWN}")
    if before != after:
        return Verdict(
            sense=Sense.NOTE, words=f"is encrypted with the KMS key {after}, no longer {before}"
        )
    return None


def _key(kind: str, properties: Node) -> str:
    """The KMS key as it is written; empty for one of AWS's own."""
    if kind != "AWS::S3::Bucket":
        return text_at(properties, *_KEYS[kind])
    for rules in leaves(properties, _BUCKET):
        for rule in rules if isinstance(rules, list) else ():
            by = "ServerSideEncryptionByDefault"
            if "kms" in text_at(rule, by, "SSEAlgorithm"):
                return text_at(rule, by, "KMSMasterKeyID") or "aws/s3"
    return ""
