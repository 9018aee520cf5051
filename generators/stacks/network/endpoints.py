"""Endpoints: how what is in the VPC reaches AWS's services without the internet."""

from __future__ import annotations

import re

from troposphere import GetAtt, Ref, Sub, Tags
from troposphere.ec2 import SecurityGroup, SecurityGroupRule, VPCEndpoint

from generators.stacks.network.services import GatewayEndpoint, InterfaceEndpoint
from generators.stacks.network.spec import NetworkSpec


def logical_id(service: str) -> str:
    """`EcrApiEndpoint` for `ecr.api`."""
    return "".join(part.capitalize() for part in re.split(r"[.-]", service)) + "Endpoint"


def gateway_endpoint(spec: NetworkSpec, service: GatewayEndpoint) -> VPCEndpoint:
    """Routes to S3 or DynamoDB, in every route table."""
    private = [Ref(f"PrivateRouteTable{zone}") for zone in spec.private_zones]
    return VPCEndpoint(
        logical_id(service),
        VpcId=Ref("VPC"),
        VpcEndpointType="Gateway",
        ServiceName=_name(service),
        RouteTableIds=[Ref("PublicRouteTable"), *private],
    )


def security_group() -> SecurityGroup:
    """HTTPS from the VPC, and from nowhere else."""
    https = SecurityGroupRule(
        IpProtocol="tcp",
        FromPort=443,
        ToPort=443,
        CidrIp=GetAtt("VPC", "CidrBlock"),
        Description="HTTPS from the VPC",
    )
    return SecurityGroup(
        "EndpointSecurityGroup",
        GroupDescription="Interface endpoints of a VPC",
        VpcId=Ref("VPC"),
        SecurityGroupIngress=[https],
        Tags=Tags(Name=Sub("${AWS::StackName}-endpoints")),
    )


def interface_endpoint(spec: NetworkSpec, service: InterfaceEndpoint) -> VPCEndpoint:
    """A service at addresses of the VPC, found by the name that it has everywhere.

    A subnet of each zone, and never two of one: AWS takes no second of the same zone.
    """
    return VPCEndpoint(
        logical_id(service),
        VpcId=Ref("VPC"),
        VpcEndpointType="Interface",
        ServiceName=_name(service),
        PrivateDnsEnabled=True,
        SubnetIds=[Ref(subnet) for subnet in spec.subnets_of_instances],
        SecurityGroupIds=[GetAtt("EndpointSecurityGroup", "GroupId")],
    )


def _name(service: str) -> Sub:
    return Sub(f"com.amazonaws.${{AWS::Region}}.{service}")
