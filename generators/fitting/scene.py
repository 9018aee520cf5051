"""Who runs where in one environment: services as tenants of the clusters that are their hosts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generators.fitting.hosts import Host
from generators.fitting.places import Place
from generators.fitting.tenants import Tenant
from generators.model import OutputOf, Stack
from generators.stacks.cluster.spec import ClusterSpec
from generators.stacks.service.spec import ServiceSpec
from generators.wiring import Wiring


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One environment's services and clusters."""

    hosts: tuple[Host, ...]
    tenants: tuple[Tenant, ...]


def scene(wiring: Wiring) -> Scene:
    """The services and clusters of an environment, each with what is known of it."""
    places = {name: _place(wiring, stack) for name, stack in wiring.stacks.items()}
    hosts = {
        name: Host(**vars(place), spec=place.stack.spec)
        for name, place in places.items()
        if isinstance(place.stack.spec, ClusterSpec)
    }
    tenants = tuple(
        Tenant(**vars(place), spec=place.stack.spec, host=_host(place, hosts))
        for place in places.values()
        if isinstance(place.stack.spec, ServiceSpec)
    )
    return Scene(hosts=tuple(hosts.values()), tenants=tenants)


def _place(wiring: Wiring, stack: Stack) -> Place:
    return Place(
        stack=stack,
        document=wiring.project.documents[stack.name],
        environment=wiring.project.environments[wiring.environment],
        values={name: one.value for name, one in wiring.assignments[stack.name].items()},
    )


def _host(place: Place, hosts: Mapping[str, Host]) -> Host | None:
    value = place.values.get("ECSCluster")
    return hosts.get(value.stack) if isinstance(value, OutputOf) else None
