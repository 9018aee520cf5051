"""What Amazon EC2 refuses to delete because it is in use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ministack.services import alb, autoscaling, ec2, ecs

from generators.deploy.emulated.services import rule
from generators.deploy.emulated.wire import Params, Refused

Given = Mapping[str, Any]


@rule("ec2", "DeleteVpc")
def a_vpc_in_use_stays(params: Given) -> None:
    """A VPC with subnets, gateways, endpoints or security groups of its own stays."""
    name = params["VpcId"]
    gateways = ec2._internet_gateways.values()
    groups = [one for one in ec2._security_groups.values() if one["GroupName"] != "default"]
    parts = (*ec2._subnets.values(), *groups, *ec2._vpc_endpoints.values())
    inside = [one for one in parts if one["VpcId"] == name]
    attached = [at for one in gateways for at in one["Attachments"] if at["VpcId"] == name]
    if inside or attached:
        raise _violation(f"The vpc '{name}' has dependencies and cannot be deleted.")


@rule("ec2", "DeleteSubnet")
def a_subnet_in_use_stays(params: Given) -> None:
    """A subnet with tasks, instances, load balancers, gateways or endpoints in it stays."""
    name = params["SubnetId"]
    groups = [one for one in autoscaling._asgs.values() if one["Instances"]]
    balanced = any(name in (one.get("Subnets") or ()) for one in alb._lbs.values())
    launched = any(name in one["VPCZoneIdentifier"].split(",") for one in groups)
    left = name in _interfaces("SubnetIds") or name in (
        one["SubnetId"] for one in ec2._nat_gateways.values()
    )
    if balanced or launched or left or any(name in _network(one)[0] for one in _running()):
        raise _violation(f"The subnet '{name}' has dependencies and cannot be deleted.")


@rule("ec2", "DeleteSecurityGroup")
def a_security_group_in_use_stays(params: Given) -> None:
    """A group that tasks, load balancers, endpoints or other groups' rules name stays."""
    name = params.get("GroupId")
    balanced = any(name in (one.get("SecurityGroups") or ()) for one in alb._lbs.values())
    peers = any(
        pair.get("GroupId") == name
        for group in ec2._security_groups.values()
        if group["GroupId"] != name
        for permission in (*group["IpPermissions"], *group["IpPermissionsEgress"])
        for pair in permission.get("UserIdGroupPairs") or ()
    )
    endpoint = any(pair["GroupId"] == name for pair in _interfaces("Groups"))
    if balanced or peers or endpoint or any(name in _network(one)[1] for one in _running()):
        raise _violation(f"resource {name} has a dependent object")


@rule("ec2", "DeleteInternetGateway")
def an_attached_gateway_stays(params: Given) -> None:
    """An internet gateway must be detached first."""
    name = params["InternetGatewayId"]
    if (ec2._internet_gateways.get(name) or {}).get("Attachments"):
        raise _violation(f"The internetGateway '{name}' has dependencies and cannot be deleted.")


@rule("ec2", "DetachInternetGateway")
def a_gateway_with_addresses_behind_it_stays(params: Given) -> None:
    """An internet gateway stays attached while a NAT gateway of the VPC has a public address."""
    network = params["VpcId"]
    for one in ec2._nat_gateways.values():
        if one["VpcId"] == network and one["ConnectivityType"] == "public":
            raise _violation(
                f"Network {network} has some mapped public address(es). Please unmap those public "
                "address(es) before detaching the gateway."
            )


@rule("ec2", "DeleteRouteTable")
def an_associated_route_table_stays(params: Given) -> None:
    """A route table must be dissociated from its subnets first."""
    name = params["RouteTableId"]
    if (ec2._route_tables.get(name) or {}).get("Associations"):
        raise _violation(f"The routeTable '{name}' has dependencies and cannot be deleted.")


def _interfaces(member: str) -> list[Any]:
    """What all endpoints together have of subnets or of groups."""
    return [item for one in ec2._vpc_endpoints.values() for item in one[member]]


def _running() -> list[Params]:
    return [
        one for one in ecs._services.values() if one["status"] == "ACTIVE" and one["desiredCount"]
    ]


def _network(service: Params) -> tuple[list[str], list[str]]:
    network = (service.get("networkConfiguration") or {}).get("awsvpcConfiguration") or {}
    return network.get("subnets") or [], network.get("securityGroups") or []


def _violation(message: str) -> Refused:
    return Refused("DependencyViolation", message)
