"""Properties that protect while they have one value, and do not with another."""

from __future__ import annotations

from collections.abc import Iterator

from generators.review.evaluate import Resource
from generators.review.model import Finding, Sense, Topic
from generators.review.pair import Pair
from generators.review.protection import encryption, services
from generators.review.settings import (
    ON,
    Setting,
    Verdict,
    none_of,
    of_resources,
    one_of,
    told,
)

_EXECUTE = ("Configuration", "ExecuteCommandConfiguration")

_OF_CLUSTERS = (
    Setting(
        types=("AWS::ECS::Cluster",),
        path=(*_EXECUTE, "Logging"),
        safe=none_of("NONE"),
        default="DEFAULT",
        lost="no longer logs what people do in containers (ECS Exec)",
        gained="logs what people do in containers (ECS Exec)",
    ),
    Setting(
        types=("AWS::ECS::CapacityProvider",),
        path=("AutoScalingGroupProvider", "ManagedTerminationProtection"),
        safe=one_of("ENABLED"),
        default="DISABLED",
        lost="no longer keeps scaling in from ending instances that have tasks",
        gained="keeps scaling in from ending instances that have tasks",
        sense=Sense.NOTE,
    ),
)
_OF_IMAGES = (
    Setting(
        types=("AWS::ECR::Repository",),
        path=("ImageScanningConfiguration", "ScanOnPush"),
        safe=ON,
        default="false",
        lost="no longer has images scanned when they are pushed",
        gained="has images scanned when they are pushed",
    ),
    Setting(
        types=("AWS::ECR::Repository",),
        path=("ImageTagMutability",),
        safe=one_of("IMMUTABLE"),
        default="MUTABLE",
        lost="lets a tag be moved to another image",
        gained="no longer lets a tag be moved to another image",
    ),
)


def _keeps(kind: str, *path: str, on: str, lost: str, gained: str, grave: bool = False) -> Setting:
    return Setting(
        types=(kind,),
        path=path,
        safe=one_of(on),
        default="",
        lost=lost,
        gained=gained,
        grave=grave,
    )


_OF_DATA = (
    *(
        _keeps(
            *(kind, key),
            on=on,
            lost="is no longer protected against deletion",
            gained="is protected against deletion",
            grave=True,
        )
        for kind, key, on in (
            ("AWS::RDS::DBInstance", "DeletionProtection", "true"),
            ("AWS::RDS::DBCluster", "DeletionProtection", "true"),
            ("AWS::DynamoDB::Table", "DeletionProtectionEnabled", "true"),
            ("AWS::Cognito::UserPool", "DeletionProtection", "ACTIVE"),
        )
    ),
    _keeps(
        *("AWS::S3::Bucket", "VersioningConfiguration", "Status"),
        on="Enabled",
        lost="no longer keeps old versions of objects",
        gained="keeps old versions of objects",
    ),
    _keeps(
        *("AWS::DynamoDB::Table", "PointInTimeRecoverySpecification"),
        *("PointInTimeRecoveryEnabled",),
        on="true",
        lost="can no longer be restored to a point in time",
        gained="can be restored to a point in time",
    ),
    _keeps(
        *("AWS::EFS::FileSystem", "BackupPolicy", "Status"),
        on="ENABLED",
        lost="is no longer backed up",
        gained="is backed up",
    ),
)
_ALARMS = Setting(
    types=("AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"),
    path=("ActionsEnabled",),
    safe=ON,
    default="true",
    lost="does nothing any more when it goes off",
    gained="does what it is to do when it goes off",
)
_BACKUPS = Setting(
    types=("AWS::RDS::DBInstance", "AWS::RDS::DBCluster"),
    path=("BackupRetentionPeriod",),
    safe=none_of("0"),
    default="1",
    lost="is no longer backed up",
    gained="is backed up",
)
_TABLE = (*services.TABLE, *_OF_CLUSTERS, *_OF_IMAGES, *_OF_DATA, _ALARMS, _BACKUPS)


def findings(pair: Pair) -> Iterator[Finding]:
    """What is switched off or on."""
    yield from of_resources((*_TABLE, *encryption.TABLE), pair, Topic.PROTECTION)
    yield from encryption.findings(pair)
    for name, new in pair.after.resources.items():
        old = pair.before.resources.get(name)
        if old and old.type == new.type:
            for verdict in (*services.rollbacks(old, new), *_of_alarms(old, new)):
                yield told(pair, Topic.PROTECTION, name, verdict)


def _of_alarms(old: Resource, new: Resource) -> Iterator[Verdict]:
    """Alarms that go off and tell nobody."""
    if new.type in _ALARMS.types and _tells(old) and not _tells(new):
        yield Verdict(sense=Sense.WORSE, words="tells nobody any more when it goes off")


def _tells(alarm: Resource) -> bool:
    return bool(alarm.properties.get("AlarmActions"))
