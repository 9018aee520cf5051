"""The VPC, and the gateway to the internet."""

from __future__ import annotations

from troposphere import Ref, StackName, Tags
from troposphere.ec2 import VPC, InternetGateway, VPCGatewayAttachment

from generators.stacks.network.spec import NetworkSpec


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
