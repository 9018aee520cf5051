"""AWS::CloudWatch::Dashboard, whose body is a text that has to be understood."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ministack.services import cloudwatch

from generators.deploy.emulated import registry
from generators.deploy.emulated.registry import Made, Properties, Resource
from generators.deploy.emulated.services import call
from generators.deploy.emulated.wire import Refused

COLUMNS = 24
_KINDS = frozenset({"alarm", "custom", "explorer", "log", "metric", "text"})
_WANTED = {"metric": ("region",), "log": ("query", "region"), "text": ("markdown",)}


def install() -> None:
    """Add the type."""
    registry.add(
        "AWS::CloudWatch::Dashboard",
        create=_create,
        update=_update,
        delete=lambda name, _: call("cloudwatch", "DeleteDashboards", DashboardNames=[name]),
    )


def _create(made: Resource) -> Made:
    name = made.properties.get("DashboardName") or made.name(limit=255)
    _put(name, made.properties)
    return name, {}


def _update(name: str, _: Properties, new: Properties) -> dict[str, Any]:
    _put(name, new)
    return {}


def _put(name: str, properties: Properties) -> None:
    body = properties["DashboardBody"]
    text = body if isinstance(body, str) else json.dumps(body)
    for fault in _faults(text):
        raise Refused("InvalidParameterInput", f"The dashboard body is invalid: {fault}")
    call("cloudwatch", "PutDashboard", DashboardName=name, DashboardBody=text)
    tags = {tag["Key"]: str(tag["Value"]) for tag in properties.get("Tags") or ()}
    cloudwatch._resource_tags[cloudwatch._dashboards[name]["DashboardArn"]] = tags


def _faults(text: str) -> Iterator[str]:
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html"""
    try:
        body = json.loads(text)
    except ValueError as error:
        yield f"it must be valid JSON ({error})"
        return
    widgets = body.get("widgets") if isinstance(body, dict) else None
    if not isinstance(widgets, list):
        yield "/widgets should be an array"
        return
    for i, widget in enumerate(widgets):
        for fault in _of_widget(widget):
            yield f"/widgets/{i}{fault}"


def _of_widget(widget: Any) -> Iterator[str]:
    if not isinstance(widget, dict) or widget.get("type") not in _KINDS:
        yield f"/type should be one of {', '.join(sorted(_KINDS))}"
        return
    properties = widget.get("properties")
    if not isinstance(properties, dict):
        yield "/properties should be an object"
        return
    for key in _WANTED.get(widget["type"], ()):
        if not isinstance(properties.get(key), str):
            yield f"/properties/{key} should be a text"
    if widget["type"] == "metric":
        yield from _of_metrics(properties)
    if widget.get("x", 0) + widget.get("width", 6) > COLUMNS:
        yield f": x and width are more than {COLUMNS} together"


def _of_metrics(properties: dict[str, Any]) -> Iterator[str]:
    metrics = properties.get("metrics")
    if "annotations" not in properties and not metrics:
        yield "/properties should have metrics or annotations"
    for i, metric in enumerate(metrics or ()):
        named = [one for one in metric if isinstance(one, str)] if isinstance(metric, list) else []
        expression = isinstance(metric, list) and isinstance(metric[0], dict)
        if not expression and (len(named) < 2 or len(named) % 2):
            yield f"/properties/metrics/{i} should name a metric and its dimensions"
