"""Resources that are there to protect others: one that is removed protects no more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generators.review.evaluate import Resource
from generators.review.model import Finding, Sense, Topic
from generators.review.pair import Pair
from generators.review.settings import Verdict, told

_KEPT = ("Retain", "RetainExceptOnCreate", "Snapshot")


@dataclass(frozen=True, kw_only=True)
class _Guard:
    """A type, and what it is to lose one and to get one.

    One that comes back under another name with the same `identity` is not lost; without an identity
    a resource of another name is another one.
    """

    lost: str
    gained: str = ""
    identity: tuple[str, ...] = ()
    sense: Sense = Sense.WORSE
    grave: bool = False


_METRIC = ("Namespace", "MetricName", "Dimensions", "Metrics", "AlarmRule")
_GUARDS = {
    "AWS::WAFv2::WebACLAssociation": _Guard(
        lost="is removed: no web ACL guards the load balancer",
        gained="is added: a web ACL guards the load balancer",
        identity=("ResourceArn",),
    ),
    "AWS::WAFv2::WebACL": _Guard(lost="is removed: its rules guard nothing any more"),
    "AWS::KMS::Key": _Guard(
        lost="is removed: what it encrypted cannot be read once the key is deleted", grave=True
    ),
    "AWS::Logs::LogGroup": _Guard(lost="is removed, and the logs in it with it", grave=True),
    "AWS::EC2::FlowLog": _Guard(
        lost="is removed: traffic in the VPC is no longer logged",
        gained="is added: traffic in the VPC is logged",
        identity=("ResourceId",),
    ),
    "AWS::CloudTrail::Trail": _Guard(
        lost="is removed: calls of AWS's API are no longer recorded by it",
        gained="is added: calls of AWS's API are recorded",
    ),
    "AWS::GuardDuty::Detector": _Guard(
        lost="is removed: GuardDuty watches no more", gained="is added: GuardDuty watches"
    ),
    "AWS::Backup::BackupPlan": _Guard(
        lost="is removed: no more backups are made by it", gained="is added: backups are made"
    ),
    "AWS::Backup::BackupSelection": _Guard(
        lost="is removed: what it names is no longer backed up", identity=("BackupPlanId",)
    ),
    "AWS::Backup::BackupVault": _Guard(lost="is removed, and it holds backups", grave=True),
    "AWS::SecretsManager::RotationSchedule": _Guard(
        lost="is removed: the secret is no longer rotated",
        gained="is added: the secret is rotated",
        identity=("SecretId",),
    ),
    "AWS::CloudWatch::Alarm": _Guard(
        lost="is removed: what it watched is watched no more",
        gained="is added: something more is watched",
        identity=_METRIC,
    ),
    "AWS::CloudWatch::CompositeAlarm": _Guard(
        lost="is removed: what it watched is watched no more", identity=_METRIC
    ),
    "AWS::ApplicationAutoScaling::ScalableTarget": _Guard(
        lost="is removed: the number of tasks no longer follows the load",
        identity=("ServiceNamespace", "ResourceId", "ScalableDimension"),
        sense=Sense.NOTE,
    ),
}


def findings(pair: Pair) -> Iterator[Finding]:
    """Guards that go, or may be left out now; those that come, in a stack that was there."""
    gone, come = _only(pair.before.resources, pair), _only(pair.after.resources, pair)
    for name, resource in gone.items():
        guard = _GUARDS[resource.type]
        if _comes_back(guard, resource, come) or _is_kept(resource):
            continue
        if not (pair.after.template or guard.grave):
            continue
        verdict = Verdict(sense=guard.sense, words=guard.lost, grave=guard.grave)
        yield told(pair, Topic.PROTECTION, name, verdict)
    for name, resource in come.items():
        guard = _GUARDS[resource.type]
        if guard.gained and pair.before.template and not _comes_back(guard, resource, gone):
            verdict = Verdict(sense=Sense.BETTER, words=guard.gained)
            yield told(pair, Topic.PROTECTION, name, verdict)
    yield from _doubtful(pair)


def _only(resources: dict[str, Resource], pair: Pair) -> dict[str, Resource]:
    """The guards among the resources that the other side has not."""
    return {
        name: one
        for name, one in resources.items()
        if one.type in _GUARDS
        and not (
            _has(pair.before.resources, name, one.type)
            and _has(pair.after.resources, name, one.type)
        )
    }


def _has(resources: dict[str, Resource], name: str, kind: str) -> bool:
    return name in resources and resources[name].type == kind


def _comes_back(guard: _Guard, resource: Resource, others: dict[str, Resource]) -> bool:
    return bool(guard.identity) and any(
        other.type == resource.type
        and all(other.properties.get(key) == resource.properties.get(key) for key in guard.identity)
        for other in others.values()
    )


def _is_kept(resource: Resource) -> bool:
    return resource.attributes.get("DeletionPolicy") in _KEPT


def _doubtful(pair: Pair) -> Iterator[Finding]:
    """Guards that were always there and now are only under a condition that is not known."""
    for name, new in pair.after.resources.items():
        old = pair.before.resources.get(name)
        if new.type in _GUARDS and new.condition and old and old.condition is None:
            words = f"is only there if the condition {new.condition} holds"
            verdict = Verdict(sense=_GUARDS[new.type].sense, words=words)
            yield told(pair, Topic.PROTECTION, name, verdict)
