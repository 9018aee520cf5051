"""AWS::EC2: networks and security groups, as ministack has them, guarded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from generators.deploy.emulated import registry
from generators.deploy.emulated.registry import Properties
from generators.deploy.emulated.rules import ec2, ec2_deletion
from generators.deploy.emulated.wire import Params


def install() -> None:
    """Guard the types."""
    for kind, keeps, check, before_delete in _GUARDED:
        registry.guard(
            f"AWS::EC2::{kind}",
            keeps=keeps,
            check=check or (lambda _: None),
            before_delete=before_delete,
            shows=frozenset({"CidrBlock"}) if kind == "VPC" else frozenset(),
        )


def _as(key: str, check: Callable[[Params], None]) -> Callable[[str, Properties], None]:
    return lambda name, _: check({key: name})


_GUARDED: tuple[tuple[str, frozenset[str], Any, Any], ...] = (
    (
        "VPC",
        frozenset(
            {"CidrBlock", "EnableDnsHostnames", "EnableDnsSupport", "InstanceTenancy", "Tags"}
        ),
        None,
        _as("VpcId", ec2_deletion.a_vpc_in_use_stays),
    ),
    (
        "Subnet",
        frozenset(
            {
                "AvailabilityZone",
                "AvailabilityZoneId",
                "CidrBlock",
                "MapPublicIpOnLaunch",
                "PrivateDnsNameOptionsOnLaunch",
                "Tags",
                "VpcId",
            }
        ),
        ec2.the_vpc_exists,
        _as("SubnetId", ec2_deletion.a_subnet_in_use_stays),
    ),
    (
        "InternetGateway",
        frozenset({"Tags"}),
        None,
        _as("InternetGatewayId", ec2_deletion.an_attached_gateway_stays),
    ),
    (
        "VPCGatewayAttachment",
        frozenset({"InternetGatewayId", "VpcId"}),
        ec2.an_attachment_names_what_exists,
        lambda _, properties: ec2_deletion.a_gateway_with_addresses_behind_it_stays(properties),
    ),
    (
        "RouteTable",
        frozenset({"VpcId", "Tags"}),
        ec2.the_vpc_exists,
        _as("RouteTableId", ec2_deletion.an_associated_route_table_stays),
    ),
    (
        "Route",
        frozenset({"RouteTableId", "DestinationCidrBlock", "GatewayId", "NatGatewayId"}),
        ec2.a_route_names_what_exists,
        None,
    ),
    (
        "SubnetRouteTableAssociation",
        frozenset({"SubnetId", "RouteTableId"}),
        ec2.an_association_names_what_exists,
        None,
    ),
    (
        "SecurityGroup",
        frozenset(
            {
                "GroupDescription",
                "GroupName",
                "SecurityGroupEgress",
                "SecurityGroupIngress",
                "Tags",
                "VpcId",
            }
        ),
        ec2.a_group_names_what_exists,
        _as("GroupId", ec2_deletion.a_security_group_in_use_stays),
    ),
)
