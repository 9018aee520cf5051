"""The group of instances, and the capacity provider through which services use it."""

from __future__ import annotations

from troposphere import GetAtt, Ref, Sub
from troposphere.autoscaling import AutoScalingGroup, LaunchTemplateSpecification, Tag
from troposphere.ecs import (
    AutoScalingGroupProvider,
    CapacityProvider,
    CapacityProviderStrategy,
    ClusterCapacityProviderAssociations,
    ManagedScaling,
)
from troposphere.policies import (
    AutoScalingRollingUpdate,
    CreationPolicy,
    ResourceSignal,
    UpdatePolicy,
)

TIMEOUT = "PT15M"
"""How long an instance may take to join: longer than signal-when-joined waits for the agent."""


def auto_scaling_group() -> AutoScalingGroup:
    """The group. It has no DesiredCapacity, so that no deploy resets what scaling has set."""
    return AutoScalingGroup(
        "ECSAutoScalingGroup",
        VPCZoneIdentifier=Ref("SubnetID"),
        LaunchTemplate=LaunchTemplateSpecification(
            LaunchTemplateId=Ref("LaunchTemplate"),
            Version=GetAtt("LaunchTemplate", "LatestVersionNumber"),
        ),
        MinSize=Ref("DesiredCapacity"),
        MaxSize=Ref("MaxSize"),
        Tags=[Tag("Name", Ref("AWS::StackName"), True)],
        CreationPolicy=CreationPolicy(
            ResourceSignal=ResourceSignal(Count=Ref("DesiredCapacity"), Timeout=TIMEOUT)
        ),
        UpdatePolicy=rolling_update(),
    )


def rolling_update() -> UpdatePolicy:
    """One new instance at a time, and an old one goes when the new one has joined the cluster.

    The suspended processes are those that would change the group's instances in the meantime.
    """
    return UpdatePolicy(
        AutoScalingRollingUpdate=AutoScalingRollingUpdate(
            MinInstancesInService=Ref("DesiredCapacity"),
            MaxBatchSize=1,
            PauseTime=TIMEOUT,
            WaitOnResourceSignals=True,
            SuspendProcesses=[
                "AZRebalance",
                "AlarmNotification",
                "HealthCheck",
                "ReplaceUnhealthy",
                "ScheduledActions",
            ],
        )
    )


def capacity_provider() -> CapacityProvider:
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
            ManagedScaling=ManagedScaling(Status="ENABLED", TargetCapacity=100),
            ManagedDraining="ENABLED",
            ManagedTerminationProtection="DISABLED",
        ),
    )


def associations() -> ClusterCapacityProviderAssociations:
    """Services that say nothing else run on the group, by strategy and not by launch type."""
    return ClusterCapacityProviderAssociations(
        "CapacityProviderAssociations",
        Cluster=Ref("ECSCluster"),
        CapacityProviders=[Ref("CapacityProvider")],
        DefaultCapacityProviderStrategy=[
            CapacityProviderStrategy(CapacityProvider=Ref("CapacityProvider"), Weight=1)
        ],
    )
