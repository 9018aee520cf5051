"""The group of instances, and the capacity provider through which services use it."""

from __future__ import annotations

from typing import Any

from troposphere import GetAtt, Ref, Sub
from troposphere.autoscaling import (
    AutoScalingGroup,
    InstancesDistribution,
    LaunchTemplate,
    LaunchTemplateOverrides,
    LaunchTemplateSpecification,
    MixedInstancesPolicy,
    Tag,
)
from troposphere.ecs import (
    AutoScalingGroupProvider,
    CapacityProvider,
    ManagedScaling,
)
from troposphere.policies import (
    AutoScalingRollingUpdate,
    AutoScalingScheduledAction,
    UpdatePolicy,
)

from generators.stacks.cluster import joining
from generators.stacks.cluster.spec import InstancesSpec, MixedInstancesSpec

SECONDS_A_DAY = 86_400


def auto_scaling_group(instances: InstancesSpec) -> AutoScalingGroup:
    """The group. It has no DesiredCapacity, so that no deploy resets what scaling has set.

    The tag is ECS's own; instances that start before the capacity provider is there, and so before
    ECS sets it, do not count for it (https://github.com/hashicorp/terraform-provider-aws/issues/12582).
    """
    lifetime = instances.max_lifetime_days
    return AutoScalingGroup(
        "ECSAutoScalingGroup",
        VPCZoneIdentifier=Ref("SubnetID"),
        **_what_to_launch(instances.mixed),
        MinSize=0 if instances.scale_to_zero else Ref("DesiredCapacity"),
        MaxSize=Ref("MaxSize"),
        **({"MaxInstanceLifetime": lifetime * SECONDS_A_DAY} if lifetime else {}),
        Tags=[
            Tag("Name", Ref("AWS::StackName"), True),
            Tag("AmazonECSManaged", "true", True),
            *(Tag(key, value, True) for key, value in instances.tags.items()),
        ],
        **(
            {"CreationPolicy": joining.creation_policy()} if joining.at_the_group(instances) else {}
        ),
        UpdatePolicy=update_policy(instances),
    )


def _what_to_launch(mixed: MixedInstancesSpec | None) -> dict[str, Any]:
    template = LaunchTemplateSpecification(
        LaunchTemplateId=Ref("LaunchTemplate"),
        Version=GetAtt("LaunchTemplate", "LatestVersionNumber"),
    )
    if not mixed:
        return {"LaunchTemplate": template}
    policy = MixedInstancesPolicy(
        LaunchTemplate=LaunchTemplate(
            LaunchTemplateSpecification=template,
            Overrides=[LaunchTemplateOverrides(InstanceType=name) for name in mixed.types],
        ),
        InstancesDistribution=InstancesDistribution(
            OnDemandAllocationStrategy="prioritized",
            OnDemandBaseCapacity=mixed.on_demand_base,
            OnDemandPercentageAboveBaseCapacity=mixed.on_demand_percentage,
            SpotAllocationStrategy="price-capacity-optimized",
        ),
    )
    return {"MixedInstancesPolicy": policy, "CapacityRebalance": mixed.has_spot}


def update_policy(instances: InstancesSpec) -> UpdatePolicy:
    """One new instance at a time, and an old one goes when the new one has joined the cluster.

    The suspended processes are those that would change the group's instances in the meantime.
    Sizes that a schedule or a person has changed are left alone unless the template's change.
    """
    return UpdatePolicy(
        AutoScalingRollingUpdate=AutoScalingRollingUpdate(
            MinInstancesInService=0 if instances.scale_to_zero else Ref("DesiredCapacity"),
            MaxBatchSize=1,
            PauseTime=joining.TIMEOUT,
            WaitOnResourceSignals=True,
            SuspendProcesses=[
                "AZRebalance",
                "AlarmNotification",
                "HealthCheck",
                "ReplaceUnhealthy",
                "ScheduledActions",
            ],
        ),
        AutoScalingScheduledAction=AutoScalingScheduledAction(
            IgnoreUnmodifiedGroupSizeProperties=True
        ),
    )


def capacity_provider(instances: InstancesSpec) -> CapacityProvider:
    """Scales the group with the tasks there are, and drains instances before they end.

    Termination protection is off: with it, an instance that still has a task keeps the group, and
    with the group the stack, from ever being deleted.

    It has a name because ECS takes none that begins with aws, ecs or fargate, and CloudFormation's
    own would begin with the stack's (https://github.com/aws/aws-cdk/issues/29151). The group's
    physical name in it keeps a replacement from colliding.
    """
    return CapacityProvider(
        "CapacityProvider",
        Name=Sub("cp-${ECSAutoScalingGroup}"),
        AutoScalingGroupProvider=AutoScalingGroupProvider(
            AutoScalingGroupArn=Ref("ECSAutoScalingGroup"),
            ManagedScaling=ManagedScaling(
                Status="ENABLED", TargetCapacity=instances.target_capacity
            ),
            ManagedDraining="ENABLED",
            ManagedTerminationProtection="DISABLED",
        ),
    )
