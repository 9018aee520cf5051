"""AWS::ElasticLoadBalancingV2: listeners and their rules."""

from __future__ import annotations

from typing import Any

from generators.deploy.emulated import (
    registry,
    shapes,
)
from generators.deploy.emulated.registry import Made, Properties, Resource
from generators.deploy.emulated.services import call
from generators.deploy.emulated.wire import Params


def install() -> None:
    """Add the two types."""
    types = {
        "Listener": (_create_listener, _update_listener, deleter("Listener")),
        "ListenerRule": (_create_rule, _update_rule, deleter("Rule")),
    }
    for name, (create, update, delete) in types.items():
        registry.add(
            f"AWS::ElasticLoadBalancingV2::{name}", create=create, update=update, delete=delete
        )


def _create_listener(made: Resource) -> Made:
    params = shapes.request("elbv2", "CreateListener", but(made, "ListenerAttributes"))
    arn = call("elbv2", "CreateListener", **params)["Listeners"][0]["ListenerArn"]
    with registry.undoing(lambda: call("elbv2", "DeleteListener", ListenerArn=arn)):
        set_attributes("Listener", arn, made.properties.get("ListenerAttributes"))
    return arn, {"ListenerArn": arn}


def _update_listener(arn: str, old: Properties, new: Properties) -> dict[str, Any]:
    params = shapes.request("elbv2", "CreateListener", but(new, "ListenerAttributes"))
    changed = shapes.only("elbv2", "ModifyListener", params)
    call("elbv2", "ModifyListener", **{**changed, "ListenerArn": arn})
    set_attributes("Listener", arn, new.get("ListenerAttributes"))
    retag(arn, old, new)
    return {"ListenerArn": arn}


def _create_rule(made: Resource) -> Made:
    params = shapes.request("elbv2", "CreateRule", made.properties)
    arn = call("elbv2", "CreateRule", **params)["Rules"][0]["RuleArn"]
    return arn, {"RuleArn": arn, "IsDefault": "false"}


def _update_rule(arn: str, old: Properties, new: Properties) -> dict[str, Any]:
    params = shapes.request("elbv2", "CreateRule", new)
    changed = shapes.only("elbv2", "ModifyRule", params)
    if old.get("Priority") != new.get("Priority"):
        priority = {"RuleArn": arn, "Priority": params["Priority"]}
        call("elbv2", "SetRulePriorities", RulePriorities=[priority])
    call("elbv2", "ModifyRule", **{**changed, "RuleArn": arn})
    retag(arn, old, new)
    return {"RuleArn": arn, "IsDefault": "false"}


def deleter(noun: str) -> registry.Delete:
    """How a thing of that name is deleted, by its ARN."""
    return lambda arn, _: call("elbv2", f"Delete{noun}", **{f"{noun}Arn": arn})


def set_attributes(noun: str, arn: str, attributes: Any) -> None:
    """Set the attributes that are given; the others keep their values, as in CloudFormation."""
    if attributes:
        params = {f"{noun}Arn": arn, "Attributes": attributes}
        operation = f"Modify{noun}Attributes"
        call("elbv2", operation, **shapes.request("elbv2", operation, params))


def retag(arn: str, old: Properties, new: Properties) -> None:
    """Bring a thing's tags from the old properties' to the new ones'."""
    tags = [{"Key": tag["Key"], "Value": str(tag["Value"])} for tag in new.get("Tags") or ()]
    keys = {tag["Key"] for tag in tags}
    if gone := [tag["Key"] for tag in old.get("Tags") or () if tag["Key"] not in keys]:
        call("elbv2", "RemoveTags", ResourceArns=[arn], TagKeys=gone)
    if tags:
        call("elbv2", "AddTags", ResourceArns=[arn], Tags=tags)


def but(source: Resource | Properties, *names: str) -> Params:
    """Properties without those that take a call of their own."""
    properties = source.properties if isinstance(source, Resource) else source
    return {key: value for key, value in properties.items() if key not in names}
