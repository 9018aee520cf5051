"""Whether the instances of a cluster have what the tasks on them ask for.

Asked for is what ECS sets aside: of each service its most tasks, and one more where a new task
starts before an old one ends. What instances give is known of the types in `cluster/sizes.py`. An
error is only what can never be: one task that is larger than an instance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from generators.fitting.deploying import spare
from generators.fitting.findings import Finding, complaint, concern, listed
from generators.fitting.hosts import Host
from generators.fitting.scene import Scene
from generators.fitting.tenants import Tenant
from generators.params.yaml12 import Path
from generators.stacks.cluster.sizes import Size


@dataclass(frozen=True, kw_only=True)
class _Thing:
    """Something that instances have and tasks take."""

    words: str
    of_instance: Callable[[Size], int]
    of_task: Callable[[Tenant], int | None]
    about: str = ""
    remark: str = ""


_MEMORY = _Thing(
    words="MiB of memory",
    of_instance=lambda size: size.registered,
    of_task=lambda tenant: tenant.memory,
    about="about ",
)
_CPU = _Thing(
    words="CPU units", of_instance=lambda size: size.cpu, of_task=lambda tenant: tenant.cpu
)
_GPUS = _Thing(
    words="GPUs",
    of_instance=lambda size: size.gpus,
    of_task=lambda tenant: sum(one.gpus for one in tenant.spec.containers),
)
_INTERFACES = _Thing(
    words="network interfaces",
    of_instance=lambda size: size.own_interfaces,
    of_task=lambda tenant: int(tenant.spec.network == "awsvpc"),
    remark=" (more if the account has awsvpcTrunking)",
)


def findings(scene: Scene) -> Iterator[Finding]:
    """What does not fit, cluster by cluster."""
    on: dict[Host, list[Tenant]] = {}
    for tenant in scene.tenants:
        if tenant.host and tenant.on_instances:
            on.setdefault(tenant.host, []).append(tenant)
    for host, tenants in on.items():
        size = host.size
        if size:
            fitting = [tenant for tenant in tenants if not any(_too_large(tenant, host, size))]
            for tenant in tenants:
                yield from _too_large(tenant, host, size)
            for thing in (_MEMORY, _CPU, _GPUS, _INTERFACES):
                yield from _too_many(host, size, fitting, thing)


def _too_large(tenant: Tenant, host: Host, size: Size) -> Iterator[Finding]:
    """One task alone, which would wait for ever."""
    for path, words, asked, there in (
        (_path(tenant, "memory"), "MiB of memory", tenant.memory, size.memory),
        (_path(tenant, "cpu"), "CPU units", tenant.cpu, size.cpu),
        (("spec", "containers"), "GPUs", _GPUS.of_task(tenant), size.gpus),
    ):
        if asked is not None and asked > there and (words != "GPUs" or size.gpus):
            yield complaint(
                tenant,
                path,
                f"a task wants {asked} {words}, and an instance of {host.name} has {there} "
                f"({_types(host)}, {host.at(host.types_path)}); it would wait for ever",
            )
    if tenant.memory is not None and size.registered < tenant.memory <= size.memory:
        yield concern(
            tenant,
            _path(tenant, "memory"),
            f"a task wants {tenant.memory} MiB of memory; {_types(host)} of {host.name} has "
            f"{size.memory}, of which about {size.registered} are for tasks, the rest is the "
            "system's",
        )


def _path(tenant: Tenant, key: str) -> Path:
    """Where the number stands: the task's own, or that of its only container."""
    if getattr(tenant.spec, key) is not None:
        return ("spec", key)
    return ("spec", "containers", 0, key) if len(tenant.spec.containers) == 1 else _CONTAINERS


_CONTAINERS: Path = ("spec", "containers")


@dataclass(frozen=True, kw_only=True)
class _Share:
    """What a service takes of a thing."""

    name: str
    tasks: int
    of_each: int

    @property
    def total(self) -> int:
        return self.tasks * self.of_each

    def __str__(self) -> str:
        return f"{self.name} {self.tasks} times {self.of_each}"


def _shares(tenants: Sequence[Tenant], thing: _Thing) -> Iterator[_Share]:
    for tenant in tenants:
        tasks, of_each = tenant.most, thing.of_task(tenant)
        if tasks and of_each:
            more = spare(tasks, tenant.spec.deployment)
            yield _Share(name=tenant.name, tasks=tasks + more, of_each=of_each)


def _too_many(
    host: Host, size: Size, tenants: Sequence[Tenant], thing: _Thing
) -> Iterator[Finding]:
    """All tasks together. What is not known is left out, so that there may be more still."""
    shares = sorted(_shares(tenants, thing), key=lambda share: -share.total)
    asked, of_one = sum(share.total for share in shares), thing.of_instance(size)
    if host.max_size is None or not of_one or asked <= host.max_size * of_one:
        return
    yield concern(
        host,
        host.path("MaxSize"),
        f"all tasks together may want {asked} {thing.words}, one more of each service while it is "
        f"updated ({listed(map(str, shares))}); {host.max_size} instances of {_types(host)} have "
        f"{thing.about}{host.max_size * of_one}{thing.remark}. MaxSize {-(-asked // of_one)} would "
        f"do{', or larger instances' if thing is not _INTERFACES else ''}",
    )


def _types(host: Host) -> str:
    return f"the least of {listed(host.types)}" if len(host.types) > 1 else host.types[0]
