"""The target group: the service's tasks, as a load balancer knows them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from troposphere import Ref, Tags
from troposphere.elasticloadbalancingv2 import Action, Matcher, TargetGroup, TargetGroupAttribute

from generators.stacks.service.balancing.target import (
    health_ports,
    host_port,
    target_group_id,
    targets,
    transport,
)
from generators.stacks.service.spec import ServiceSpec
from generators.stacks.service.spec.balancing import BalancingSpec

NOMINAL_PORT = 80
"""ECS registers each task with its own port, so that the group's is never used. It can only be
changed by replacing the group, and so it is always the same.
"""


def target_group(spec: ServiceSpec, balancing: BalancingSpec) -> TargetGroup:
    """The target group. It has no name of its own, for a new one must come before the old goes."""
    return TargetGroup(
        target_group_id(balancing),
        VpcId=Ref("VpcId"),
        TargetType="ip" if spec.network == "awsvpc" else "instance",
        Port=NOMINAL_PORT,
        **_protocol(balancing),
        HealthCheckEnabled=True,
        HealthCheckPort=_health_check_port(spec, balancing),
        HealthCheckIntervalSeconds=balancing.health_check.interval,
        HealthCheckTimeoutSeconds=balancing.health_check.timeout,
        HealthyThresholdCount=balancing.health_check.healthy,
        UnhealthyThresholdCount=balancing.health_check.unhealthy,
        **_health_check(balancing),
        TargetGroupAttributes=[
            TargetGroupAttribute(Key=key, Value=value) for key, value in _attributes(balancing)
        ],
        Tags=Tags(Name=Ref("AWS::StackName")),
    )


def forward(balancing: BalancingSpec) -> Action:
    """To the target group."""
    return Action(Type="forward", TargetGroupArn=Ref(target_group_id(balancing)))


def _protocol(balancing: BalancingSpec) -> dict[str, Any]:
    if balancing.nlb:
        return {"Protocol": transport(balancing).upper()}
    return {"Protocol": "HTTP", "ProtocolVersion": balancing.protocol.upper()}


def _health_check_port(spec: ServiceSpec, balancing: BalancingSpec) -> str:
    requests = next(targets(spec, balancing)).port
    if balancing.health_check.port in (None, requests.port) and requests.protocol == "tcp":
        return "traffic-port"
    return str(host_port(spec, next(health_ports(spec, balancing))))


def _health_check(balancing: BalancingSpec) -> dict[str, Any]:
    """By HTTP or gRPC with a path and codes, or by a connection alone.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
    """
    check = balancing.health_check
    if balancing.nlb and check.path is None:
        return {"HealthCheckProtocol": "TCP"}
    if balancing.protocol == "grpc":
        path, codes = ("/AWS.ALB/healthcheck", "12") if check.path is None else (check.path, "0")
        matcher = Matcher(GrpcCode=check.codes or codes)
    else:
        path, matcher = check.path or "/", Matcher(HttpCode=check.codes or "200-399")
    return {"HealthCheckProtocol": "HTTP", "HealthCheckPath": path, "Matcher": matcher}


def _attributes(balancing: BalancingSpec) -> Iterator[tuple[str, str]]:
    """Each one is always said: one that is taken out of a template keeps the value that it had."""
    yield "deregistration_delay.timeout_seconds", str(balancing.deregistration_seconds)
    if balancing.nlb is None:
        sticky = balancing.sticky_seconds
        yield "slow_start.duration_seconds", str(balancing.slow_start_seconds or 0)
        yield "stickiness.enabled", "true" if sticky else "false"
        yield "stickiness.type", "lb_cookie"
        yield "stickiness.lb_cookie.duration_seconds", str(sticky or 86_400)
    elif balancing.nlb.protocol != "udp":
        kept = "true" if balancing.nlb.client_addresses else "false"
        yield "preserve_client_ip.enabled", kept
