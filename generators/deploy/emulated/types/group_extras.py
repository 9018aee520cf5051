"""What an Auto Scaling group has by calls of their own: tags, hooks, metrics, notifications."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ministack.core.responses import AccountRegionScopedDict
from ministack.services import sns

from generators.deploy.emulated import shapes
from generators.deploy.emulated.registry import Properties
from generators.deploy.emulated.services import call, memory, rule, serve
from generators.deploy.emulated.wire import Params, Refused

APART = frozenset(
    {"Tags", "LifecycleHookSpecificationList", "MetricsCollection", "NotificationConfigurations"}
)
"""The properties that take these calls."""
_metrics = AccountRegionScopedDict()
_notices = AccountRegionScopedDict()
_ALL_METRICS = tuple(
    f"Group{name}"
    for name in (
        "MinSize",
        "MaxSize",
        "DesiredCapacity",
        "InServiceInstances",
        "PendingInstances",
        "StandbyInstances",
        "TerminatingInstances",
        "TotalInstances",
    )
)


def put(name: str, old: Properties, new: Properties) -> None:
    """Bring all of them from the old properties' to the new ones'."""
    _retag(name, old, new)
    _hook(name, old, new)
    _measure(name, old, new)
    _notify(name, old, new)


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
        shaped = shapes.request("autoscaling", "PutLifecycleHook", params)
        call("autoscaling", "PutLifecycleHook", **shaped)


def _measure(name: str, old: Properties, new: Properties) -> None:
    before, after = (side.get("MetricsCollection") or [] for side in (old, new))
    if before and before != after:
        call("autoscaling", "DisableMetricsCollection", AutoScalingGroupName=name)
    for one in after:
        call("autoscaling", "EnableMetricsCollection", AutoScalingGroupName=name, **one)


def _notify(name: str, old: Properties, new: Properties) -> None:
    after = {_topic(one): one for one in new.get("NotificationConfigurations") or ()}
    for topic in map(_topic, old.get("NotificationConfigurations") or ()):
        if topic not in after:
            place = {"AutoScalingGroupName": name, "TopicARN": topic}
            call("autoscaling", "DeleteNotificationConfiguration", **place)
    for topic, one in after.items():
        place = {"AutoScalingGroupName": name, "TopicARN": topic}
        kinds = one.get("NotificationTypes") or []
        call("autoscaling", "PutNotificationConfiguration", **place, NotificationTypes=kinds)


def _topic(configuration: Mapping[str, Any]) -> str:
    found = configuration["TopicARN"]
    return str(found[0] if isinstance(found, list) else found)


@serve("autoscaling", "EnableMetricsCollection")
def _enable(params: Params) -> Params:
    here = _metrics.setdefault(params["AutoScalingGroupName"], {})
    here |= dict.fromkeys(params.get("Metrics") or _ALL_METRICS, params["Granularity"])
    return {}


@serve("autoscaling", "DisableMetricsCollection")
def _disable(params: Params) -> Params:
    name = params["AutoScalingGroupName"]
    gone = params.get("Metrics") or _ALL_METRICS
    here = _metrics.get(name, {})
    _metrics[name] = {metric: each for metric, each in here.items() if metric not in gone}
    return {}


@memory("autoscaling", "DescribeAutoScalingGroups")
def _with_metrics(_: Params, answer: Params) -> Params:
    for group in answer.get("AutoScalingGroups") or ():
        here = _metrics.get(group["AutoScalingGroupName"], {})
        shown = [{"Metric": metric, "Granularity": each} for metric, each in here.items()]
        group["EnabledMetrics"] = shown
    return answer


@rule("autoscaling", "PutNotificationConfiguration")
def the_topic_of_a_notice_exists(params: Params) -> None:
    """A test notice is sent at once, so the topic is there."""
    if params["TopicARN"] not in sns._topics:
        raise Refused(
            "ValidationError", "Unable to publish test notification message to notification target"
        )


@serve("autoscaling", "PutNotificationConfiguration")
def _put_notice(params: Params) -> Params:
    key = params["AutoScalingGroupName"], params["TopicARN"]
    _notices[key] = list(params["NotificationTypes"])
    return {}


@serve("autoscaling", "DeleteNotificationConfiguration")
def _delete_notice(params: Params) -> Params:
    _notices.pop((params["AutoScalingGroupName"], params["TopicARN"]), None)
    return {}


@serve("autoscaling", "DescribeNotificationConfigurations")
def _describe_notices(params: Params) -> Params:
    names = params.get("AutoScalingGroupNames")
    found = [
        {"AutoScalingGroupName": group, "TopicARN": topic, "NotificationType": kind}
        for (group, topic), kinds in _notices.items()
        for kind in kinds
        if not names or group in names
    ]
    return {"NotificationConfigurations": found}


@memory("autoscaling", "DeleteAutoScalingGroup")
def _forget(params: Params, answer: Params) -> Params:
    name = params["AutoScalingGroupName"]
    _metrics.pop(name, None)
    for key in [key for key in _notices if key[0] == name]:
        del _notices[key]
    return answer
