"""What lets the load balancer reach the tasks.

In bridge mode they are found at ports of their instances, in awsvpc mode at their own. The cluster
has already let its load balancer in: at the ports that Docker chooses from, and at tasks that have
its TaskSecurityGroup.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from troposphere import GetAtt, Parameter, Ref
from troposphere.ec2 import SecurityGroupIngress

from generators.parts import alb
from generators.stacks.service.balancing.target import health_ports, host_port, targets
from generators.stacks.service.spec import ServiceSpec
from generators.stacks.service.spec.balancing import BalancingSpec

_GROUPS = {
    "InstanceSecurityGroup": "The security group of the cluster's instances",
    "LoadBalancerSecurityGroup": "The security group that the shared load balancer speaks from",
    "TaskSecurityGroup": "A security group that lets the shared load balancer reach tasks",
}

_WORDS = {"Ingress": "Requests to", "HealthIngress": "Health checks of"}

Opening = tuple[str, str, tuple[int, int]]
"""What for, one of _WORDS; transport; first and last port."""


def parameters(spec: ServiceSpec, balancing: BalancingSpec) -> Iterator[Parameter]:
    """The security groups of the cluster that have a part in it."""
    opens = any(_openings(spec, balancing))
    used = {
        "InstanceSecurityGroup": opens and spec.network == "bridge",
        "LoadBalancerSecurityGroup": opens and balancing.rule is not None,
        "TaskSecurityGroup": bool(task_security_groups(spec, balancing)),
    }
    for name, description in _GROUPS.items():
        if used[name]:
            yield Parameter(name, Type="AWS::EC2::SecurityGroup::Id", Description=description)


def task_security_groups(spec: ServiceSpec, balancing: BalancingSpec) -> list[Any]:
    """What tasks in awsvpc mode have beside their own group."""
    joins = balancing.rule is not None and spec.network == "awsvpc"
    return [Ref("TaskSecurityGroup")] if joins else []


def resources(spec: ServiceSpec, balancing: BalancingSpec) -> Iterator[SecurityGroupIngress]:
    """A rule for each port that is not open yet."""
    bridge = spec.network == "bridge"
    group = Ref("InstanceSecurityGroup") if bridge else GetAtt("SecurityGroup", "GroupId")
    source = Ref("LoadBalancerSecurityGroup") if balancing.rule else alb.FROM_ITSELF
    for name, transport, ports in _openings(spec, balancing):
        yield alb.ingress(
            f"{'Instance' if bridge else 'Task'}{name}FromLoadBalancer",
            group,
            ports,
            f"{_WORDS[name]} an ECS service, from its load balancer",
            protocol=transport,
            source=source,
        )


def _openings(spec: ServiceSpec, balancing: BalancingSpec) -> Iterator[Opening]:
    found: set[tuple[str, tuple[int, int]]] = set()
    for name, transport, number in _wanted(spec, balancing):
        ports = alb.DYNAMIC_PORTS if number is None else (number, number)
        shared = balancing.rule and (spec.network == "awsvpc" or _within(ports))
        if not shared and (transport, ports) not in found:
            found.add((transport, ports))
            yield name, transport, ports


def _wanted(spec: ServiceSpec, balancing: BalancingSpec) -> Iterator[tuple[str, str, int | None]]:
    requests = next(targets(spec, balancing)).port
    yield "Ingress", requests.protocol, host_port(spec, requests)
    for port in health_ports(spec, balancing):
        yield "HealthIngress", "tcp", host_port(spec, port)
        return


def _within(ports: tuple[int, int]) -> bool:
    first, last = alb.DYNAMIC_PORTS
    return first <= ports[0] and ports[1] <= last
