"""What Amazon EC2 refuses, as far as networks and launch templates go.

A rule's parameters and a type's properties have the same names here, so one check serves both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ministack.services import ec2

from generators.deploy.emulated import lookups, seeds
from generators.deploy.emulated.services import rule
from generators.deploy.emulated.wire import Refused

Given = Mapping[str, Any]


@rule("ec2", "CreateSubnet", "CreateRouteTable")
def the_vpc_exists(given: Given) -> None:
    """Whatever lies in a VPC lies in one that is there."""
    if given.get("VpcId"):
        lookups.vpc(given["VpcId"])


@rule("ec2", "CreateSecurityGroup", "AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress")
def a_group_names_what_exists(given: Given) -> None:
    """The VPC of a security group, the group of a rule, and the groups that rules let in."""
    the_vpc_exists(given)
    for text in _descriptions(given):
        if not _DESCRIPTION.fullmatch(text):
            raise Refused(
                "InvalidParameterValue",
                "Invalid rule description. Valid descriptions are strings less than 256 characters "
                f"from the following set: a-zA-Z0-9. _-:/()#,@[]+=&;{{}}!$* ({text})",
            )
    if given.get("GroupId"):
        lookups.security_groups([given["GroupId"]])
    for permission in given.get("IpPermissions") or ():
        pairs = permission.get("UserIdGroupPairs") or ()
        lookups.security_groups(pair["GroupId"] for pair in pairs if pair.get("GroupId"))
    for key in ("SecurityGroupIngress", "SecurityGroupEgress"):
        for one in given.get(key) or ():
            peers = (one.get("SourceSecurityGroupId"), one.get("DestinationSecurityGroupId"))
            lookups.security_groups(peer for peer in peers if peer)


_DESCRIPTION = re.compile(r"[a-zA-Z0-9. _\-:/()#,@\[\]+=&;{}!$*]{0,255}")


def _descriptions(value: Any) -> Iterator[str]:
    """Every text that describes a group or one of its rules."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key in ("Description", "GroupDescription") and isinstance(inner, str):
                yield inner
            yield from _descriptions(inner)
    if isinstance(value, list | tuple):
        for inner in value:
            yield from _descriptions(inner)


@rule("ec2", "CreateRoute")
def a_route_names_what_exists(given: Given) -> None:
    """The route table and the gateway of a route."""
    lookups.route_table(given.get("RouteTableId", ""))
    if given.get("NatGatewayId"):
        lookups.nat_gateway(given["NatGatewayId"], "InvalidNatGatewayID.NotFound")
    gateway = given.get("GatewayId", "")
    if gateway.startswith("igw-") and gateway not in ec2._internet_gateways:
        raise Refused(
            "InvalidInternetGatewayID.NotFound",
            f"The internetGateway ID '{gateway}' does not exist",
        )


def an_attachment_names_what_exists(given: Given) -> None:
    """The VPC and the internet gateway of an attachment."""
    the_vpc_exists(given)
    gateway = given.get("InternetGatewayId")
    if gateway and gateway not in ec2._internet_gateways:
        raise Refused(
            "InvalidInternetGatewayID.NotFound",
            f"The internetGateway ID '{gateway}' does not exist",
        )


@rule("ec2", "AssociateRouteTable")
def an_association_names_what_exists(given: Given) -> None:
    """The subnet and the route table of an association."""
    if given.get("SubnetId"):
        lookups.subnets([given["SubnetId"]])
    a_route_names_what_exists({"RouteTableId": given.get("RouteTableId")})


@rule("ec2", "CreateLaunchTemplate", "CreateLaunchTemplateVersion")
def a_launch_template_names_what_exists(given: Given) -> None:
    """Instance profile, image, key pair, security groups and subnets of a launch template.

    EC2 itself looks at these only when an instance is launched. Here none ever is, so what would
    fail then fails at once.
    """
    data = given.get("LaunchTemplateData") or {}
    if data.get("IamInstanceProfile"):
        lookups.instance_profile(data["IamInstanceProfile"])
    image = data.get("ImageId", "")
    if image.startswith("ami-") and not seeds.known(image):
        raise Refused("InvalidAMIID.NotFound", f"The image id '[{image}]' does not exist")
    key = data.get("KeyName")
    if key and key not in ec2._key_pairs:
        raise Refused("InvalidKeyPair.NotFound", f"The key pair '{key}' does not exist")
    lookups.security_groups(data.get("SecurityGroupIds") or ())
    for interface in data.get("NetworkInterfaces") or ():
        lookups.security_groups(interface.get("Groups") or ())
        lookups.subnets([interface["SubnetId"]] if interface.get("SubnetId") else [])
