"""`network`: a VPC with two public subnets, for accounts that have none to give to a cluster."""

from __future__ import annotations

from ipaddress import IPv4Network

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError
from troposphere import GetAZs, Join, Output, Ref, Select, StackName, Tags, Template
from troposphere.ec2 import (
    VPC,
    InternetGateway,
    Route,
    RouteTable,
    Subnet,
    SubnetRouteTableAssociation,
    VPCGatewayAttachment,
)

from generators.parts.spec import Spec
from generators.stacks.kind import Kind

ZONES = 2
"""Two availability zones, the least that an application load balancer takes."""


class NetworkSpec(Spec):
    """A VPC and its subnets."""

    cidr: str = Field(
        "10.0.0.0/16",
        description="the VPC's addresses, from a /16 to a /26; a quarter goes to each subnet",
    )

    @field_validator("cidr")
    @classmethod
    def _a_block_that_a_vpc_can_have(cls, cidr: str) -> str:
        try:
            block = IPv4Network(cidr)
        except ValueError as error:
            raise PydanticCustomError(
                "cidr", "is no IPv4 block: {why}", {"why": str(error)}
            ) from None
        if str(block) != cidr or not block.is_private or block.is_loopback or block.is_link_local:
            raise PydanticCustomError("cidr", "is no private block such as 10.0.0.0/16")
        if not 16 <= block.prefixlen <= 26:
            raise PydanticCustomError("cidr", "is not from /16 to /26, so that subnets fit into it")
        return cidr


def template(spec: NetworkSpec) -> Template:
    """The network's template."""
    t = Template(Description="A VPC with public subnets for an ECS cluster")
    spec.add_parameters(t)
    t.add_resource(vpc(spec))
    t.add_resource(internet_gateway())
    t.add_resource(attachment())
    t.add_resource(route_table())
    t.add_resource(internet_route())
    for zone in range(ZONES):
        t.add_resource(public_subnet(spec, zone))
        t.add_resource(route_table_association(zone))
    for output in outputs():
        t.add_output(output)
    return t


def vpc(spec: NetworkSpec) -> VPC:
    """The VPC; endpoints and services are found by name in it."""
    return VPC(
        "VPC",
        CidrBlock=spec.cidr,
        EnableDnsSupport=True,
        EnableDnsHostnames=True,
        Tags=Tags(Name=StackName),
    )


def internet_gateway() -> InternetGateway:
    """The way out for what has a public address."""
    return InternetGateway("InternetGateway", Tags=Tags(Name=StackName))


def attachment() -> VPCGatewayAttachment:
    """The gateway, attached to the VPC."""
    return VPCGatewayAttachment(
        "InternetGatewayAttachment", VpcId=Ref("VPC"), InternetGatewayId=Ref("InternetGateway")
    )


def route_table() -> RouteTable:
    """One route table for all public subnets."""
    return RouteTable("PublicRouteTable", VpcId=Ref("VPC"), Tags=Tags(Name=StackName))


def internet_route() -> Route:
    """Everything that is not the VPC's own goes through the gateway, once it is attached."""
    return Route(
        "PublicRoute",
        DependsOn="InternetGatewayAttachment",
        RouteTableId=Ref("PublicRouteTable"),
        DestinationCidrBlock="0.0.0.0/0",
        GatewayId=Ref("InternetGateway"),
    )


def public_subnet(spec: NetworkSpec, zone: int) -> Subnet:
    """The public subnet of one availability zone, counted from 0 in the region's own order.

    A quarter of the VPC each: two more of the same size find room later.
    """
    block = list(IPv4Network(spec.cidr).subnets(prefixlen_diff=2))[zone]
    return Subnet(
        f"PublicSubnet{zone + 1}",
        VpcId=Ref("VPC"),
        AvailabilityZone=Select(zone, GetAZs("")),
        CidrBlock=str(block),
        MapPublicIpOnLaunch=True,
        Tags=Tags(Name=StackName),
    )


def route_table_association(zone: int) -> SubnetRouteTableAssociation:
    """A public subnet is one that uses the public route table."""
    return SubnetRouteTableAssociation(
        f"PublicSubnet{zone + 1}RouteTableAssociation",
        SubnetId=Ref(f"PublicSubnet{zone + 1}"),
        RouteTableId=Ref("PublicRouteTable"),
    )


def outputs() -> list[Output]:
    """What a cluster takes, under the names of its parameters."""
    subnets = [Ref(f"PublicSubnet{zone + 1}") for zone in range(ZONES)]
    return [
        Output("VpcId", Value=Ref("VPC"), Description="The VPC"),
        Output("SubnetID", Value=Join(",", subnets), Description="Its public subnets"),
    ]


KIND = Kind(summary="a VPC with public subnets", Spec=NetworkSpec, template=template)
