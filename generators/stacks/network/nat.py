"""NAT: how private subnets get out to the internet, which does not get in."""

from __future__ import annotations

from troposphere import GetAtt, Ref, StackName, Tags
from troposphere.ec2 import EIP, NatGateway, Route

from generators.parts.keeping import KEPT_WHEN_REPLACED
from generators.stacks.network.spec import NetworkSpec


def address(zone: int) -> EIP:
    """The public address of a zone's NAT gateway.

    It waits for the internet gateway, and is given back before that is detached: AWS detaches none
    while addresses of the VPC are mapped
    (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-eip.html).
    """
    return EIP(
        f"NatGateway{zone}Address",
        DependsOn="InternetGatewayAttachment",
        Domain="vpc",
        Tags=Tags(Name=StackName),
        **KEPT_WHEN_REPLACED,
    )


def gateway(zone: int) -> NatGateway:
    """A NAT gateway, which stands in a public subnet."""
    return NatGateway(
        f"NatGateway{zone}",
        AllocationId=GetAtt(f"NatGateway{zone}Address", "AllocationId"),
        SubnetId=Ref(f"PublicSubnet{zone}"),
        Tags=Tags(Name=StackName),
    )


def route(spec: NetworkSpec, zone: int) -> Route:
    """A private subnet's way out: its own zone's NAT gateway, or the only one there is."""
    through = zone if zone in spec.nat_zones else spec.nat_zones[0]
    return Route(
        f"PrivateRoute{zone}",
        RouteTableId=Ref(f"PrivateRouteTable{zone}"),
        DestinationCidrBlock="0.0.0.0/0",
        NatGatewayId=Ref(f"NatGateway{through}"),
    )
