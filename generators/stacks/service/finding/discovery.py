"""A name in the VPC's DNS, by Cloud Map."""

from __future__ import annotations

from collections.abc import Iterator

from troposphere import GetAtt, Parameter, Ref
from troposphere.ecs import ServiceRegistry
from troposphere.servicediscovery import DnsConfig, DnsRecord, HealthCheckCustomConfig, Service

from generators.stacks.service.spec import ServiceSpec
from generators.stacks.service.spec.containers import ContainerSpec
from generators.stacks.service.spec.finding import DiscoverySpec
from generators.stacks.service.spec.ports import PortSpec


def parameters() -> Iterator[Parameter]:
    """The cluster's namespace."""
    yield Parameter(
        "NamespaceId",
        Type="String",
        AllowedPattern=r"^ns-[a-z0-9]+$",
        ConstraintDescription="must be the id of a namespace of Cloud Map",
        Description="The namespace, with names in the DNS of the VPC, that has the service's name",
    )


def name_in_dns(spec: ServiceSpec, discovery: DiscoverySpec) -> Service:
    """The name: of addresses, or in bridge mode, where Docker chooses ports, of those too.

    With a custom health check ECS says which tasks are well. Its threshold, which has come to be
    always 1, is said because nothing of it can be changed later.
    https://docs.aws.amazon.com/cloud-map/latest/api/API_HealthCheckCustomConfig.html
    """
    record = DnsRecord(Type="A" if spec.network == "awsvpc" else "SRV", TTL=discovery.ttl)
    return Service(
        "DiscoveryService",
        Name=discovery.name,
        DnsConfig=DnsConfig(
            NamespaceId=Ref("NamespaceId"), RoutingPolicy="MULTIVALUE", DnsRecords=[record]
        ),
        HealthCheckCustomConfig=HealthCheckCustomConfig(FailureThreshold=1),
    )


def registry(spec: ServiceSpec, discovery: DiscoverySpec) -> ServiceRegistry:
    """Has ECS enter each task under the name."""
    arn = GetAtt("DiscoveryService", "Arn")
    if spec.network == "awsvpc":
        return ServiceRegistry(RegistryArn=arn)
    container, port = next(discovered_ports(spec, discovery))
    return ServiceRegistry(RegistryArn=arn, ContainerName=container.name, ContainerPort=port.port)


def discovered_ports(
    spec: ServiceSpec, discovery: DiscoverySpec
) -> Iterator[tuple[ContainerSpec, PortSpec]]:
    """Every container and port that may be called by the name in DNS."""
    for container in spec.containers:
        for port in container.ports:
            if discovery.container in (None, container.name) and discovery.port in (
                None,
                port.port,
            ):
                yield container, port
