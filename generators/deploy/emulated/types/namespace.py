"""AWS::ServiceDiscovery: namespaces as ministack has them, guarded."""

from __future__ import annotations

from ministack.services import servicediscovery

from generators.deploy.emulated import lookups, registry
from generators.deploy.emulated.registry import Properties
from generators.deploy.emulated.services import call
from generators.deploy.emulated.wire import Refused

_KEEPS = frozenset({"Description", "Name", "Tags"})


def install() -> None:
    """Guard the types."""
    kinds = {
        "HttpNamespace": _KEEPS,
        "PrivateDnsNamespace": _KEEPS | {"Properties", "Vpc"},
    }
    for name, keeps in kinds.items():
        registry.guard(
            f"AWS::ServiceDiscovery::{name}",
            keeps=keeps,
            check=_its_network_exists,
            before_create=_free,
            before_delete=lambda name, _: call("servicediscovery", "DeleteNamespace", Id=name),
            then=_retag,
        )


def _its_network_exists(properties: Properties) -> None:
    if properties.get("Vpc"):
        lookups.vpc(properties["Vpc"])


def _free(properties: Properties) -> None:
    name = properties["Name"]
    if any(one["Name"] == name for one in servicediscovery._namespaces.values()):
        raise Refused("NamespaceAlreadyExists", f"The namespace {name} already exists")


def _retag(name: str, properties: Properties) -> None:
    retag(servicediscovery._namespaces[name]["Arn"], properties)


def retag(arn: str, properties: Properties) -> None:
    """Tags as the template has them now."""
    tags = [{"Key": one["Key"], "Value": str(one["Value"])} for one in properties.get("Tags") or ()]
    there = call("servicediscovery", "ListTagsForResource", ResourceARN=arn)["Tags"]
    keys = {one["Key"] for one in tags}
    if gone := [one["Key"] for one in there if one["Key"] not in keys]:
        call("servicediscovery", "UntagResource", ResourceARN=arn, TagKeys=gone)
    if tags:
        call("servicediscovery", "TagResource", ResourceARN=arn, Tags=tags)
