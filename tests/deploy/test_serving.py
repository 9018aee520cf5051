"""Services and logs, with scripted answers of ECS and CloudWatch Logs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from generators.deploy.log_lines import LogLines
from generators.deploy.serving import Services
from generators.deploy.tailing import Line
from generators.errors import Refused
from tests.deploy.scripted import scripted

ARN = "arn:aws:ecs:eu-west-1:123456789012"
AT = datetime(2020, 1, 1, tzinfo=UTC)


def _service(name: str, **more: Any) -> dict[str, Any]:
    return {"serviceArn": f"{ARN}:service/c/{name}", "serviceName": name, **more}


def test_services_are_asked_for_by_their_clusters_ten_at_once() -> None:
    arns = [f"{ARN}:service/c/{number}" for number in range(11)]
    with scripted("ecs") as aws:
        some = {"services": [_service("0")]}
        aws.answers("describe_services", some, cluster="c", services=arns[:10])
        gone = {"services": [], "failures": [{"arn": arns[10], "reason": "MISSING"}]}
        aws.answers("describe_services", gone, cluster="c", services=arns[10:])
        aws.refuses("describe_services", "ClusterNotFoundException")
        found = Services(aws.client).serving([*arns, f"{ARN}:service/other/a"])
    assert list(found) == arns[:1]


def test_a_service_has_its_counts_and_the_rollout_of_its_primary_deployment() -> None:
    deployments = [
        {"status": "ACTIVE", "taskDefinition": f"{ARN}:task-definition/web:7"},
        {
            "status": "PRIMARY",
            "taskDefinition": f"{ARN}:task-definition/web:8",
            "rolloutState": "IN_PROGRESS",
            "rolloutStateReason": "in progress.",
        },
    ]
    counts = {"runningCount": 1, "desiredCount": 2, "pendingCount": 1}
    with scripted("ecs") as aws:
        web = _service("web", deployments=deployments, status="ACTIVE", **counts)
        asked = {"cluster": "c", "services": [web["serviceArn"]]}
        aws.answers("describe_services", {"services": [web]}, **asked)
        (found,) = Services(aws.client).serving(asked["services"]).values()
    assert (found.running, found.desired, found.pending) == (1, 2, 1)
    assert (found.revision, found.rollout, found.reason) == ("web:8", "IN_PROGRESS", "in progress.")


def test_the_log_groups_are_those_of_containers_that_write_to_cloudwatch() -> None:
    logs = {"logDriver": "awslogs", "options": {"awslogs-group": "g"}}
    containers = [
        {"name": "web", "logConfiguration": logs},
        {"name": "router", "logConfiguration": {"logDriver": "awsfirelens", "options": {}}},
        {"name": "quiet"},
    ]
    with scripted("ecs") as aws:
        answer = {"taskDefinition": {"containerDefinitions": containers}}
        aws.answers("describe_task_definition", answer, taskDefinition="web:8")
        assert Services(aws.client).log_groups("web:8") == {"web": "g"}


def test_lines_are_read_page_by_page_from_a_time_on() -> None:
    event = {"eventId": "1", "timestamp": 1577836800000, "logStreamName": "s", "message": "a\n"}
    asked = {"logGroupName": "g", "startTime": 1577836800000}
    with scripted("logs") as aws:
        aws.answers("filter_log_events", {"events": [], "nextToken": "more"}, **asked)
        aws.answers("filter_log_events", {"events": [event]}, **asked, nextToken="more")
        assert LogLines(aws.client).since("g", AT) == (
            Line(id="1", at=AT, group="g", stream="s", text="a"),
        )


def test_a_group_that_is_not_there_has_no_lines() -> None:
    with scripted("logs") as aws:
        aws.refuses("filter_log_events", "ResourceNotFoundException")
        assert LogLines(aws.client).since("g", AT) == ()


def test_who_may_not_read_logs_is_told_so() -> None:
    with scripted("logs") as aws, pytest.raises(Refused, match="the log group g: text") as raised:
        aws.refuses("filter_log_events", "AccessDeniedException")
        LogLines(aws.client).since("g", AT)
    assert "`make rights`" in str(raised.value)
