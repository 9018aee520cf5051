"""What a service asks of its cluster, and whether the cluster has it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from generators.fitting.findings import Finding, complaint
from generators.fitting.hosts import Host
from generators.fitting.scene import Scene
from generators.fitting.tenants import Tenant
from generators.model import OutputOf
from generators.params.yaml12 import Path
from generators.stacks.cluster import load_balancer, namespace
from generators.stacks.service.spec.balancing import BalancingSpec

_CAPACITY: Path = ("spec", "capacity")
_OF_LOAD_BALANCER = frozenset(output.title for output in load_balancer.outputs())
_OF_NAMESPACE = frozenset(output.title for output in namespace.outputs("private_dns"))


def findings(scene: Scene) -> Iterator[Finding]:
    """Whatever a service misses on its cluster."""
    for tenant in scene.tenants:
        if host := tenant.host:
            yield from chain(
                _capacity(tenant, host),
                _machines(tenant, host),
                _rule(tenant, host),
                _names(tenant, host),
                _insights(tenant, host),
            )


def _wants(host: Host, what: str) -> str:
    return f"{host.document.name} wants `{what}`"


def _capacity(tenant: Tenant, host: Host) -> Iterator[Finding]:
    """Where the service would run is where the cluster can run it."""
    spec = host.spec
    if tenant.says is None and host.strategy == "fargate":
        instead = ", or `capacity: [{provider: instances}]`" if spec.instances else ""
        yield complaint(
            tenant,
            _CAPACITY,
            f"is not given, so that it is made for instances, but {host.name} runs such services "
            "on Fargate; write `capacity: [{provider: fargate}]` with cpu and memory" + instead,
        )
    if tenant.says == "instances" and not spec.instances:
        yield complaint(
            tenant,
            _CAPACITY,
            f"wants instances, of which {host.name} has none; {_wants(host, 'instances: {}')}, or "
            "the service `capacity: [{provider: fargate}]` with cpu and memory",
            explains=["CapacityProvider"],
        )
    if tenant.says == "fargate" and not spec.fargate:
        yield complaint(
            tenant,
            _CAPACITY,
            f"wants Fargate, which {host.name} does not have; {_wants(host, 'fargate: true')}",
        )


def _machines(tenant: Tenant, host: Host) -> Iterator[Finding]:
    """The processors and GPUs of instances."""
    instances = host.spec.instances
    if not instances or not tenant.on_instances:
        return
    given = "architecture" in tenant.spec.model_fields_set
    if given and tenant.spec.architecture != instances.architecture:
        yield complaint(
            tenant,
            ("spec", "architecture"),
            f"is {tenant.spec.architecture}, but the instances of {host.name} are "
            f"{instances.architecture}; build the image for these, or {host.document.name} wants "
            f"`instances: {{architecture: {tenant.spec.architecture}}}`",
        )
    for i, container in enumerate(tenant.spec.containers):
        if container.gpus and not instances.gpu:
            yield complaint(
                tenant,
                ("spec", "containers", i, "gpus"),
                f"is {container.gpus}, but the instances of {host.name} have no GPUs; "
                f"{_wants(host, 'instances: {gpu: true}')}",
            )


def _rule(tenant: Tenant, host: Host) -> Iterator[Finding]:
    """A shared load balancer, unless the service names another one's listener."""
    balancing = tenant.spec.load_balancer
    if not balancing or not balancing.rule:
        return
    if host.spec.load_balancer:
        yield from _https(tenant, host, balancing)
        return
    if "ListenerArn" not in tenant.values:
        yield complaint(
            tenant,
            ("spec", "load_balancer", "rule"),
            f"is of the load balancer that services share, and {host.name} has none; "
            f"{_wants(host, 'load_balancer: {}')}, or the service `alb: {{}}`, one of its own",
            explains=_OF_LOAD_BALANCER,
        )


def _https(tenant: Tenant, host: Host, balancing: BalancingSpec) -> Iterator[Finding]:
    """HTTP/2 and gRPC want HTTPS, for which the cluster wants a certificate."""
    own = not isinstance(tenant.values.get("ListenerArn"), OutputOf)
    if balancing.protocol == "http1" or own or host.known("CertificateArn") != "":
        return
    yield complaint(
        tenant,
        ("spec", "load_balancer", "protocol"),
        f"is {balancing.protocol}, which a load balancer speaks over HTTPS alone; "
        f"params/{host.name}.yaml wants a CertificateArn",
    )


def _names(tenant: Tenant, host: Host) -> Iterator[Finding]:
    """A namespace, unless the service names another one."""
    there = host.spec.namespace
    if _names_another(tenant, host):
        return
    if tenant.spec.service_connect and not there:
        yield complaint(
            tenant,
            ("spec", "service_connect"),
            f"wants a namespace, and {host.name} has none; {_wants(host, 'namespace: http')}",
            explains=_OF_NAMESPACE,
        )
    if tenant.spec.discovery and there != "private_dns":
        has = f"that of {host.name} is {there}" if there else f"{host.name} has none"
        yield complaint(
            tenant,
            ("spec", "discovery"),
            f"wants a namespace in the VPC's DNS, and {has}; "
            f"{_wants(host, 'namespace: private_dns')}",
            explains=_OF_NAMESPACE,
        )


def _names_another(tenant: Tenant, host: Host) -> bool:
    """Whether the values name a namespace that is not the cluster's."""
    values = [tenant.values[name] for name in _OF_NAMESPACE if name in tenant.values]
    return any(not isinstance(one, OutputOf) or one.stack != host.name for one in values)


def _insights(tenant: Tenant, host: Host) -> Iterator[Finding]:
    """Metrics that there are only with container insights."""
    if host.spec.container_insights != "disabled":
        return
    scaling, alarms = tenant.spec.scaling, tenant.spec.alarms
    wanting: dict[Path, bool] = {
        ("spec", "scaling", "queue"): bool(scaling and scaling.queue),
        ("spec", "alarms", "too_few_tasks_minutes"): bool(alarms and alarms.too_few_tasks_minutes),
    }
    for path, wants in wanting.items():
        if wants:
            yield complaint(
                tenant,
                path,
                "goes by the number of running tasks, a metric of container insights, which "
                f"{host.name} has disabled; {_wants(host, 'container_insights: enabled')}",
            )
