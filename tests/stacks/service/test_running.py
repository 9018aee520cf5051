"""How many tasks run, where, and how new ones take the place of old ones."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from generators.lint import lint
from generators.stacks.service.options.running import OPTIONS_OF_RUNNING
from tests.options import Option, fields, said
from tests.stacks.service.made import FARGATE, SERVICE, WEB, Made

ZONES = {"Type": "spread", "Field": "attribute:ecs.availability-zone"}
FACTS: dict[str, tuple[dict[str, Any], Callable[[Any], Any], Any]] = {
    "one task, where the spec says nothing": ({}, lambda s: s["DesiredCount"], 1),
    "as many as a parameter says": (
        {"desired_count": "${Tasks}", "parameters": {"Tasks": {"type": "Number", "default": 2}}},
        lambda s: s["DesiredCount"],
        {"Ref": "Tasks"},
    ),
    "no deploy resets what scaling has set": (
        {"scaling": {"max": 4, "cpu": 60}},
        lambda s: "DesiredCount" in s,
        False,
    ),
    "without capacity the cluster's default strategy, and never a launch type": (
        {},
        lambda s: {"CapacityProviderStrategy", "LaunchType", "PlatformVersion"} & set(s),
        set(),
    ),
    "instances by their provider": (
        {"capacity": [{"provider": "instances", "base": 1}]},
        lambda s: s["CapacityProviderStrategy"],
        [{"Base": 1, "CapacityProvider": {"Ref": "CapacityProvider"}, "Weight": 1}],
    ),
    "Fargate, and no launch type": (
        FARGATE,
        lambda s: (s["CapacityProviderStrategy"], "LaunchType" in s, "PlatformVersion" in s),
        ([{"CapacityProvider": "FARGATE", "Weight": 1}], False, False),
    ),
    "mostly Fargate Spot": (
        {
            **FARGATE,
            "capacity": [
                {"provider": "fargate", "base": 1},
                {"provider": "fargate_spot", "weight": 4},
            ],
        },
        lambda s: s["CapacityProviderStrategy"],
        [
            {"Base": 1, "CapacityProvider": "FARGATE", "Weight": 1},
            {"CapacityProvider": "FARGATE_SPOT", "Weight": 4},
        ],
    ),
    "in bridge mode no interfaces": ({}, lambda s: "NetworkConfiguration" in s, False),
    "in awsvpc mode interfaces in the subnets, in a group of its own": (
        {"network_mode": "awsvpc"},
        lambda s: s["NetworkConfiguration"]["AwsvpcConfiguration"],
        {
            "Subnets": {"Ref": "SubnetID"},
            "SecurityGroups": [{"Fn::GetAtt": ["SecurityGroup", "GroupId"]}],
        },
    ),
    "public addresses if it is said": (
        {**FARGATE, "public_ip": True},
        lambda s: s["NetworkConfiguration"]["AwsvpcConfiguration"]["AssignPublicIp"],
        "ENABLED",
    ),
    "behind the shared load balancer also in the group that it reaches": (
        {
            "network_mode": "awsvpc",
            "containers": [{**WEB, "ports": [80]}],
            "load_balancer": {"rule": {"paths": ["/*"]}},
        },
        lambda s: s["NetworkConfiguration"]["AwsvpcConfiguration"]["SecurityGroups"],
        [{"Fn::GetAtt": ["SecurityGroup", "GroupId"]}, {"Ref": "TaskSecurityGroup"}],
    ),
    "a deployment that fails is rolled back": (
        {},
        lambda s: s["DeploymentConfiguration"],
        {
            "MinimumHealthyPercent": 100,
            "MaximumPercent": 200,
            "DeploymentCircuitBreaker": {"Enable": True, "Rollback": True},
            "Alarms": {"AlarmNames": [], "Enable": False, "Rollback": False},
        },
    ),
    "by alarms too": (
        {"deployment": {"rollback_alarms": ["errors", "${AWS::StackName}-cpu"]}},
        lambda s: s["DeploymentConfiguration"]["Alarms"],
        {
            "AlarmNames": ["errors", {"Fn::Sub": "${AWS::StackName}-cpu"}],
            "Enable": True,
            "Rollback": True,
        },
    ),
    "half at a time": (
        {"desired_count": 2, "deployment": {"min_healthy_percent": 50, "max_percent": 100}},
        lambda s: [
            s["DeploymentConfiguration"][k] for k in ("MinimumHealthyPercent", "MaximumPercent")
        ],
        [50, 100],
    ),
    "spread over zones": ({}, lambda s: s["PlacementStrategies"], [ZONES]),
    "placed as it is said": (
        {
            "placement": {
                "strategies": [{"type": "binpack", "field": "memory"}, {"type": "random"}],
                "constraints": [
                    {"type": "distinct_instance"},
                    {"type": "member_of", "expression": "attribute:disk == ssd"},
                ],
            }
        },
        lambda s: (s["PlacementStrategies"], s["PlacementConstraints"]),
        (
            [{"Type": "binpack", "Field": "memory"}, {"Type": "random"}],
            [
                {"Type": "distinctInstance"},
                {"Type": "memberOf", "Expression": "attribute:disk == ssd"},
            ],
        ),
    ),
    "on Fargate there is nothing to place on": (
        FARGATE,
        lambda s: (s["PlacementStrategies"], s["PlacementConstraints"]),
        ([], []),
    ),
    "zones are left as they are, which a new service must say": (
        {},
        lambda s: s["AvailabilityZoneRebalancing"],
        "DISABLED",
    ),
    "zones kept even": (
        {"az_rebalancing": True},
        lambda s: s["AvailabilityZoneRebalancing"],
        "ENABLED",
    ),
    "no ECS Exec": ({}, lambda s: s["EnableExecuteCommand"], False),
    "ECS Exec": ({"execute_command": True}, lambda s: s["EnableExecuteCommand"], True),
    "tags reach the tasks": (
        {},
        lambda s: (s["EnableECSManagedTags"], s["PropagateTags"]),
        (True, "SERVICE"),
    ),
    "the service-linked role, and no name that would be in a replacement's way": (
        {},
        lambda s: {"Role", "ServiceName"} & set(s),
        set(),
    ),
}


@pytest.mark.parametrize("fact", FACTS)
def test_what_the_spec_says_is_in_the_service(fact: str) -> None:
    spec, found, wanted = FACTS[fact]
    assert found(Made(**spec)["service"]) == wanted


ROOM = [
    (1, 100, 150, "its one task", 200, 0),
    (1, 50, 100, "its one task", 200, 0),
    (2, 100, 149, "any of 2 tasks", 150, 50),
    (3, 67, 100, "any of 3 tasks", 134, 66),
    (10, 91, 109, "any of 10 tasks", 110, 90),
]


def _said(**spec: Any) -> list[tuple[Any, str]]:
    """What is said against a spec of one harmless container."""
    return [
        *SERVICE.faults(SERVICE.Spec.model_validate_json(json.dumps({"containers": [WEB], **spec})))
    ]


@pytest.mark.parametrize(("count", "least", "most", "tasks", "enough", "few"), ROOM)
def test_a_deployment_without_room_is_told_what_would_do(
    count: int, least: int, most: int, tasks: str, enough: int, few: int
) -> None:
    def told(least: int, most: int) -> list[tuple[Any, str]]:
        limits = {"min_healthy_percent": least, "max_percent": most}
        return _said(desired_count=count, deployment=limits)

    ((place, message),) = told(least, most)
    assert place == ("deployment", "max_percent")
    assert tasks in message
    assert f"max_percent {enough} or more, or min_healthy_percent {few} or less" in message
    assert told(least, enough) == told(few, most) == []
    assert told(least, enough - 1) and told(few + 1, most)


def test_the_room_is_that_of_the_least_count_where_it_scales() -> None:
    tight = {"min_healthy_percent": 100, "max_percent": 150}
    assert _said(scaling={"min": 2, "max": 4, "cpu": 50}, deployment=tight) == []
    assert _said(scaling={"min": 1, "max": 4, "cpu": 50}, deployment=tight) != []


def test_no_option_has_a_fault_and_cfn_lint_finds_nothing_in_any() -> None:
    options = [Option(kind="service", words=w, spec=s) for w, s in OPTIONS_OF_RUNNING.items()]
    for option in options:
        assert [*SERVICE.faults(Made(**option.spec).spec)] == []
    files = {option.words: option.text() for option in options}
    assert [str(one) for one in lint(files, ["eu-west-1", "us-east-1"])] == []


OWN = ("desired_count", "deployment", "placement", "az_rebalancing", "execute_command", "scaling",
       "service_connect", "discovery", "alarms", "dashboard", "overrides")  # fmt: skip


def test_the_options_use_every_key_about_running() -> None:
    specs = (Made(**spec).spec for spec in OPTIONS_OF_RUNNING.values())
    used = {path for spec in specs for path in said(spec)}
    keys = {path for path in fields(SERVICE.Spec) if path.partition(".")[0] in OWN}
    assert keys - used == set()
