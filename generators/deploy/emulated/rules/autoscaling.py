"""What EC2 Auto Scaling refuses."""

from __future__ import annotations

from ministack.services import ec2

from generators.deploy.emulated import lookups
from generators.deploy.emulated.services import rule
from generators.deploy.emulated.wire import Params, Refused


@rule("autoscaling", "CreateAutoScalingGroup", "UpdateAutoScalingGroup")
def a_group_names_what_exists(params: Params) -> None:
    """Launch template and subnets exist; sizes fit."""
    if specification := params.get("LaunchTemplate"):
        lookups.launch_template(specification)
    names = [name for name in params.get("VPCZoneIdentifier", "").split(",") if name]
    ec2._ensure_defaults_initialized()
    for name in names:
        if name not in ec2._subnets:
            raise Refused("ValidationError", f"The subnet ID '{name}' does not exist")
    low, high = params.get("MinSize"), params.get("MaxSize")
    if low is not None and high is not None and low > high:
        raise Refused("ValidationError", "Max bound must be greater than or equal to min bound")
    for arn in params.get("TargetGroupARNs") or ():
        lookups.target_group(arn)


@rule("autoscaling", "CreateAutoScalingGroup")
def a_group_launches_something(params: Params) -> None:
    """A group has a launch template, a configuration, a mix or an instance to copy."""
    ways = ("LaunchTemplate", "LaunchConfigurationName", "MixedInstancesPolicy", "InstanceId")
    if not any(params.get(way) for way in ways):
        raise Refused(
            "ValidationError",
            "Valid requests must contain either LaunchTemplate, LaunchConfigurationName, "
            "InstanceId or MixedInstancesPolicy parameter.",
        )
