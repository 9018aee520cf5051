"""How others find the service by name: Service Connect, and Cloud Map.

Either way they come straight to the tasks, past any load balancer. In awsvpc mode the tasks' own
security group must let them in; in bridge mode that of the cluster's instances.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from troposphere import AWSObject, Parameter
from troposphere.ecs import ServiceConnectConfiguration

from generators.stacks.service.finding import callers, connect, discovery
from generators.stacks.service.finding.connect import named_ports
from generators.stacks.service.finding.discovery import discovered_ports
from generators.stacks.service.spec import ServiceSpec

__all__ = ["discovered_ports", "named_ports", "of_service", "parameters", "resources"]


def parameters(spec: ServiceSpec) -> Iterator[Parameter]:
    """The cluster's namespace, and who may call."""
    if spec.service_connect:
        yield from connect.parameters()
    if spec.discovery:
        yield from discovery.parameters()
    if callers.called_ports(spec):
        yield from callers.parameters()


def resources(spec: ServiceSpec) -> Iterator[AWSObject]:
    """The name in Cloud Map, and what lets callers in."""
    if spec.discovery:
        yield discovery.name_in_dns(spec, spec.discovery)
    for port in callers.called_ports(spec):
        yield callers.ingress(port)


def of_service(spec: ServiceSpec) -> dict[str, Any]:
    """What the service itself says of it."""
    return {
        "ServiceConnectConfiguration": (
            connect.configuration(spec, spec.service_connect)
            if spec.service_connect
            else ServiceConnectConfiguration(Enabled=False)
        ),
        "ServiceRegistries": [discovery.registry(spec, spec.discovery)] if spec.discovery else [],
    }
