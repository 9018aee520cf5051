"""A dashboard of the service: its load, its tasks, its requests and its last errors."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from troposphere import Sub
from troposphere.cloudwatch import Dashboard

from generators.stacks.service.balancing import metrics
from generators.stacks.service.spec import ServiceSpec

Widget = dict[str, Any]

COLUMNS, HEIGHT = 24, 6
"""How many columns CloudWatch has, and how high a graph is."""

LAST_ERRORS = (
    "SOURCE '${LogGroup}' | fields @timestamp, @logStream, @message"
    " | filter @message like /(?i)(error|exception|fatal|panic)/"
    " | sort @timestamp desc | limit 50"
)


def dashboard(spec: ServiceSpec) -> Dashboard:
    """The dashboard, by a name that CloudFormation gives it.

    Its body is a text: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
    """
    body = json.dumps({"widgets": [*_placed([*graphs(spec), _errors()])]}, separators=(",", ":"))
    names = {}
    if spec.load_balancer:
        names = {
            "GroupName": metrics.target_group_full_name(spec),
            "BalancerName": metrics.load_balancer_full_name(spec),
        }
    return Dashboard("Dashboard", DashboardBody=Sub(body, **names))


def graphs(spec: ServiceSpec) -> Iterator[Widget]:
    """What is drawn as lines, first what every service has."""
    service = ["ClusterName", "${ECSCluster}", "ServiceName", "${service.Name}"]
    yield _graph(
        "CPU and memory in use, percent",
        ["AWS/ECS", "CPUUtilization", *service],
        ["AWS/ECS", "MemoryUtilization", *service],
    )
    yield _graph(
        "Tasks",
        ["ECS/ContainerInsights", "DesiredTaskCount", *service],
        ["ECS/ContainerInsights", "RunningTaskCount", *service],
    )
    if spec.load_balancer:
        yield from _of_requests(spec)


def _of_requests(spec: ServiceSpec) -> Iterator[Widget]:
    namespace = metrics.namespace(spec)
    group = ["TargetGroup", "${GroupName}", "LoadBalancer", "${BalancerName}"]
    yield _graph(
        "Healthy and unhealthy tasks",
        [namespace, "HealthyHostCount", *group, {"stat": "Minimum"}],
        [namespace, "UnHealthyHostCount", *group, {"stat": "Maximum"}],
    )
    if spec.load_balancer and spec.load_balancer.nlb:
        return
    yield _graph("Requests", [namespace, "RequestCount", *group, {"stat": "Sum"}])
    yield _graph(
        "Seconds until an answer",
        [namespace, "TargetResponseTime", *group, {"stat": "p50"}],
        [namespace, "TargetResponseTime", *group, {"stat": "p99"}],
    )
    yield _graph(
        "Answers 500 and above", [namespace, "HTTPCode_Target_5XX_Count", *group, {"stat": "Sum"}]
    )


def _graph(title: str, *lines: list[Any]) -> Widget:
    return {
        "type": "metric",
        "properties": {
            "title": title,
            "region": "${AWS::Region}",
            "view": "timeSeries",
            "period": 60,
            "stat": "Average",
            "yAxis": {"left": {"min": 0}},
            "metrics": [*lines],
        },
    }


def _errors() -> Widget:
    return {
        "type": "log",
        "properties": {
            "title": "Last errors",
            "region": "${AWS::Region}",
            "view": "table",
            "query": LAST_ERRORS,
        },
    }


def _placed(widgets: list[Widget]) -> Iterator[Widget]:
    """Two graphs in a row, and the log below all of them."""
    for i, widget in enumerate(widgets):
        row, column = divmod(i, 2)
        whole = widget["type"] == "log"
        row += column if whole else 0
        yield {
            "type": widget["type"],
            "x": 0 if whole else column * COLUMNS // 2,
            "y": row * HEIGHT,
            "width": COLUMNS if whole else COLUMNS // 2,
            "height": HEIGHT,
            "properties": widget["properties"],
        }
