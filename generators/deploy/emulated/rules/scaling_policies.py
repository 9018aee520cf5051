"""What Application Auto Scaling refuses of policies and schedules.

https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScalingPolicy.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NoReturn
from zoneinfo import available_timezones

from ministack.services import alb

from generators.deploy.emulated import lookups
from generators.deploy.emulated.application_autoscaling import NAME, place, policies
from generators.deploy.emulated.services import rule
from generators.deploy.emulated.wire import Params, Refused

_PREDEFINED = frozenset(
    {
        "ALBRequestCountPerTarget",
        "ECSServiceAverageCPUUtilization",
        "ECSServiceAverageMemoryUtilization",
    }
)
_ID = re.compile(r"[a-z][a-zA-Z0-9_]*")
_WHEN = re.compile(
    r"cron\(\S+( \S+){5}\)|rate\([1-9][0-9]* (minute|hour|day)s?\)"
    r"|at\([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\)"
)


@rule(NAME, "PutScalingPolicy")
def a_policy_follows_one_metric(params: Params) -> None:
    """A policy of target tracking has one metric, which ECS services have and no other follows."""
    if params.get("PolicyType", "StepScaling") != "TargetTrackingScaling":
        return
    config = params.get("TargetTrackingScalingPolicyConfiguration")
    if not config:
        _refuse("TargetTrackingScalingPolicyConfiguration is required for TargetTrackingScaling")
    predefined = config.get("PredefinedMetricSpecification")
    customized = config.get("CustomizedMetricSpecification")
    if bool(predefined) == bool(customized):
        _refuse("Exactly one of a predefined and a customized metric specification is required")
    for fault in _of_predefined(predefined) if predefined else _of_mathematics(customized):
        _refuse(fault)
    for other in policies.values():
        known = other.get("TargetTrackingScalingPolicyConfiguration") or {}
        if (
            place(other) == place(params)
            and other["PolicyName"] != params["PolicyName"]
            and predefined
            and known.get("PredefinedMetricSpecification") == predefined
        ):
            _refuse(
                "Only one TargetTrackingScaling policy for a given metric specification is allowed."
            )


def _of_predefined(metric: Params) -> Iterator[str]:
    kind, label = metric["PredefinedMetricType"], metric.get("ResourceLabel", "")
    if kind not in _PREDEFINED:
        yield f"The metric type {kind} is not supported for ecs:service:DesiredCount"
    if kind != "ALBRequestCountPerTarget":
        if label:
            yield f"ResourceLabel is not supported for the metric type {kind}"
        return
    found = re.fullmatch(r"(app/[^/]+/[0-9a-z]+)/(targetgroup/[^/]+/[0-9a-z]+)", label)
    if not found:
        yield f"The ResourceLabel '{label}' is not of the form app/…/…/targetgroup/…/…"
        return
    groups = {arn.rpartition(":")[2]: arn for arn in alb._tgs}
    balancers = lookups.balancers(groups[found[2]]) if found[2] in groups else []
    if not any(arn.endswith(f"loadbalancer/{found[1]}") for arn in balancers):
        yield f"The ResourceLabel '{label}' names no target group of a load balancer"


def _of_mathematics(metric: Params) -> Iterator[str]:
    queries = metric.get("Metrics")
    if not queries:
        if not {"MetricName", "Namespace", "Statistic"} <= metric.keys():
            yield "A customized metric has a namespace, a name and a statistic, or metrics"
        return
    names = [one["Id"] for one in queries]
    if len(set(names)) < len(names) or not all(map(_ID.fullmatch, names)):
        yield f"The ids {', '.join(names)} are not unique names that begin with a small letter"
    if len([one for one in queries if one.get("ReturnData", True)]) != 1:
        yield "Exactly one of the metrics must return data"
    for one in queries:
        if ("Expression" in one) == ("MetricStat" in one):
            yield f"Metric {one['Id']}: exactly one of Expression and MetricStat is required"
        words = set(re.findall(r"\b[a-z][a-zA-Z0-9_]*\b", one.get("Expression", "")))
        if unknown := sorted(words - set(names)):
            yield f"Metric {one['Id']}: the expression names unknown {', '.join(unknown)}"


@rule(NAME, "PutScheduledAction")
def a_schedule_is_understood(params: Params) -> None:
    """A time that comes, in a time zone that there is, and bounds in order."""
    if not _WHEN.fullmatch(params.get("Schedule", "")):
        _refuse(f"Schedule expression '{params.get('Schedule')}' is not valid")
    zones = available_timezones()  # none where the system has no table of them
    if zones and params.get("Timezone", "UTC") not in zones:
        _refuse(f"The time zone '{params['Timezone']}' is not valid")
    action = params.get("ScalableTargetAction") or {}
    if not action:
        _refuse("At least one of MinCapacity and MaxCapacity is required")
    if action.get("MinCapacity", 0) > action.get("MaxCapacity", action.get("MinCapacity", 0)):
        _refuse("Maximum capacity cannot be less than minimum capacity")


def _refuse(message: str) -> NoReturn:
    raise Refused("ValidationException", message)
