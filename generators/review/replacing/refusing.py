"""Changes that CloudFormation does not carry out: a deploy of them fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from generators.review.model import Replacement
from generators.review.nodes import Node
from generators.review.replacing.row import Change, Row, page

_UNSUPPORTED: Mapping[str, Mapping[str, str]] = {
    "AWS::CloudFormation::WaitCondition": {"Count": "1", "Handle": "", "Timeout": ""},
    "AWS::EC2::Volume": {
        "AvailabilityZone": "",
        "AvailabilityZoneId": "",
        "Encrypted": "",
        "KmsKeyId": "",
        "SnapshotId": "",
    },
    "AWS::KMS::Key": {
        "KeySpec": "SYMMETRIC_DEFAULT",
        "KeyUsage": "ENCRYPT_DECRYPT",
        "MultiRegion": "false",
        "Origin": "AWS_KMS",
    },
    "AWS::Logs::LogGroup": {"LogGroupClass": "STANDARD"},
}
"""Properties that no update may change, with what counts where they are not given."""


def refused() -> Iterator[Row]:
    """Properties that no update may change."""
    for type_, properties in _UNSUPPORTED.items():
        for name, default in properties.items():
            yield Row(
                type=type_,
                name=name,
                words="to another value",
                when=_differs_from(default),
                replacement=Replacement.NO,
                why=f"CloudFormation cannot update {name}",
                page=page(type_),
                refused=True,
            )
    policy = "AWS::ApplicationAutoScaling::ScalingPolicy"
    yield Row(
        type=policy,
        name="PolicyName",
        words="of target tracking whose metric stays the same",
        when=_same_metric,
        replacement=Replacement.YES,
        why="a target tracking policy gets another name only together with another metric",
        page=page(policy),
        refused=True,
    )


def _differs_from(default: str) -> Callable[[Change], bool]:
    """Whether the values differ, or are the same to look at and differ by what they refer to."""
    return lambda one: one.old == one.new or (one.old or default) != (one.new or default)


def _same_metric(change: Change) -> bool:
    before, after = _metric(change.before), _metric(change.after)
    return before is not None and before == after


def _metric(policy: Mapping[str, Node]) -> tuple[Node, ...] | None:
    """What a target tracking policy scales by what; None of another policy."""
    tracking = policy.get("TargetTrackingScalingPolicyConfiguration")
    if not isinstance(tracking, dict):
        return None
    metric = (f"{kind}MetricSpecification" for kind in ("Predefined", "Customized"))
    target = ("ScalingTargetId", "ResourceId", "ScalableDimension", "ServiceNamespace")
    return (*map(tracking.get, metric), *map(policy.get, target))
