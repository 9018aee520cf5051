"""AWS::CloudWatch: alarms and composite alarms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ministack.services import cloudwatch

from generators.deploy.emulated import registry, shapes
from generators.deploy.emulated.changes import instead
from generators.deploy.emulated.registry import Made, Properties, Resource
from generators.deploy.emulated.services import call
from generators.deploy.emulated.wire import Params, Refused

_FORGOTTEN = ("Metrics", "ThresholdMetricId", "EvaluateLowSampleCountPercentile", "Threshold")
_OF_ITS_OWN = ("MetricName", "Namespace", "Unit", "Statistic", "Period")
_LATER = frozenset(
    {
        "ActionConfiguration",
        "EvaluationCriteria",
        "EvaluationInterval",
        "EvaluationWindow",
        "WarmUpConfiguration",
    }
)


def install() -> None:
    """Add the types, and have metric math remembered."""
    for name, operation in (("Alarm", "PutMetricAlarm"), ("CompositeAlarm", "PutCompositeAlarm")):
        kind = f"AWS::CloudWatch::{name}"
        registry.add(
            kind,
            keeps=registry.all_but(kind, _LATER),
            create=_creator(operation),
            update=_updater(operation),
            delete=_delete,
        )
    instead(cloudwatch, "_put_metric_alarm", _with_its_mathematics)


def _creator(operation: str) -> registry.Create:
    def create(made: Resource) -> Made:
        params = {"AlarmName": made.name(limit=255), **_request(operation, made.properties)}
        name = params["AlarmName"]
        if name in cloudwatch._alarms or name in cloudwatch._composite_alarms:
            raise Refused("AlreadyExists", f"{name} already exists")
        call("cloudwatch", operation, **params)
        _tag(name, made.properties)
        return name, _attributes(name)

    return create


def _updater(operation: str) -> registry.Update:
    def update(name: str, _: Properties, new: Properties) -> dict[str, Any]:
        call("cloudwatch", operation, **{**_request(operation, new), "AlarmName": name})
        _tag(name, new)
        return _attributes(name)

    return update


def _delete(name: str, _: Properties) -> None:
    call("cloudwatch", "DeleteAlarms", AlarmNames=[name])


def _request(operation: str, properties: Properties) -> Params:
    known = {key: value for key, value in properties.items() if key != "Tags"}
    params = shapes.request("cloudwatch", operation, known)
    if operation == "PutMetricAlarm":
        _check(params)
    return params


def _check(params: Params) -> None:
    """An alarm watches one metric or an expression, and against something."""
    if ("MetricName" in params) == ("Metrics" in params):
        raise Refused(
            "ValidationError", "Exactly one of MetricName and Metrics is required for an alarm"
        )
    if "Threshold" not in params and "ThresholdMetricId" not in params:
        raise Refused("ValidationError", "An alarm requires a Threshold or a ThresholdMetricId")
    if params.get("DatapointsToAlarm", 0) > params["EvaluationPeriods"]:
        raise Refused(
            "ValidationError",
            "DatapointsToAlarm must be less than or equal to EvaluationPeriods",
        )


def _attributes(name: str) -> dict[str, Any]:
    found = cloudwatch._alarms.get(name) or cloudwatch._composite_alarms[name]
    return {"Arn": found["AlarmArn"]}


def _tag(name: str, properties: Properties) -> None:
    """Set the tags; the API itself takes none of CloudFormation's own."""
    tags = {tag["Key"]: str(tag["Value"]) for tag in properties.get("Tags") or ()}
    cloudwatch._resource_tags[_attributes(name)["Arn"]] = tags


def _with_its_mathematics(theirs: Callable[..., Any], params: Any, given: Params, *how: Any) -> Any:
    """An alarm on an expression has no metric of its own, no statistic and no period."""
    answer = theirs(params, given, *how)
    alarm = cloudwatch._alarms.get(given.get("AlarmName", ""))
    if alarm and answer[0] == 200:
        alarm.update({key: given[key] for key in _FORGOTTEN if key in given})
        if "Metrics" in given:
            alarm.update(dict.fromkeys(_OF_ITS_OWN))
        elif "ExtendedStatistic" in given:
            alarm["Statistic"] = None
    return answer
