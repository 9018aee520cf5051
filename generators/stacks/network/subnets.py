"""Subnets, and the route tables that make them public or private."""

from __future__ import annotations

from troposphere import GetAZs, Ref, Select, StackName, Sub, Tags
from troposphere.ec2 import Route, RouteTable, Subnet, SubnetRouteTableAssociation

from generators.stacks.network import addresses
from generators.stacks.network.spec import NetworkSpec


def public_route_table() -> RouteTable:
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
    """The public subnet of one zone, counted from 1 in the region's own order."""
    return Subnet(
        f"PublicSubnet{zone}",
        VpcId=Ref("VPC"),
        AvailabilityZone=Select(zone - 1, GetAZs("")),
        CidrBlock=addresses.of_public_subnet(spec.cidr, zone),
        MapPublicIpOnLaunch=True,
        Tags=Tags(Name=StackName),
    )


def public_association(zone: int) -> SubnetRouteTableAssociation:
    """A public subnet is one that uses the public route table."""
    return SubnetRouteTableAssociation(
        f"PublicSubnet{zone}RouteTableAssociation",
        SubnetId=Ref(f"PublicSubnet{zone}"),
        RouteTableId=Ref("PublicRouteTable"),
    )


def private_subnet(spec: NetworkSpec, zone: int) -> Subnet:
    """The private subnet of one zone: nothing in it has a public address."""
    return Subnet(
        f"PrivateSubnet{zone}",
        VpcId=Ref("VPC"),
        AvailabilityZone=Select(zone - 1, GetAZs("")),
        CidrBlock=addresses.of_private_subnet(spec.cidr, zone),
        MapPublicIpOnLaunch=False,
        Tags=_named_private(),
    )


def private_route_table(zone: int) -> RouteTable:
    """A table for each zone, even where all have the same routes.

    So does going from one NAT gateway to one a zone change routes, and nothing else.
    """
    return RouteTable(f"PrivateRouteTable{zone}", VpcId=Ref("VPC"), Tags=_named_private())


def private_association(zone: int) -> SubnetRouteTableAssociation:
    """The zone's private subnet, with the zone's own table."""
    return SubnetRouteTableAssociation(
        f"PrivateSubnet{zone}RouteTableAssociation",
        SubnetId=Ref(f"PrivateSubnet{zone}"),
        RouteTableId=Ref(f"PrivateRouteTable{zone}"),
    )


def _named_private() -> Tags:
    return Tags(Name=Sub("${AWS::StackName}-private"))
