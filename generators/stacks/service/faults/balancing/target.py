"""What cannot be of the container that gets the requests, and of its port."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generators.errors import did_you_mean
from generators.stacks.kind import Place
from generators.stacks.service.balancing.target import Target, targets, transport
from generators.stacks.service.spec import ServiceSpec
from generators.stacks.service.spec.balancing import BalancingSpec

_HERE = ("load_balancer",)


def faults(spec: ServiceSpec, balancing: BalancingSpec) -> Iterator[tuple[Place, str]]:
    """It is one container of the task that the task cannot live without, and one port of it."""
    found = list(targets(spec, balancing))
    if not found:
        yield _none(spec, balancing)
    elif len(found) > 1:
        yield _HERE, _several(found)
    elif not found[0].container.essential:
        yield (
            ("containers", spec.containers.index(found[0].container), "essential"),
            "is false, but requests go to this container: the task would go on without it",
        )


def _several(found: Sequence[Target]) -> str:
    names = list(dict.fromkeys(target.container.name for target in found))
    if len(names) > 1:
        return f"does not say which container gets the requests; give container: {_or(names)}"
    ports = _or([target.port.port for target in found])
    return f"does not say which port of {names[0]} gets the requests; give port: {ports}"


def _none(spec: ServiceSpec, balancing: BalancingSpec) -> tuple[Place, str]:
    names = [container.name for container in spec.containers]
    if balancing.container not in (None, *names):
        known = did_you_mean(str(balancing.container), names)
        return (*_HERE, "container"), f"is {balancing.container}, no container of the task{known}"
    whose = balancing.container or ("the task" if len(names) > 1 else names[0])
    ports = [p for c in spec.containers if balancing.container in (None, c.name) for p in c.ports]
    if not ports:
        return _HERE, f"has no port to send requests to: {whose} has none; give it ports"
    wanted = transport(balancing)
    carried = [port.port for port in ports if port.protocol == wanted]
    if balancing.port in [port.port for port in ports]:
        return (
            (*_HERE, "port"),
            f"is {balancing.port}, whose protocol is not {wanted}, {_why(balancing)}",
        )
    if carried:
        return (
            (*_HERE, "port"),
            f"is {balancing.port}, no {wanted} port of {whose}; allowed: {_or(carried)}",
        )
    return _HERE, f"has no port to send requests to: {whose} has no {wanted}, {_why(balancing)}"


def _why(balancing: BalancingSpec) -> str:
    if balancing.nlb:
        return f"which the load balancer's protocol {balancing.nlb.protocol} wants"
    return "which an application load balancer wants; an nlb with protocol udp takes udp"


def _or(values: Sequence[object]) -> str:
    return " or ".join(map(str, values))
