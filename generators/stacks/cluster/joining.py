"""Where a creation waits until instances have joined the cluster."""

from __future__ import annotations

from troposphere import Ref
from troposphere.cloudformation import WaitCondition
from troposphere.policies import CreationPolicy, ResourceSignal

from generators.stacks.cluster.spec import InstancesSpec

TIMEOUT = "PT15M"
"""How long an instance may take to join: longer than signal-when-joined waits for the agent."""


def at_the_group(instances: InstancesSpec) -> bool:
    """Whether creation waits there: Bottlerocket signals but one resource, and updates need it."""
    return instances.system == "bottlerocket" and not instances.scale_to_zero


def beside_the_group(instances: InstancesSpec) -> bool:
    """Whether creation waits for instances beside the group."""
    return instances.system == "al2023" and not instances.scale_to_zero


def creation_policy() -> CreationPolicy:
    """It is there when as many instances as it starts with have joined the cluster."""
    return CreationPolicy(
        ResourceSignal=ResourceSignal(Count=Ref("DesiredCapacity"), Timeout=TIMEOUT)
    )


def instances_joined() -> WaitCondition:
    """The stack is there when an instance has joined the cluster, and none has failed before.

    The group itself does not wait for it: the capacity provider comes after the group, and of
    instances that registered before it AWS says that it may not count them
    (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/asg-capacity-providers.html).
    One instance, whatever DesiredCapacity says: nothing of a wait condition can be updated.
    """
    return WaitCondition(
        "InstancesJoined",
        DependsOn="CapacityProviderAssociations",
        CreationPolicy=CreationPolicy(ResourceSignal=ResourceSignal(Count=1, Timeout=TIMEOUT)),
    )
