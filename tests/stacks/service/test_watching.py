"""What tells people how a service fares."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.stacks.service.made import WEB, Made

PORT = {"containers": [{**WEB, "ports": [80]}]}
RULE = {**PORT, "load_balancer": {"rule": {"hosts": ["web.example.com"]}}}
ALB = {**PORT, "load_balancer": {"alb": {}}}
NLB = {**PORT, "load_balancer": {"nlb": {"port": 80}}}
SERVICE = [
    {"Name": "ClusterName", "Value": {"Ref": "ECSCluster"}},
    {"Name": "ServiceName", "Value": {"Fn::GetAtt": ["service", "Name"]}},
]
ERRORS = "Answers 500 and above"
LOAD = {"CPUAlarm", "MemoryAlarm"}


def _alarms(made: Made) -> dict[str, Any]:
    return {
        name: resource["Properties"]
        for name, resource in made.template["Resources"].items()
        if resource["Type"] == "AWS::CloudWatch::Alarm"
    }


@pytest.mark.parametrize(
    ("spec", "alarms"),
    [
        ({}, set()),
        ({"alarms": {}}, LOAD),
        ({"alarms": {"cpu": None}}, {"MemoryAlarm"}),
        ({"alarms": {"too_few_tasks_minutes": 5}}, {*LOAD, "TooFewTasksAlarm"}),
        ({**RULE, "alarms": {}}, {*LOAD, "UnhealthyTasksAlarm", "ErrorsAlarm"}),
        ({**ALB, "alarms": {}}, {*LOAD, "UnhealthyTasksAlarm", "ErrorsAlarm"}),
        ({**ALB, "alarms": {"errors": None}}, {*LOAD, "UnhealthyTasksAlarm"}),
        ({**NLB, "alarms": {}}, {*LOAD, "UnhealthyTasksAlarm"}),
        ({**NLB, "alarms": {"unhealthy_tasks": False}}, LOAD),
    ],
)
def test_there_is_an_alarm_for_what_there_is_to_watch(spec: Any, alarms: set[str]) -> None:
    made = Made(**spec)
    assert set(_alarms(made)) == alarms
    assert ("AlarmTopicArn" in made.template["Parameters"]) == bool(alarms)
    for alarm in _alarms(made).values():
        assert alarm["AlarmActions"] == alarm["OKActions"] == [{"Ref": "AlarmTopicArn"}]


def test_load_is_that_of_this_service() -> None:
    alarm = Made(alarms={"cpu": 75})["CPUAlarm"]
    wanted = {"Namespace": "AWS/ECS", "MetricName": "CPUUtilization", "Threshold": 75}
    assert {key: alarm[key] for key in wanted} == wanted
    assert alarm["Dimensions"] == SERVICE


@pytest.mark.parametrize(
    ("spec", "namespace", "balancer"),
    [
        (RULE, "AWS/ApplicationELB", {"Ref": "LoadBalancerFullName"}),
        (
            ALB,
            "AWS/ApplicationELB",
            {"Fn::GetAtt": ["LoadBalancer", "LoadBalancerFullName"]},
        ),
        (NLB, "AWS/NetworkELB", {"Fn::GetAtt": ["LoadBalancer", "LoadBalancerFullName"]}),
    ],
)
def test_ill_tasks_are_those_of_its_target_group(
    spec: dict[str, Any], namespace: str, balancer: Any
) -> None:
    alarm = Made(**spec, alarms={})["UnhealthyTasksAlarm"]
    assert alarm["Namespace"] == namespace
    assert alarm["Dimensions"][-1] == {"Name": "LoadBalancer", "Value": balancer}
    assert alarm["Dimensions"][0]["Name"] == "TargetGroup"


@pytest.mark.parametrize(
    ("spec", "silence"),
    [
        ({}, "breaching"),
        ({"desired_count": 0}, "notBreaching"),
        ({"scaling": {"min": 1, "max": 2, "cpu": 50}}, "breaching"),
        (
            {"scaling": {"min": 0, "max": 2, "queue": {"name": "q", "messages_per_task": 1}}},
            "notBreaching",
        ),
        (
            {"scaling": {"max": 2, "schedules": {"Night": {"when": "rate(1 day)", "min": 0}}}},
            "notBreaching",
        ),
    ],
)
def test_silence_means_that_the_last_task_is_gone_unless_that_may_be(
    spec: dict[str, Any], silence: str
) -> None:
    alarm = Made(**spec, alarms={"too_few_tasks_minutes": 7})["TooFewTasksAlarm"]
    assert (alarm["TreatMissingData"], alarm["EvaluationPeriods"]) == (silence, 7)
    assert alarm["Metrics"][-1]["Expression"] == "desired - running"


def _dashboard(**spec: Any) -> tuple[Made, Any]:
    """The dashboard as CloudWatch gets it, with names for all that CloudFormation fills in."""
    made = Made(**spec, dashboard=True)
    body = made["Dashboard"]["DashboardBody"]["Fn::Sub"]
    text, names = (body, {}) if isinstance(body, str) else body
    for name in re.findall(r"\$\{([^}]*)\}", text):
        assert name in {"AWS::Region", "ECSCluster", "service.Name", "LogGroup", *names}
    return made, json.loads(re.sub(r"\$\{([^}]*)\}", "x", text))


def _titles(board: Any) -> list[str]:
    return [widget["properties"]["title"] for widget in board["widgets"]]


def test_the_dashboard_has_no_name_that_would_be_in_a_replacements_way() -> None:
    made, _ = _dashboard()
    assert "DashboardName" not in made["Dashboard"]


@pytest.mark.parametrize(
    ("spec", "titles"),
    [
        ({}, []),
        (RULE, ["Healthy and unhealthy tasks", "Requests", "Seconds until an answer", ERRORS]),
        (NLB, ["Healthy and unhealthy tasks"]),
    ],
)
def test_the_dashboard_shows_load_tasks_requests_and_the_last_errors(
    spec: dict[str, Any], titles: list[str]
) -> None:
    _, board = _dashboard(**spec)
    own = ["CPU and memory in use, percent", "Tasks"]
    assert _titles(board) == [*own, *titles, "Last errors"]


@pytest.mark.parametrize("spec", [{}, RULE, ALB, NLB])
def test_no_widget_lies_on_another(spec: dict[str, Any]) -> None:
    _, board = _dashboard(**spec)
    cells = [
        (x, y)
        for one in board["widgets"]
        for x in range(one["x"], one["x"] + one["width"])
        for y in range(one["y"], one["y"] + one["height"])
    ]
    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) < 24
