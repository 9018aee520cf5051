"""The service: how many tasks run, where, and how new ones take the place of old ones."""

from __future__ import annotations

from typing import Any

from troposphere import GetAtt, Ref
from troposphere.ecs import (
    AwsvpcConfiguration,
    CapacityProviderStrategyItem,
    DeploymentAlarms,
    DeploymentCircuitBreaker,
    DeploymentConfiguration,
    NetworkConfiguration,
    PlacementConstraint,
    PlacementStrategy,
    Service,
)

from generators.parts import capacity
from generators.stacks.service import balancing, finding
from generators.stacks.service.spec import ServiceSpec
from generators.stacks.service.spec.running import ConstraintSpec, DeploymentSpec, StrategySpec

CONSTRAINTS = {"distinct_instance": "distinctInstance", "member_of": "memberOf"}
"""ECS's own names of the constraints."""


def service(spec: ServiceSpec) -> Service:
    """The service. Where its spec names no capacity it runs by the cluster's default strategy: a
    LaunchType given now could only be changed into a strategy later by replacing the service.

    What it has not is said too, by an empty list or a no: an update that leaves something out
    changes nothing of it (https://github.com/aws/aws-cdk/issues/35580), and of the zones a new
    service that says nothing has the opposite
    (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html).
    """
    return Service(
        "service",
        Cluster=Ref("ECSCluster"),
        TaskDefinition=Ref("taskdefinition"),
        **how_many(spec),
        **where(spec),
        DeploymentConfiguration=deployment(spec.deployment),
        AvailabilityZoneRebalancing="ENABLED" if spec.az_rebalancing else "DISABLED",
        EnableExecuteCommand=spec.execute_command,
        **balancing.of_service(spec),
        **finding.of_service(spec),
        EnableECSManagedTags=True,
        PropagateTags="SERVICE",
    )


def how_many(spec: ServiceSpec) -> dict[str, Any]:
    """The count, where nothing scales it.

    With scaling the template does not say, or each deploy would undo what scaling has done. ECS
    then starts a new service with one task, and the minimum of its scalable target lifts that.
    """
    return {} if spec.scaling else {"DesiredCount": spec.desired_count}


def where(spec: ServiceSpec) -> dict[str, Any]:
    """On which capacity, on which of its instances, and with which network interfaces."""
    placement = None if spec.on_fargate else spec.placement
    found: dict[str, Any] = {
        "PlacementStrategies": [strategy(one) for one in placement.strategies] if placement else [],
        "PlacementConstraints": [constraint(o) for o in placement.constraints] if placement else [],
    }
    if spec.capacity:
        found["CapacityProviderStrategy"] = [
            CapacityProviderStrategyItem(**item.properties)
            for item in capacity.items(spec.capacity, Ref("CapacityProvider"))
        ]
    if spec.network == "awsvpc":
        found["NetworkConfiguration"] = network(spec)
    return found


def network(spec: ServiceSpec) -> NetworkConfiguration:
    """The network interfaces of tasks in awsvpc mode; on EC2 they cannot have public addresses."""
    own = GetAtt("SecurityGroup", "GroupId")
    return NetworkConfiguration(
        AwsvpcConfiguration=AwsvpcConfiguration(
            Subnets=Ref("SubnetID"),
            SecurityGroups=[own, *balancing.security_groups(spec)],
            **({"AssignPublicIp": "ENABLED"} if spec.public_ip else {}),
        )
    )


def strategy(spec: StrategySpec) -> PlacementStrategy:
    """A way to choose among instances."""
    field = {} if spec.field is None else {"Field": spec.field}
    return PlacementStrategy(Type=spec.type, **field)


def constraint(spec: ConstraintSpec) -> PlacementConstraint:
    """A demand on instances."""
    expression = {} if spec.expression is None else {"Expression": spec.expression}
    return PlacementConstraint(Type=CONSTRAINTS[spec.type], **expression)


def deployment(spec: DeploymentSpec) -> DeploymentConfiguration:
    """How a deployment goes, and that one which fails is undone: by tasks that do not start, and by
    alarms that go off meanwhile.
    """
    heeds = bool(spec.rollback_alarms)
    return DeploymentConfiguration(
        MinimumHealthyPercent=spec.min_healthy_percent,
        MaximumPercent=spec.max_percent,
        DeploymentCircuitBreaker=DeploymentCircuitBreaker(Enable=True, Rollback=True),
        Alarms=DeploymentAlarms(AlarmNames=[*spec.rollback_alarms], Enable=heeds, Rollback=heeds),
    )
