"""Addresses that everybody can send to, and data that everybody can read."""

from __future__ import annotations

from collections.abc import Iterator

from generators.review.evaluate import Resource
from generators.review.model import Finding, Sense, Topic
from generators.review.nodes import items
from generators.review.pair import Pair
from generators.review.settings import (
    OFF,
    Setting,
    Verdict,
    none_of,
    of_resources,
    told,
)

_DATA = "LaunchTemplateData"
_TASKS = ("AwsvpcConfiguration", "AssignPublicIp")


def _gives_addresses(kind: str, *path: str, whom: str, on: str = "true") -> Setting:
    return Setting(
        types=(kind,),
        path=path,
        safe=none_of(on),
        default="false",
        lost=f"gives {whom} public addresses",
        gained=f"no longer gives {whom} public addresses",
    )


_SETTINGS = (
    _gives_addresses(
        "AWS::ECS::Service", "NetworkConfiguration", *_TASKS, whom="its tasks", on="ENABLED"
    ),
    _gives_addresses(
        "AWS::Scheduler::Schedule",
        *("Target", "EcsParameters", "NetworkConfiguration", *_TASKS),
        whom="its tasks",
        on="ENABLED",
    ),
    _gives_addresses("AWS::EC2::Subnet", "MapPublicIpOnLaunch", whom="instances in it"),
    _gives_addresses(
        "AWS::AutoScaling::LaunchConfiguration", "AssociatePublicIpAddress", whom="its instances"
    ),
    *(
        Setting(
            types=(kind,),
            path=("PubliclyAccessible",),
            safe=OFF,
            # What RDS makes of silence depends on the subnets.
            default="false",
            lost="has an address that the internet can reach",
            gained="no longer has an address that the internet can reach",
            made="is made with an address that the internet can reach",
        )
        for kind in ("AWS::RDS::DBInstance", "AWS::RDS::DBCluster", "AWS::Redshift::Cluster")
    ),
    Setting(
        types=("AWS::S3::Bucket",),
        path=("AccessControl",),
        safe=none_of("PublicRead", "PublicReadWrite", "AuthenticatedRead"),
        default="Private",
        lost="has an ACL that lets everybody read it",
        gained="no longer has an ACL that lets everybody read it",
        made="is made with an ACL that lets everybody read it",
    ),
    Setting(
        types=("AWS::Lambda::Url",),
        path=("AuthType",),
        safe=none_of("NONE"),
        default="AWS_IAM",
        lost="can be called by everybody",
        gained="can no longer be called by everybody",
        made="can be called by everybody",
    ),
)

_OF_INTERFACES = Setting(
    path=("AssociatePublicIpAddress",),
    safe=none_of("true"),
    default="false",
    lost="gives its instances public addresses",
    gained="no longer gives its instances public addresses",
)
_INTERFACES = {
    "AWS::EC2::LaunchTemplate": (_DATA, "NetworkInterfaces"),
    "AWS::EC2::Instance": ("NetworkInterfaces",),
}


def findings(pair: Pair) -> Iterator[Finding]:
    """What gets, or loses, an address or a reader that it is not to have."""
    yield from of_resources(_SETTINGS, pair, Topic.EXPOSURE)
    for name, new in pair.after.resources.items():
        old = pair.before.resources.get(name)
        if new.type in _INTERFACES and old and old.type == new.type:
            before, after = ({"AssociatePublicIpAddress": _has(one)} for one in (old, new))
            if verdict := _OF_INTERFACES.judge(before, after):
                yield told(pair, Topic.EXPOSURE, name, verdict)
        if _attaches(new) and not (old and _attaches(old)):
            words = "gives an instance a public address that stays"
            yield told(pair, Topic.EXPOSURE, name, Verdict(sense=Sense.WORSE, words=words))


def _has(resource: Resource) -> str:
    """Whether one of the network interfaces gets a public address."""
    node: object = resource.properties
    for step in _INTERFACES[resource.type]:
        node = node.get(step) if isinstance(node, dict) else None
    found = [one.get("AssociatePublicIpAddress") for one in items(node) if isinstance(one, dict)]
    return "true" if "true" in found else "false"


def _attaches(resource: Resource) -> bool:
    """Whether it is an address of an instance or its interface; a NAT gateway asks for its own."""
    keys = {
        "AWS::EC2::EIP": ("InstanceId",),
        "AWS::EC2::EIPAssociation": ("InstanceId", "NetworkInterfaceId"),
    }
    return any(key in resource.properties for key in keys.get(resource.type, ()))
