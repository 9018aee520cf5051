"""Ports that cannot be."""

from __future__ import annotations

from collections.abc import Iterator

from generators.stacks.kind import Place
from generators.stacks.service.spec import ServiceSpec
from generators.stacks.service.spec.ports import PortSpec

Claim = tuple[str | int, ...]
"""Something that one port alone can have."""

OF_THE_INSTANCE = (22, 2375, 2376, *range(51_678, 51_681))
"""Ports that SSH, Docker and the agent have on every instance.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
"""


FIRST_DYNAMIC = 32_768
"""From here on Docker takes the ports of containers that have no fixed one (the same page)."""


def faults(spec: ServiceSpec) -> Iterator[tuple[Place, str]]:
    """Ports of one number where only one can be, and host ports where there are none."""
    taken: dict[Claim, str] = {}
    for i, container in enumerate(spec.containers):
        for j, port in enumerate(container.ports):
            place: Place = ("containers", i, "ports", j)
            for claim, what in _claims(spec, container.name, port):
                if claim in taken:
                    yield place, f"is {what}, as one of {taken[claim]} is already"
                taken.setdefault(claim, container.name)
            yield from _odd(spec, place, port)


def _claims(spec: ServiceSpec, name: str, port: PortSpec) -> Iterator[tuple[Claim, str]]:
    """What the port must have to itself, each with what it is."""
    number = f"port {port.port}"
    if spec.network == "awsvpc":
        yield ("port", port.port), f"{number} of the interface that all share, by whatever protocol"
    else:
        yield ("port", name, port.port), f"{number}, by whatever protocol"
        if port.host is not None:
            yield ("host", port.host, port.protocol), f"port {port.host} of the host"
    if port.name:
        yield ("name", port.name), f"named {port.name}"


def _odd(spec: ServiceSpec, place: Place, port: PortSpec) -> Iterator[tuple[Place, str]]:
    """What one port cannot be by itself."""
    if port.host is not None and spec.network == "awsvpc":
        why = "its own port, which needs no saying" if port.host == port.port else "another port"
        message = f"is {port.host}, {why}; in awsvpc mode there is no port but the container's own"
        yield (*place, "host"), f"{message}; take host out"
    elif port.host in OF_THE_INSTANCE:
        message = f"is {port.host}, on which the instance itself listens; choose another"
        yield (*place, "host"), message
    elif port.host is not None and port.host >= FIRST_DYNAMIC:
        message = f"is {port.host}, which Docker may give to any container"
        yield (*place, "host"), f"{message}; allowed: 1 to {FIRST_DYNAMIC - 1}"
    if port.app_protocol and not port.name:
        message = "is for Service Connect, which knows a port by its name; give it a name too"
        yield (*place, "app_protocol"), message
    if port.app_protocol and port.protocol == "udp":
        yield (*place, "app_protocol"), f"is {port.app_protocol}, which nobody speaks over udp"
