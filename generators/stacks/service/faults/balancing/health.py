"""What cannot be of how tasks are asked whether they are well."""

from __future__ import annotations

from collections.abc import Iterator

from generators.stacks.kind import Place
from generators.stacks.service.balancing.target import health_ports, host_port, targets, transport
from generators.stacks.service.spec import ServiceSpec
from generators.stacks.service.spec.balancing import BalancingSpec

_HERE = ("load_balancer", "health_check")


def faults(spec: ServiceSpec, balancing: BalancingSpec) -> Iterator[tuple[Place, str]]:
    """They can be asked where the spec says, and give such answers."""
    if balancing.health_check.port is not None:
        yield from _port(spec, balancing, balancing.health_check.port)
    elif transport(balancing) == "udp":
        yield _HERE, "has no port, and udp does not answer; give port, a tcp port of the task"
    if balancing.health_check.codes is not None:
        yield from _codes(balancing, balancing.health_check.codes)


def _port(spec: ServiceSpec, balancing: BalancingSpec, port: int) -> Iterator[tuple[Place, str]]:
    known = [p.port for c in spec.containers for p in c.ports if p.protocol == "tcp"]
    if port not in known:
        allowed = " or ".join(map(str, known)) or "none, for the task has no tcp port"
        yield (*_HERE, "port"), f"is {port}, no tcp port of the task; allowed: {allowed}"
        return
    requests = next((target.port for target in targets(spec, balancing)), None)
    if requests is None or (requests.port == port and requests.protocol == "tcp"):
        return
    if not any(health_ports(spec, balancing)):
        yield (
            (*_HERE, "port"),
            f"is {port}, of which only ECS knows where on the host it will be; give that port of "
            "the container a host, or the service network_mode: awsvpc",
        )
    elif host_port(spec, requests) is None:
        yield (
            (*_HERE, "port"),
            f"is {port}, at one place on the host for all tasks, while ECS chooses one for port "
            f"{requests.port} of each task; give {requests.port} a host too, or the service "
            "network_mode: awsvpc",
        )


def _codes(balancing: BalancingSpec, codes: str) -> Iterator[tuple[Place, str]]:
    """The codes that each type of load balancer takes.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Matcher.html
    """
    if balancing.nlb and balancing.health_check.path is None:
        yield (*_HERE, "codes"), "are of HTTP, but without a path an NLB only connects; give path"
        return
    kind, least, most = "HTTP", 200, 599 if balancing.nlb else 499
    if balancing.protocol == "grpc":
        kind, least, most = "gRPC", 0, 99
    for part in codes.split(","):
        numbers = [int(number) for number in part.split("-")]
        bounds = [least, *numbers, most]
        if len(numbers) > 2 or bounds != sorted(bounds):
            yield (
                (*_HERE, "codes"),
                f"has {part}; allowed by {kind}: numbers from {least} to {most}, and ranges such "
                f"as {least}-{most}",
            )
