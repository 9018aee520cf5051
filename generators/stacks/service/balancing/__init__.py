"""How requests come to the service: target group, rule, and a load balancer of its own.

The service is made once the target group has a load balancer, for ECS takes none that has not; and
once the load balancer may reach the tasks, so that none fails its health check before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from troposphere import AWSObject, GetAtt, If, NoValue, Output, Parameter, Ref, ecs

from generators.parts import alb
from generators.stacks.kind import Values
from generators.stacks.service.balancing import metrics, nlb, reach, rule
from generators.stacks.service.balancing.metrics import resource_label, target_group_dimensions
from generators.stacks.service.balancing.target import target_group_id, targets
from generators.stacks.service.balancing.target_group import forward, target_group
from generators.stacks.service.spec import ServiceSpec
from generators.stacks.service.spec.balancing import BalancingSpec

__all__ = [
    "complaints",
    "conditions",
    "metrics",
    "of_service",
    "outputs",
    "parameters",
    "resource_label",
    "resources",
    "security_groups",
    "target_group_dimensions",
]

_OF_ITS_GROUP = "Load balancer of an ECS service"


def parameters(spec: ServiceSpec) -> Iterator[Parameter]:
    """What it takes from the cluster or from an environment."""
    balancing = spec.load_balancer
    if balancing is None:
        return
    if balancing.rule:
        yield from rule.parameters()
    if balancing.alb:
        yield from alb.parameters(balancing.alb, wants_https=balancing.protocol != "http1")
    if balancing.nlb:
        yield from nlb.parameters(balancing.nlb)
    if _scheme(balancing) == "internal":
        yield Parameter(
            "SubnetID",
            Type="List<AWS::EC2::Subnet::Id>",
            Description="Subnets for the load balancer, and for tasks with network interfaces",
        )
    yield from reach.parameters(spec, balancing)
    scaled = spec.scaling and spec.scaling.requests
    if scaled or (spec.alarms and (spec.alarms.unhealthy_tasks or spec.alarms.errors)):
        yield from metrics.parameters(spec)


def conditions(spec: ServiceSpec) -> Mapping[str, Any]:
    """What of it there is only where an environment gives a value."""
    return alb.conditions() if spec.load_balancer and spec.load_balancer.alb else {}


def resources(spec: ServiceSpec) -> Iterator[AWSObject]:
    """The target group, and what sends requests to it."""
    balancing = spec.load_balancer
    if balancing is None:
        return
    yield target_group(spec, balancing)
    if balancing.rule:
        yield rule.listener_rule(balancing, balancing.rule)
    if balancing.alb:
        yield from alb.resources(balancing.alb, forward(balancing), _OF_ITS_GROUP)
    if balancing.nlb:
        yield from nlb.resources(balancing.nlb, forward(balancing), _OF_ITS_GROUP)
    yield from reach.resources(spec, balancing)


def of_service(spec: ServiceSpec) -> dict[str, Any]:
    """What the service itself says of it, DependsOn among it.

    With a certificate it is the HTTPS listener that forwards. It is there under a condition, of
    which DependsOn takes none; a reference in Metadata does, and CloudFormation waits for it too:
    https://cloudonaut.io/optional-dependson-with-cloudformation-metadata-to-the-rescue
    """
    balancing = spec.load_balancer
    if balancing is None:
        return {"LoadBalancers": []}
    target = next(targets(spec, balancing))
    way = "ListenerRule" if balancing.rule else "HTTPListener" if balancing.alb else "Listener"
    found: dict[str, Any] = {
        "DependsOn": [way, *(one.title for one in reach.resources(spec, balancing))],
        "LoadBalancers": [
            ecs.LoadBalancer(
                ContainerName=target.container.name,
                ContainerPort=target.port.port,
                TargetGroupArn=Ref(target_group_id(balancing)),
            )
        ],
        "HealthCheckGracePeriodSeconds": balancing.health_check.grace_period,
    }
    metadata = {"Listener": If("HasCertificate", Ref("HTTPSListener"), NoValue)}
    return {**found, "Metadata": metadata} if balancing.alb else found


def security_groups(spec: ServiceSpec) -> list[Any]:
    """Security groups that tasks in awsvpc mode have beside their own."""
    balancing = spec.load_balancer
    return reach.task_security_groups(spec, balancing) if balancing else []


def outputs(spec: ServiceSpec) -> Iterator[Output]:
    """Where people and DNS find it."""
    if spec.load_balancer is None or spec.load_balancer.rule:
        return
    for name, attribute, description in (
        ("LoadBalancerDNSName", "DNSName", "The name of the service's own load balancer"),
        ("LoadBalancerHostedZoneID", "CanonicalHostedZoneID", "Its hosted zone, for an alias"),
    ):
        value = GetAtt("LoadBalancer", attribute)
        yield Output(name, Value=value, Description=description)


def complaints(spec: ServiceSpec, values: Values) -> Iterator[tuple[str, str]]:
    """What the parameters of one environment cannot be together."""
    if spec.load_balancer and spec.load_balancer.alb:
        yield from alb.one_subnet(spec.load_balancer.alb.scheme, values)


def _scheme(balancing: BalancingSpec) -> str | None:
    own = balancing.alb or balancing.nlb
    return own.scheme if own else None
