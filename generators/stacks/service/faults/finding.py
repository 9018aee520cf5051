"""Names by which others cannot find a service."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generators.errors import did_you_mean
from generators.parts.text import as_written
from generators.stacks.kind import Place
from generators.stacks.service.finding import discovered_ports, named_ports
from generators.stacks.service.finding.connect import discovery_name
from generators.stacks.service.spec import ServiceSpec
from generators.stacks.service.spec.finding import DiscoverySpec, ServiceConnectSpec


def faults(spec: ServiceSpec) -> Iterator[tuple[Place, str]]:
    """Of Service Connect, and of Cloud Map."""
    if spec.service_connect:
        for place, message in _connect(spec, spec.service_connect):
            yield ("service_connect", "offers", *place), message
    if spec.discovery:
        for place, message in _discovery(spec, spec.discovery):
            yield ("discovery", *place), message


def _connect(spec: ServiceSpec, wanted: ServiceConnectSpec) -> Iterator[tuple[Place, str]]:
    ports = named_ports(spec)
    seen: set[str] = set()
    for i, one in enumerate(wanted.offers):
        found = ports.get(one.port)
        if found is None:
            yield (i, "port"), f"{one.port} is the name of no port{_names(one.port, ports)}"
            continue
        if found.protocol == "udp":
            yield (i, "port"), f"{one.port} is a udp port; Service Connect takes tcp"
        if one.port in seen:
            yield (i, "port"), f"{one.port} is offered twice; a port has one name for others"
        alias = f"{as_written(one.dns_name or one.port)}:{one.alias_port or found.port}"
        if alias in seen:
            yield (i,), f"is {alias} for others, as another is; give it a dns_name or alias_port"
        seen |= {one.port, alias}
        name = as_written(discovery_name(one))
        if len(name) > 64 and "${" not in name:
            yield (i, "dns_name"), f"makes {name} for Cloud Map, which takes 64 characters"


def _names(found: str, names: Iterable[str]) -> str:
    return did_you_mean(found, names) or "; give one a name, as in ports: [{port: 80, name: http}]"


def _discovery(spec: ServiceSpec, discovery: DiscoverySpec) -> Iterator[tuple[Place, str]]:
    names = [container.name for container in spec.containers]
    if discovery.container is not None and discovery.container not in names:
        yield (
            ("container",),
            f"{discovery.container} is no container{did_you_mean(discovery.container, names)}",
        )
        return
    found = [*discovered_ports(spec, discovery)]
    wanted = discovery.container is not None or discovery.port is not None
    if not found and (wanted or spec.network == "bridge"):
        key = next((k for k in ("port", "container") if getattr(discovery, k) is not None), None)
        of = f"{discovery.container} has" if discovery.container else "the containers have"
        port = "no such port" if discovery.port else "no port"
        yield (key,) if key else (), f"{of} {port} that others could call"
    if len(found) > 1 and spec.network == "bridge":
        ports = ", ".join(f"{container.name}:{port.port}" for container, port in found)
        yield (), f"can tell one port in bridge mode, and there are {ports}; give container or port"
