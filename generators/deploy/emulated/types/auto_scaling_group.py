"""EC2 Auto Scaling: groups.

No instance boots, so nothing could ever signal a group's creation policy; its signals count as
received. What a group launches instead is told in `fleet`.
"""

from __future__ import annotations

from typing import Any

from ministack.services import autoscaling

from generators.deploy.emulated import lookups, memories, registry, shapes
from generators.deploy.emulated.memories import Kept
from generators.deploy.emulated.registry import Made, Properties, Resource
from generators.deploy.emulated.services import call, memory
from generators.deploy.emulated.types import group_extras
from generators.deploy.emulated.wire import Params, Refused

KIND = "AWS::AutoScaling::AutoScalingGroup"
_LOST = frozenset({"InstanceId", "NotificationConfiguration", "SkipZonalShiftValidation"})


def install() -> None:
    """Add the type, and have a group's properties remembered."""
    keeps = registry.all_but(KIND, _LOST)
    registry.add(KIND, keeps=keeps, create=_create, update=_update, delete=_delete)
    memories.keep(
        Kept(
            service="autoscaling",
            given=("CreateAutoScalingGroup", "UpdateAutoScalingGroup", "SetDesiredCapacity"),
            shown={"DescribeAutoScalingGroups": "AutoScalingGroups"},
            key="AutoScalingGroupName",
            # What is wanted follows the bounds, and the zones follow the subnets.
            live=frozenset({"Tags", "DesiredCapacity", "AvailabilityZones"}),
        )
    )
    memory("autoscaling", "DescribeAutoScalingGroups")(_with_template)


def _create(made: Resource) -> Made:
    params = {"AutoScalingGroupName": made.name(limit=255), **_request(made.properties)}
    call("autoscaling", "CreateAutoScalingGroup", **params)
    name = params["AutoScalingGroupName"]
    with registry.undoing(lambda: _delete(name, {})):
        group_extras.put(name, {}, made.properties)
    return name, _attributes(name)


def _update(name: str, old: Properties, new: Properties) -> dict[str, Any]:
    params = shapes.cleared("autoscaling", "UpdateAutoScalingGroup", _request(new), _request(old))
    call("autoscaling", "UpdateAutoScalingGroup", **{**params, "AutoScalingGroupName": name})
    group_extras.put(name, old, new)
    return _attributes(name)


def _delete(name: str, _: Properties) -> None:
    call("autoscaling", "DeleteAutoScalingGroup", AutoScalingGroupName=name, ForceDelete=True)


def _request(properties: Properties) -> Params:
    known = {key: value for key, value in properties.items() if key not in group_extras.APART}
    if isinstance(zones := known.get("VPCZoneIdentifier"), list):
        known["VPCZoneIdentifier"] = ",".join(zones)
    return shapes.request("autoscaling", "CreateAutoScalingGroup", known)


def _attributes(name: str) -> dict[str, Any]:
    return {"AutoScalingGroupARN": autoscaling._asgs[name]["AutoScalingGroupARN"]}


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
