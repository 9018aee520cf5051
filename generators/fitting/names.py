"""Names in a namespace: each stands for one service."""

from __future__ import annotations

from collections.abc import Iterator

from generators.fitting.findings import Finding, complaint
from generators.fitting.scene import Scene
from generators.fitting.tenants import Tenant
from generators.model import OutputOf
from generators.params.yaml12 import Path
from generators.stacks.service.finding.connect import discovery_name

_DISCOVERY: Path = ("spec", "discovery", "name")


def findings(scene: Scene) -> Iterator[Finding]:
    """Names that two services of one namespace have, or one has twice."""
    first: dict[tuple[str, str], tuple[Tenant, Path]] = {}
    for tenant in scene.tenants:
        namespace = _namespace(tenant)
        for path, name in _names(tenant):
            if namespace is None:
                continue
            other, there = first.setdefault((namespace, name), (tenant, path))
            if (other, there) != (tenant, path):
                yield complaint(
                    tenant,
                    path,
                    f"is {name} in the namespace, and so is {other.name} ({other.at(there)}); "
                    "give it a name of its own",
                )


def _namespace(tenant: Tenant) -> str | None:
    """What tells one namespace from another: whose output it is, or its ARN or id."""
    for parameter in ("NamespaceArn", "NamespaceId"):
        value = tenant.values.get(parameter)
        if isinstance(value, OutputOf):
            return value.stack
        if known := tenant.known(parameter):
            return known
    return None


def _names(tenant: Tenant) -> Iterator[tuple[Path, str]]:
    if tenant.spec.discovery:
        yield _DISCOVERY, tenant.text(tenant.spec.discovery.name)
    connect = tenant.spec.service_connect
    for i, alias in enumerate(connect.offers if connect else ()):
        yield ("spec", "service_connect", "offers", i), tenant.text(discovery_name(alias))
