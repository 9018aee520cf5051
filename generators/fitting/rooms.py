"""Tasks that want an instance of their own.

A fixed port of the host is free once on each instance, and `distinct_instance` puts each task of a
service on another one. So many instances must fit into the cluster's MaxSize, and one more where a
new task starts before an old one ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generators.fitting.deploying import at_most, enough_min_healthy, spare
from generators.fitting.findings import Finding, complaint, listed
from generators.fitting.hosts import Host
from generators.fitting.scene import Scene
from generators.fitting.tenants import Tenant
from generators.params.yaml12 import Path

_MIN: Path = ("spec", "deployment", "min_healthy_percent")


def findings(scene: Scene) -> Iterator[Finding]:
    """What cannot be deployed for want of room."""
    crowds: set[frozenset[Tenant]] = set()
    for (host, port, _), tenants in _by_port(scene).items():
        crowd = frozenset(tenants)
        if len(crowd) > 1 and crowd not in crowds and _lacking(host, tenants):
            crowds.add(crowd)
            yield _crowd(host, port, tenants)
    crowded = frozenset().union(*crowds)
    for tenant in scene.tenants:
        why = _why_alone(tenant)
        if why and tenant.host and tenant not in crowded:
            yield from _alone(tenant.host, tenant, why)


def _by_port(scene: Scene) -> dict[tuple[Host, int, str], list[Tenant]]:
    """The services that want each fixed port of the instances of each cluster."""
    found: dict[tuple[Host, int, str], list[Tenant]] = {}
    for tenant in scene.tenants:
        if tenant.host and tenant.on_instances and tenant.most != 0:
            for port, protocol in _fixed_ports(tenant):
                found.setdefault((tenant.host, port, protocol), []).append(tenant)
    return found


def _fixed_ports(tenant: Tenant) -> dict[tuple[int, str], Path]:
    """The fixed ports of the host that a service wants, each with its place."""
    if tenant.spec.network != "bridge":
        return {}
    return {
        (port.host, port.protocol): ("spec", "containers", i, "ports", j, "host")
        for i, container in enumerate(tenant.spec.containers)
        for j, port in enumerate(container.ports)
        if port.host is not None
    }


def _wanted(tenants: Sequence[Tenant]) -> tuple[int, int] | None:
    """So many tasks at most, and how many more during a deployment of one of the services."""
    tasks = [tenant.most for tenant in tenants]
    known = [one for one in tasks if one is not None]
    if len(known) < len(tasks):
        return None
    more = (spare(n, tenant.spec.deployment) for n, tenant in zip(known, tenants, strict=True))
    return sum(known), max(more)


def _lacking(host: Host, tenants: Sequence[Tenant]) -> bool:
    wanted = _wanted(tenants)
    return wanted is not None and host.max_size is not None and sum(wanted) > host.max_size


def _crowd(host: Host, port: int, tenants: Sequence[Tenant]) -> Finding:
    """Told at the last of them, whose file is likely to be the new one."""
    *others, last = tenants
    places = {tenant: _place_of(tenant, port) for tenant in tenants}
    names = listed(f"{one.name} ({one.at(places[one])})" for one in others)
    instances = sum(_wanted(tenants) or (0,))
    return complaint(
        last,
        places[last],
        f"is port {port} of the host, which {names} {'wants' if len(others) == 1 else 'want'} too: "
        f"no instance can run both. {_sum_of(tenants)}, each on an instance of its own; "
        f"{_max_size(host)}. Leave `host` out, give another port, or set MaxSize {instances}",
    )


def _place_of(tenant: Tenant, port: int) -> Path:
    return next(path for (found, _), path in _fixed_ports(tenant).items() if found == port)


def _sum_of(tenants: Sequence[Tenant]) -> str:
    tasks, more = _wanted(tenants) or (0, 0)
    beside = ", and one more while a new task starts before an old one ends" if more else ""
    return f"There may be {tasks} {'task' if tasks == 1 else 'tasks'}{beside}"


def _max_size(host: Host) -> str:
    return f"MaxSize of {host.name} is {host.max_size} ({host.at(host.path('MaxSize'))})"


def _why_alone(tenant: Tenant) -> str | None:
    """Why each of the service's tasks wants an instance of its own."""
    if not tenant.on_instances:
        return None
    for port, _ in _fixed_ports(tenant):
        return f"port {port} of the host is free once on each instance"
    if any(one.type == "distinct_instance" for one in tenant.spec.placement.constraints):
        return "distinct_instance puts each task on another instance"
    return None


def _alone(host: Host, tenant: Tenant, why: str) -> Iterator[Finding]:
    tasks = tenant.most
    if not tasks or not _lacking(host, [tenant]):
        return
    more = tasks + spare(tasks, tenant.spec.deployment)
    percent = f"min_healthy_percent {at_most(enough_min_healthy(tasks))}"
    if tasks <= (host.max_size or 0):
        instead = f"{percent}, by which an old task ends first"
    else:
        instead = (
            f"MaxSize {tasks} with {percent}, or fewer tasks" if more > tasks else "fewer tasks"
        )
    yield complaint(
        tenant,
        _MIN,
        f"{why}. {_sum_of([tenant])}; {_max_size(host)}. Allowed: MaxSize {more} or more, or "
        f"{instead}",
    )
