"""What the instances of an Auto Scaling group notice of a change."""

from __future__ import annotations

from generators.review.model import Action, ResourceChange, ServiceNotice
from generators.review.pair import Pair

GROUP = "AWS::AutoScaling::AutoScalingGroup"

_WHY = {
    "LaunchTemplate": "another version of their launch template",
    "MixedInstancesPolicy": "another policy of instance types, or launch template",
    "LaunchConfigurationName": "another launch configuration",
    "VPCZoneIdentifier": "other subnets",
}
"""Properties of which CloudFormation rolls the instances, where the group's policy says so."""


def notices(pair: Pair, changes: dict[str, ResourceChange]) -> tuple[ServiceNotice, ...]:
    """A notice for each group whose instances a change reaches.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatepolicy.html
    """
    return tuple(
        _notice(pair, change, because)
        for change in changes.values()
        if change.type == GROUP
        and change.action == Action.CHANGED
        and (because := _because(change))
    )


def _because(change: ResourceChange) -> tuple[str, ...]:
    names = {each.path.partition(".")[0].partition("[")[0] for each in change.properties}
    return tuple(why for name, why in _WHY.items() if name in names)


def _notice(pair: Pair, change: ResourceChange, because: tuple[str, ...]) -> ServiceNotice:
    after = pair.after.resources[change.logical_id]
    policy = after.attributes.get("UpdatePolicy")
    rolls = isinstance(policy, dict) and "AutoScalingRollingUpdate" in policy
    what = "its instances roll" if rolls else "instances that start from now on are others"
    return ServiceNotice(logical_id=change.logical_id, what=what, because=because)
