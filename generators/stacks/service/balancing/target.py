"""Which container gets the requests, on which of its ports, and by which target group."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from generators.stacks.service.spec import ServiceSpec
from generators.stacks.service.spec.balancing import BalancingSpec
from generators.stacks.service.spec.containers import ContainerSpec
from generators.stacks.service.spec.ports import PortSpec


@dataclass(frozen=True, kw_only=True)
class Target:
    """A container and one of its ports."""

    container: ContainerSpec
    port: PortSpec


def transport(balancing: BalancingSpec) -> Literal["tcp", "udp"]:
    """What carries the requests: a load balancer cannot pass on one as the other."""
    return "udp" if balancing.nlb and balancing.nlb.protocol == "udp" else "tcp"


def targets(spec: ServiceSpec, balancing: BalancingSpec) -> Iterator[Target]:
    """Every container and port that the spec may mean; its faults say so unless it is one."""
    for container in spec.containers:
        for port in container.ports:
            if (
                balancing.container in (None, container.name)
                and balancing.port in (None, port.port)
                and port.protocol == transport(balancing)
            ):
                yield Target(container=container, port=port)


def health_ports(spec: ServiceSpec, balancing: BalancingSpec) -> Iterator[PortSpec]:
    """The ports of the task that may be asked whether it is well, if not that of the requests.

    In bridge mode the port has to be known before the task runs: one whose host port is fixed.
    """
    for container in spec.containers:
        for port in container.ports:
            known = spec.network == "awsvpc" or port.host is not None
            if port.port == balancing.health_check.port and port.protocol == "tcp" and known:
                yield port


def host_port(spec: ServiceSpec, port: PortSpec) -> int | None:
    """Where the load balancer finds the port; None where ECS chooses it for each task."""
    return port.port if spec.network == "awsvpc" else port.host


def target_group_id(balancing: BalancingSpec) -> str:
    """The target group's logical id.

    A target group belongs to one load balancer at a time. Whatever makes CloudFormation put a new
    load balancer in the place of the old one must thus bring a new target group too: on the way to
    or from the cluster's that is another logical id, and so it is when a load balancer's scheme
    changes. From ALB to NLB the protocol does it.
    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
    """
    own = balancing.alb or balancing.nlb
    if own is None:
        return "TargetGroup"
    return "InternalTargetGroup" if own.scheme == "internal" else "PublicTargetGroup"
