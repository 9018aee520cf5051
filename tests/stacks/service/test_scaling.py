"""How the number of tasks follows their load."""

from __future__ import annotations

from typing import Any

import pytest

from generators.stacks.service.spec.schedules import wrong_time
from tests.stacks.service.made import WEB, Made

BALANCED = {
    "containers": [{**WEB, "ports": [80]}],
    "load_balancer": {"rule": {"hosts": ["web.example.com"]}},
}
QUEUE = {"name": "jobs", "messages_per_task": 10}


def _types(made: Made) -> list[str]:
    kinds = (resource["Type"] for resource in made.template["Resources"].values())
    return [kind for kind in kinds if "ApplicationAutoScaling" in kind]


def _tracking(made: Made, policy: str) -> Any:
    return made[policy]["TargetTrackingScalingPolicyConfiguration"]


def test_without_scaling_there_is_none_of_it() -> None:
    assert _types(Made()) == []


def test_the_target_is_this_service_and_nobody_gives_a_role() -> None:
    target = Made(scaling={"min": 2, "max": 8, "cpu": 60})["ScalableTarget"]
    assert target == {
        "ServiceNamespace": "ecs",
        "ScalableDimension": "ecs:service:DesiredCount",
        "ResourceId": {"Fn::Sub": "service/${ECSCluster}/${service.Name}"},
        "MinCapacity": 2,
        "MaxCapacity": 8,
    }


def test_bounds_may_differ_by_environment() -> None:
    numbers = {name: {"type": "Number", "default": 1} for name in ("Least", "Most")}
    made = Made(parameters=numbers, scaling={"min": "${Least}", "max": "${Most}", "cpu": 60})
    bounds = [made["ScalableTarget"][key] for key in ("MinCapacity", "MaxCapacity")]
    assert bounds == [{"Ref": "Least"}, {"Ref": "Most"}]


@pytest.mark.parametrize(
    ("scaling", "policy", "metric", "aim"),
    [
        ({"cpu": 60}, "CPUScalingPolicy", "ECSServiceAverageCPUUtilization", 60),
        ({"memory": 70}, "MemoryScalingPolicy", "ECSServiceAverageMemoryUtilization", 70),
        ({"requests": 900}, "RequestsScalingPolicy", "ALBRequestCountPerTarget", 900),
    ],
)
def test_each_thing_that_it_follows_has_a_policy(
    scaling: dict[str, Any], policy: str, metric: str, aim: int
) -> None:
    more = {"max": 4, "scale_in_cooldown": 600, "scale_out_cooldown": 30}
    made = Made(**BALANCED, scaling={**scaling, **more})
    assert len(_types(made)) == 2
    found = _tracking(made, policy)
    assert found["PredefinedMetricSpecification"]["PredefinedMetricType"] == metric
    assert [found[k] for k in ("TargetValue", "ScaleInCooldown", "ScaleOutCooldown")] == [
        aim,
        600,
        30,
    ]
    assert made[policy]["ScalingTargetId"] == {"Ref": "ScalableTarget"}


def test_requests_are_counted_by_load_balancer_and_target_group() -> None:
    made = Made(**BALANCED, scaling={"max": 4, "requests": 900})
    specification = _tracking(made, "RequestsScalingPolicy")["PredefinedMetricSpecification"]
    assert specification["ResourceLabel"] == {
        "Fn::Join": [
            "/",
            [
                {"Ref": "LoadBalancerFullName"},
                {"Fn::GetAtt": ["TargetGroup", "TargetGroupFullName"]},
            ],
        ]
    }
    assert "LoadBalancerFullName" in made.template["Parameters"]


def test_a_queue_is_followed_by_its_messages_for_each_running_task() -> None:
    made = Made(scaling={"min": 0, "max": 4, "queue": QUEUE})
    tracking = _tracking(made, "QueueScalingPolicy")
    metrics = {m["Id"]: m for m in tracking["CustomizedMetricSpecification"]["Metrics"]}
    assert tracking["TargetValue"] == 10
    visible, counted = (metrics[id_]["MetricStat"]["Metric"] for id_ in ("visible", "counted"))
    assert visible["Dimensions"] == [{"Name": "QueueName", "Value": "jobs"}]
    assert (counted["Namespace"], counted["MetricName"]) == (
        "ECS/ContainerInsights",
        "RunningTaskCount",
    )
    assert [id_ for id_, one in metrics.items() if one["ReturnData"]] == ["backlog"]


def test_of_no_tasks_a_single_message_is_more_than_they_can_bear() -> None:
    """The expressions, worked out as CloudWatch does, with what is known of the running tasks."""
    made = Made(scaling={"min": 0, "max": 4, "queue": QUEUE})
    specification = _tracking(made, "QueueScalingPolicy")["CustomizedMetricSpecification"]
    expressions = {m["Id"]: m["Expression"] for m in specification["Metrics"] if "Expression" in m}
    assert expressions["running"] == "FILL(FILL(counted, REPEAT), 0)"
    assert expressions["backlog"] == "visible / IF(running > 0, running, 1 / 11)"

    def backlog(visible: float, running: float) -> float:
        return visible / (running if running > 0 else 1 / 11)

    assert backlog(1, 0) > 10
    assert backlog(0, 0) == 0
    assert backlog(40, 4) == 10


def test_schedules_set_other_bounds() -> None:
    schedules = {
        "Morning": {"when": "cron(0 8 ? * MON-FRI *)", "timezone": "Europe/Berlin", "min": 2},
        "Night": {"when": "rate(1 day)", "min": 0, "max": 1},
    }
    target = Made(scaling={"min": 0, "max": 4, "schedules": schedules})["ScalableTarget"]
    assert target["ScheduledActions"] == [
        {
            "ScheduledActionName": "Morning",
            "Schedule": "cron(0 8 ? * MON-FRI *)",
            "Timezone": "Europe/Berlin",
            "ScalableTargetAction": {"MinCapacity": 2},
        },
        {
            "ScheduledActionName": "Night",
            "Schedule": "rate(1 day)",
            "ScalableTargetAction": {"MinCapacity": 0, "MaxCapacity": 1},
        },
    ]


@pytest.mark.parametrize(
    "text",
    [
        "cron(0 8 ? * MON-FRI *)",
        "cron(0/15 * * * ? *)",
        "cron(15 10 L * ? *)",
        "cron(0 0 1W JAN,JUL ? 2030-2035)",
        "cron(30 6 ? * 6#3 *)",
        "cron(0 18 ? * fri-mon *)",
        "cron(30 6 * * 2 *)",
        "rate(1 minute)",
        "rate(90 minutes)",
        "rate(2 days)",
        "at(2030-02-28T23:59:59)",
    ],
)
def test_times_that_aws_takes(text: str) -> None:
    assert wrong_time(text) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0 8 * * *", "allowed: such as cron("),
        ("cron(0 8 * * *)", "has 5 fields in cron(); it takes six: minutes"),
        ("cron(0 8 ? * MON-FRI * *)", "has 7 fields"),
        ("cron(60 8 ? * MON *)", "has 60 for the minutes; it takes 0 to 59"),
        ("cron(0 24 ? * MON *)", "for the hours"),
        ("cron(0 8 32 * ? *)", "for the day of the month"),
        ("cron(0 8 ? 13 MON *)", "for the month; it takes 1 to 12, or JAN, FEB"),
        ("cron(0 8 ? * MONDAY *)", "for the day of the week; it takes 1 to 7, or SUN, MON"),
        ("cron(0 8 ? * 0 *)", "for the day of the week"),
        ("cron(0 8 ? * MON 1969)", "for the year"),
        ("cron(*/0 8 ? * MON *)", "for the minutes"),
        ("cron(30-10 8 ? * MON *)", "for the minutes"),
        ("cron(0 8 ? * ? *)", "has ? for both kinds of day"),
        ("cron(0 8 1 * MON *)", "one of them must be ?"),
        ("rate(1 days)", "write rate(1 day)"),
        ("rate(5 minute)", "write rate(5 minutes)"),
        ("rate(0 minutes)", "it takes a number and a unit"),
        ("rate(1 week)", "it takes a number and a unit"),
        ("at(2030-01-01T00:00)", "as in at(2030-01-01T00:00:00)"),
        ("at(2030-02-30T00:00:00)", "it takes a date and a time"),
        ("at(2030-1-1T0:0:0)", "it takes a date and a time"),
    ],
)
def test_times_that_aws_does_not_take(text: str, said: str) -> None:
    assert said in str(wrong_time(text))
