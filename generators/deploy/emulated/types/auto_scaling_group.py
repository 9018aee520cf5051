"""EC2 Auto Scaling: groups.

No instance boots, so nothing could ever signal a group's creation policy; its signals count as
received. A group lists as many stand-in instances as it wants, which belong to nothing else.
"""

from __future__ import annotations

from typing import Any

from ministack.services import autoscaling

from generators.deploy.emulated import lookups, memories, registry, shapes
from generators.deploy.emulated.memories import Kept
from generators.deploy.emulated.registry import Made, Properties, Resource
from generators.deploy.emulated.services import call, memory
from generators.deploy.emulated.wire import Params, Refused

KIND = "AWS::AutoScaling::AutoScalingGroup"
_APART = frozenset({"Tags", "LifecycleHookSpecificationList"})
_LOST = frozenset(
    {
        "InstanceId",
        "MetricsCollection",
        "NotificationConfiguration",
        "NotificationConfigurations",
        "SkipZonalShiftValidation",
    }
)


def install() -> None:
    """Add the type, and have a group's properties remembered."""
    registry.add(KIND, create=_create, update=_update, delete=_delete)
    memories.keep(
        Kept(
            service="autoscaling",
            given=("CreateAutoScalingGroup", "UpdateAutoScalingGroup", "SetDesiredCapacity"),
            shown={"DescribeAutoScalingGroups": "AutoScalingGroups"},
            key="AutoScalingGroupName",
            live=frozenset({"Tags"}),
        )
    )
    memory("autoscaling", "DescribeAutoScalingGroups")(_with_template)


def _create(made: Resource) -> Made:
    params = {"AutoScalingGroupName": made.name(limit=255), **_request(made.properties)}
    call("autoscaling", "CreateAutoScalingGroup", **params)
    name = params["AutoScalingGroupName"]
    _retag(name, {}, made.properties)
    _hook(name, {}, made.properties)
    return name, _attributes(name)


def _update(name: str, old: Properties, new: Properties) -> dict[str, Any]:
    params = shapes.cleared("autoscaling", "UpdateAutoScalingGroup", _request(new), _request(old))
    call("autoscaling", "UpdateAutoScalingGroup", **{**params, "AutoScalingGroupName": name})
    _retag(name, old, new)
    _hook(name, old, new)
    return _attributes(name)


def _delete(name: str, _: Properties) -> None:
    call("autoscaling", "DeleteAutoScalingGroup", AutoScalingGroupName=name, ForceDelete=True)


def _request(properties: Properties) -> Params:
    if lost := sorted(_LOST.intersection(properties)):
        raise Refused("NotEmulated", f"{KIND}: property {', '.join(lost)} is not emulated")
    known = {key: value for key, value in properties.items() if key not in _APART}
    if isinstance(zones := known.get("VPCZoneIdentifier"), list):
        known["VPCZoneIdentifier"] = ",".join(zones)
    return shapes.request("autoscaling", "CreateAutoScalingGroup", known)


def _attributes(name: str) -> dict[str, Any]:
    return {"AutoScalingGroupARN": autoscaling._asgs[name]["AutoScalingGroupARN"]}


def _retag(name: str, old: Properties, new: Properties) -> None:
    place = {"ResourceId": name, "ResourceType": "auto-scaling-group"}
    keys = {tag["Key"] for tag in new.get("Tags") or ()}
    if gone := [
        {**place, "Key": tag["Key"]} for tag in old.get("Tags") or () if tag["Key"] not in keys
    ]:
        call("autoscaling", "DeleteTags", Tags=gone)
    shape = shapes.request("autoscaling", "CreateOrUpdateTags", {"Tags": new.get("Tags") or []})
    if tags := [{"PropagateAtLaunch": False, **tag, **place} for tag in shape["Tags"]]:
        call("autoscaling", "CreateOrUpdateTags", Tags=tags)


def _hook(name: str, old: Properties, new: Properties) -> None:
    after = {
        one["LifecycleHookName"]: one for one in new.get("LifecycleHookSpecificationList") or ()
    }
    for one in old.get("LifecycleHookSpecificationList") or ():
        if one["LifecycleHookName"] not in after:
            gone = {"AutoScalingGroupName": name, "LifecycleHookName": one["LifecycleHookName"]}
            call("autoscaling", "DeleteLifecycleHook", **gone)
    for one in after.values():
        params = {"AutoScalingGroupName": name, **one}
        call(
            "autoscaling",
            "PutLifecycleHook",
            **shapes.request("autoscaling", "PutLifecycleHook", params),
        )


def _with_template(_: Params, answer: Params) -> Params:
    """A group shows its launch template by id and by name, whichever it was given."""
    for group in answer.get("AutoScalingGroups") or ():
        if specification := group.get("LaunchTemplate"):
            try:
                found = lookups.launch_template(specification)
            except Refused:
                continue
            for key in ("LaunchTemplateId", "LaunchTemplateName"):
                specification[key] = found[key]
    return answer
