"""What EC2 Auto Scaling refuses."""

from __future__ import annotations

from ministack.services import autoscaling, ec2

from generators.deploy.emulated import lookups
from generators.deploy.emulated.services import rule
from generators.deploy.emulated.wire import Params, Refused

_DAY = 86400


@rule("autoscaling", "CreateAutoScalingGroup", "UpdateAutoScalingGroup")
def a_group_names_what_exists(params: Params) -> None:
    """Launch templates and subnets exist; sizes fit."""
    for specification in _specifications(params):
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


@rule("autoscaling", "CreateAutoScalingGroup", "UpdateAutoScalingGroup", "SetDesiredCapacity")
def a_groups_size_is_within_its_bounds(params: Params) -> None:
    """What is desired is no less than the least and no more than the most."""
    known = autoscaling._asgs.get(params["AutoScalingGroupName"]) or {}
    wanted = params.get("DesiredCapacity")
    low, high = (params.get(key, known.get(key)) for key in ("MinSize", "MaxSize"))
    for bound, word, wrong in (
        (low, "below min", wanted is not None and low is not None and wanted < low),
        (high, "above max", wanted is not None and high is not None and wanted > high),
    ):
        if wrong:
            name = params["AutoScalingGroupName"]
            raise Refused(
                "ValidationError",
                f"New SetDesiredCapacity value {wanted} is {word} value {bound} for the "
                f"AutoScalingGroup {name}.",
            )


@rule("autoscaling", "CreateAutoScalingGroup")
def a_group_launches_something(params: Params) -> None:
    """A group has a launch template or a configuration or a mix or an instance to copy."""
    ways = ("LaunchTemplate", "LaunchConfigurationName", "MixedInstancesPolicy", "InstanceId")
    if len([way for way in ways if params.get(way)]) != 1:
        raise Refused(
            "ValidationError",
            "Valid requests must contain either LaunchTemplate, LaunchConfigurationName, "
            "InstanceId or MixedInstancesPolicy parameter.",
        )


@rule("autoscaling", "CreateAutoScalingGroup", "UpdateAutoScalingGroup")
def an_instance_lives_a_day_or_longer(params: Params) -> None:
    """MaxInstanceLifetime is nothing at all, or between a day and a year."""
    seconds = params.get("MaxInstanceLifetime") or 0
    if seconds and not _DAY <= seconds <= 365 * _DAY:
        raise Refused(
            "ValidationError",
            "Maximum instance lifetime must be equal to 0 or between 86400 and 31536000 seconds "
            "(inclusive).",
        )


@rule("autoscaling", "DeleteAutoScalingGroup")
def a_group_with_instances_stays(params: Params) -> None:
    """Unless it is deleted by force, as stacks do."""
    group = autoscaling._asgs.get(params["AutoScalingGroupName"]) or {}
    if group.get("Instances") and not params.get("ForceDelete"):
        raise Refused(
            "ResourceInUse",
            "You cannot delete an AutoScalingGroup while there are instances or pending Spot "
            "instance request(s) still in the group.",
        )


def _specifications(params: Params) -> list[Params]:
    """All launch templates that a group names."""
    mix = (params.get("MixedInstancesPolicy") or {}).get("LaunchTemplate") or {}
    overrides = [one.get("LaunchTemplateSpecification") for one in mix.get("Overrides") or ()]
    named = (params.get("LaunchTemplate"), mix.get("LaunchTemplateSpecification"), *overrides)
    return [one for one in named if one]
