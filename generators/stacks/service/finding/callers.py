"""Who may call the tasks in awsvpc mode, and at which ports."""

from __future__ import annotations

from collections.abc import Iterator

from troposphere import GetAtt, Parameter, Ref
from troposphere.ec2 import SecurityGroupIngress

from generators.parts.cidr import CIDR
from generators.stacks.service.finding.connect import named_ports
from generators.stacks.service.finding.discovery import discovered_ports
from generators.stacks.service.spec import ServiceSpec
from generators.stacks.service.spec.ports import PortSpec


def parameters() -> Iterator[Parameter]:
    """Where they are."""
    yield Parameter(
        "ClientLocation",
        Type="String",
        AllowedPattern=f"^{CIDR}$",
        ConstraintDescription="must be an IPv4 block such as 10.0.0.0/16",
        Description="Addresses that may call the tasks by their names, such as those of the VPC",
    )


def called_ports(spec: ServiceSpec) -> list[PortSpec]:
    """The ports that must be open to callers in awsvpc mode, each once."""
    if spec.network != "awsvpc":
        return []
    named = named_ports(spec)
    offers = spec.service_connect.offers if spec.service_connect else ()
    found = [named[one.port] for one in offers]
    if spec.discovery:
        found += [port for _, port in discovered_ports(spec, spec.discovery)]
    return list({(port.port, port.protocol): port for port in found}.values())


def ingress(port: PortSpec) -> SecurityGroupIngress:
    """Lets callers reach one port of the tasks."""
    words = "Udp" if port.protocol == "udp" else ""
    return SecurityGroupIngress(
        f"Task{words}IngressFromClients{port.port}",
        GroupId=GetAtt("SecurityGroup", "GroupId"),
        IpProtocol=port.protocol,
        FromPort=port.port,
        ToPort=port.port,
        CidrIp=Ref("ClientLocation"),
        Description=f"Port {port.port} of an ECS service, from ClientLocation",
    )
