"""The instances of Auto Scaling groups: what is known of them, though none of them boots."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from ministack.core.responses import AccountRegionScopedDict
from ministack.services import autoscaling, ec2, ssm

from generators.deploy.emulated import joining, lookups
from generators.deploy.emulated.services import memory
from generators.deploy.emulated.types.launch_template import version_of
from generators.deploy.emulated.wire import Params, Refused

launched = AccountRegionScopedDict()
"""Instances by id, as they were launched: group, zone, type, image, cluster."""
_BY_SSM = "resolve:ssm:"


def install() -> None:
    """Let groups launch and terminate; this comes after the memory of groups."""
    memory("autoscaling", "CreateAutoScalingGroup", "UpdateAutoScalingGroup", "SetDesiredCapacity")(
        _scaled
    )
    memory("autoscaling", "DeleteAutoScalingGroup")(_gone)
    memory("autoscaling", "DescribeAutoScalingGroups")(_launching_one_way)


def _scaled(params: Params, answer: Params) -> Params:
    """After a change a group has as many instances as it wants, in the zones of its subnets."""
    group = autoscaling._asgs[params["AutoScalingGroupName"]]
    _configure(group, params)
    group["DesiredCapacity"] = max(
        group["MinSize"], min(group["MaxSize"], group["DesiredCapacity"])
    )
    autoscaling._reconcile_instances(group)
    new = [one for one in group["Instances"] if one["InstanceId"] not in launched]
    for one in new:
        launched[one["InstanceId"]] = _launch(group, one)
    _forget_the_terminated()
    return answer


def _gone(_: Params, answer: Params) -> Params:
    _forget_the_terminated()
    return answer


def _forget_the_terminated() -> None:
    left = {one["InstanceId"] for each in autoscaling._asgs.values() for one in each["Instances"]}
    for name in [name for name in launched if name not in left]:
        del launched[name]


def _configure(group: Params, params: Params) -> None:
    """What ministack's record of a group does not follow."""
    if "NewInstancesProtectedFromScaleIn" in params:
        protected = params["NewInstancesProtectedFromScaleIn"]
        group["NewInstancesProtectedFromScaleIn"] = protected
    if subnets := [name for name in params.get("VPCZoneIdentifier", "").split(",") if name]:
        zones = {ec2._subnets[name]["AvailabilityZone"] for name in subnets}
        group["AvailabilityZones"] = sorted(zones)
    elif params.get("AvailabilityZones"):
        group["AvailabilityZones"] = list(params["AvailabilityZones"])
    if mix := params.get("MixedInstancesPolicy"):
        template = mix["LaunchTemplate"]
        group["_overrides"] = template.get("Overrides") or []
        group["_template"], group["_mixed"] = template["LaunchTemplateSpecification"], True
    elif given := params.get("LaunchTemplate"):
        group["_overrides"], group["_template"], group["_mixed"] = [], given, False


def _launch(group: Params, instance: Params) -> Params:
    """A new instance: the launch template's, in the next of a mix's types and the next zone."""
    number, zones = group["Instances"].index(instance), group["AvailabilityZones"]
    overrides = group.get("_overrides") or [{}]
    override = overrides[number % len(overrides)]
    instance["AvailabilityZone"] = zones[number % len(zones)]
    found: Params = {
        "group": group["AutoScalingGroupName"],
        "zone": instance["AvailabilityZone"],
        "at": datetime.now(UTC),
        "type": "",
        "image": "",
        "cluster": "",
    }
    specification = override.get("LaunchTemplateSpecification") or group.get("_template")
    if not specification:
        return found
    try:
        template, version, data = version_of(specification)
    except Refused:
        return found
    instance["LaunchTemplate"] = {
        "LaunchTemplateId": template["LaunchTemplateId"],
        "LaunchTemplateName": template["LaunchTemplateName"],
        "Version": str(version),
    }
    return {
        **found,
        "type": override.get("InstanceType") or data.get("InstanceType", ""),
        "image": _image(data.get("ImageId", "")),
        "cluster": joining.cluster(template["LaunchTemplateId"], data.get("UserData", "")),
    }


def _image(given: str) -> str:
    """An image by id, or by the parameter that names it."""
    if not given.startswith(_BY_SSM):
        return given
    found, _ = ssm._select_parameter(given.removeprefix(_BY_SSM))
    return str(found["Value"]) if found else ""


def _launching_one_way(_: Params, answer: Params) -> Params:
    """A group that was given a mix in place of a launch template shows the mix alone."""
    for shown in answer.get("AutoScalingGroups") or ():
        group: Any = autoscaling._asgs[shown["AutoScalingGroupName"]]
        if "_mixed" in group:
            shown.pop("LaunchTemplate" if group["_mixed"] else "MixedInstancesPolicy", None)
        for one in shown.get("Instances") or ():
            if kind := launched.get(one["InstanceId"], {}).get("type"):
                one["InstanceType"] = kind
    return answer


def providers(group: str) -> list[str]:
    """The capacity providers, at most one, that have a group."""
    known = lookups.capacity_providers().items()
    return [name for name, arn in known if lookups.tail(arn) == group]
