"""AWS::EC2: rules of security groups as resources of their own."""

from __future__ import annotations

from typing import Any

from generators.deploy.emulated import registry
from generators.deploy.emulated.registry import Properties, Resource
from generators.deploy.emulated.services import call
from generators.deploy.emulated.wire import Params


def install() -> None:
    """Add the two types."""
    for way in ("Ingress", "Egress"):
        registry.add(
            f"AWS::EC2::SecurityGroup{way}",
            create=_authorizer(way),
            update=_describer(way),
            delete=_revoker(way),
        )


def _permission(properties: Properties) -> Params:
    """A rule's properties as the API's permission."""
    said = {"Description": properties["Description"]} if properties.get("Description") else {}
    found: Params = {"IpProtocol": str(properties["IpProtocol"])}
    for key in ("FromPort", "ToPort"):
        if key in properties:
            found[key] = int(properties[key])
    places = {
        "CidrIp": ("IpRanges", "CidrIp"),
        "CidrIpv6": ("Ipv6Ranges", "CidrIpv6"),
        "SourcePrefixListId": ("PrefixListIds", "PrefixListId"),
        "DestinationPrefixListId": ("PrefixListIds", "PrefixListId"),
        "SourceSecurityGroupId": ("UserIdGroupPairs", "GroupId"),
        "DestinationSecurityGroupId": ("UserIdGroupPairs", "GroupId"),
    }
    for key, (place, member) in places.items():
        if properties.get(key):
            found[place] = [{member: properties[key], **said}]
    return found


def _authorizer(way: str) -> registry.Create:
    def authorize(made: Resource) -> registry.Made:
        name, permission = made.properties["GroupId"], _permission(made.properties)
        found = call(
            "ec2", f"AuthorizeSecurityGroup{way}", GroupId=name, IpPermissions=[permission]
        )
        rules = found.get("SecurityGroupRules") or [{}]
        rule = rules[0].get("SecurityGroupRuleId") or made.name(lower=True)
        return rule, {"Id": rule}

    return authorize


def _describer(way: str) -> registry.Update:
    """All but the description is create-only; ministack cannot change that in place either."""

    def describe(name: str, old: Properties, new: Properties) -> dict[str, Any]:
        _revoker(way)(name, old)
        call(
            "ec2",
            f"AuthorizeSecurityGroup{way}",
            GroupId=new["GroupId"],
            IpPermissions=[_permission(new)],
        )
        return {"Id": name}

    return describe


def _revoker(way: str) -> registry.Delete:
    def revoke(_: str, properties: Properties) -> None:
        call(
            "ec2",
            f"RevokeSecurityGroup{way}",
            GroupId=properties["GroupId"],
            IpPermissions=[_permission(properties)],
        )

    return revoke
