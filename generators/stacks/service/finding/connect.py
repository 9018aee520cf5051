"""Service Connect: a place in the cluster's namespace, and a proxy in each task."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from troposphere import Parameter, Ref
from troposphere.ecs import (
    LogConfiguration,
    ServiceConnectClientAlias,
    ServiceConnectConfiguration,
    ServiceConnectService,
)

from generators.parts.text import as_written, from_raw
from generators.stacks.service.spec import ServiceSpec
from generators.stacks.service.spec.finding import AliasSpec, ServiceConnectSpec
from generators.stacks.service.spec.ports import PortSpec


def parameters() -> Iterator[Parameter]:
    """The cluster's namespace."""
    yield Parameter(
        "NamespaceArn",
        Type="String",
        AllowedPattern=r"^arn:[a-z-]+:servicediscovery:[a-z0-9-]+:[0-9]{12}:namespace/ns-.+$",
        ConstraintDescription="must be the ARN of a namespace of Cloud Map",
        Description="The namespace in which services find each other by Service Connect",
    )


def configuration(spec: ServiceSpec, wanted: ServiceConnectSpec) -> ServiceConnectConfiguration:
    """A place in the namespace, and a proxy in each task, whose log goes beside the containers'."""
    ports = named_ports(spec)
    offers = [offer(one, ports[one.port].port) for one in wanted.offers]
    return ServiceConnectConfiguration(
        Enabled=True,
        Namespace=Ref("NamespaceArn"),
        **({"Services": offers} if offers else {}),
        LogConfiguration=LogConfiguration(
            LogDriver="awslogs",
            Options={
                "awslogs-group": Ref("LogGroup"),
                "awslogs-region": Ref("AWS::Region"),
                "awslogs-stream-prefix": "service-connect",
                "mode": "non-blocking",
                "max-buffer-size": "25m",
            },
        ),
    )


def offer(alias: AliasSpec, port: int) -> ServiceConnectService:
    """A port, under one name for those who call it and another for Cloud Map."""
    return ServiceConnectService(
        PortName=alias.port,
        DiscoveryName=discovery_name(alias),
        ClientAliases=[
            ServiceConnectClientAlias(
                DnsName=alias.dns_name or alias.port, Port=alias.alias_port or port
            )
        ],
    )


def discovery_name(alias: AliasSpec) -> Any:
    """Cloud Map's name of an offer, unique in the namespace: the port's name alone would meet that
    of other services, and one name may have several ports. It takes no dots.
    """
    if alias.dns_name is None or alias.dns_name == alias.port:
        return alias.port
    return from_raw(f"{as_written(alias.dns_name).replace('.', '-')}-{alias.port}")


def named_ports(spec: ServiceSpec) -> dict[str, PortSpec]:
    """The ports of all containers that have a name."""
    return {port.name: port for c in spec.containers for port in c.ports if port.name}
