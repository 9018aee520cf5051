"""The roles that AWS's services take on for themselves: one of each an account, made by AWS.

Mostly AWS makes them with the first resource that wants one. Where whoever deploys may not make
roles, or where a new role is not known everywhere yet, that first resource fails.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

GROUP = "AWS::AutoScaling::AutoScalingGroup"


@dataclass(frozen=True, kw_only=True)
class LinkedRole:
    """A role, the service that it is linked to, and the types of resources that want it.

    `known_by` is how AWS calls it in its messages, `first` what AWS makes it with.
    """

    name: str
    service: str
    known_by: str
    first: str
    types: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """What stands behind `role/` in its ARN."""
        return f"aws-service-role/{self.service}/{self.name}"

    @property
    def command(self) -> str:
        """The command that makes it."""
        return making(self.service)


def making(service: str) -> str:
    """The command that makes the role of a service."""
    return f"aws iam create-service-linked-role --aws-service-name {service}"


ECS = LinkedRole(
    name="AWSServiceRoleForECS",
    service="ecs.amazonaws.com",
    known_by="ECS",
    first="cluster or service",
    types=("AWS::ECS::Cluster", "AWS::ECS::CapacityProvider", "AWS::ECS::Service"),
)
SPOT = LinkedRole(
    name="AWSServiceRoleForEC2Spot",
    service="spot.amazonaws.com",
    known_by="EC2 Spot",
    first="Spot instance",
)
LINKED_ROLES = (
    ECS,
    SPOT,
    LinkedRole(
        name="AWSServiceRoleForAutoScaling",
        service="autoscaling.amazonaws.com",
        known_by="Auto Scaling",
        first="Auto Scaling group",
        types=(GROUP,),
    ),
    LinkedRole(
        name="AWSServiceRoleForElasticLoadBalancing",
        service="elasticloadbalancing.amazonaws.com",
        known_by="Elastic Load Balancing",
        first="load balancer",
        types=("AWS::ElasticLoadBalancingV2::LoadBalancer",),
    ),
    LinkedRole(
        name="AWSServiceRoleForApplicationAutoScaling_ECSService",
        service="ecs.application-autoscaling.amazonaws.com",
        known_by="Application Auto Scaling",
        first="service that scales",
        types=("AWS::ApplicationAutoScaling::ScalableTarget",),
    ),
)
"""Those that what is generated here takes."""


def wanted(templates: Iterable[Mapping[str, Any]]) -> tuple[LinkedRole, ...]:
    """The roles that the resources of these templates want, in the order of `LINKED_ROLES`."""
    found = {role for template in templates for role in _by(template)}
    return tuple(role for role in LINKED_ROLES if role in found)


def _by(template: Mapping[str, Any]) -> Iterator[LinkedRole]:
    for resource in template.get("Resources", {}).values():
        yield from (role for role in LINKED_ROLES if resource.get("Type") in role.types)
        if resource.get("Type") == GROUP and _takes_spot(resource.get("Properties", {})):
            yield SPOT


def _takes_spot(group: Mapping[str, Any]) -> bool:
    """Whether a group launches Spot instances beside others, or nothing else."""
    shares = group.get("MixedInstancesPolicy", {}).get("InstancesDistribution", {})
    return bool(shares) and shares.get("OnDemandPercentageAboveBaseCapacity", 100) != 100
