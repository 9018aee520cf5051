"""The adapters for ECS and for SSM's public parameters, with scripted answers of AWS."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from generators.deploy.ecs import ECS
from generators.deploy.parameter_store import ParameterStore
from generators.deploy.tenants import Running, Task
from generators.errors import CannotReachAWS, Refused
from tests.deploy.scripted import Aws, scripted

ARN = "arn:aws:ecs:eu-west-1:123456789012"
NAME = "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_name"


@pytest.fixture
def ecs() -> Iterator[Aws]:
    with scripted("ecs") as aws:
        yield aws


@pytest.fixture
def ssm() -> Iterator[Aws]:
    with scripted("ssm") as aws:
        yield aws


def _listed(aws: Aws, verb: str, key: str, *pages: list[str], **more: str) -> None:
    asked: dict[str, Any] = {"cluster": "c", "maxResults": 100, **more}
    for number, page in enumerate(pages):
        last = number == len(pages) - 1
        aws.answers(verb, {key: page, **({} if last else {"nextToken": str(number)})}, **asked)
        asked = {**asked, "nextToken": str(number)}


def test_all_services_and_the_tasks_of_none_are_read_page_by_page(ecs: Aws) -> None:
    services = [[f"{ARN}:service/c/{name}" for name in names] for names in ("ab", "c")]
    _listed(ecs, "list_services", "serviceArns", *services)
    tasks = [f"{ARN}:task/c/{number}" for number in range(102)]
    _listed(ecs, "list_tasks", "taskArns", tasks[:100], tasks[100:], desiredStatus="RUNNING")
    own = [{"taskArn": arn, "group": "service:a", "startedBy": "ecs-svc/1"} for arn in tasks]
    ecs.answers("describe_tasks", {"tasks": own[:100]}, cluster="c", tasks=tasks[:100])
    batch = {"taskArn": tasks[100], "group": "family:batch", "startedBy": "jane"}
    bare = {"taskArn": tasks[101], "group": "mine"}
    ecs.answers("describe_tasks", {"tasks": [batch, bare]}, cluster="c", tasks=tasks[100:])
    assert ECS(ecs.client).running("c") == Running(
        services=tuple(services[0] + services[1]),
        tasks=(
            Task(id="100", group="family:batch", started_by="jane"),
            Task(id="101", group="mine"),
        ),
    )


def test_on_an_idle_cluster_no_task_is_described(ecs: Aws) -> None:
    _listed(ecs, "list_services", "serviceArns", [])
    _listed(ecs, "list_tasks", "taskArns", [], desiredStatus="RUNNING")
    assert ECS(ecs.client).running("c") == Running()


def test_on_a_cluster_that_is_gone_nothing_runs(ecs: Aws) -> None:
    ecs.refuses("list_services", "ClusterNotFoundException")
    assert ECS(ecs.client).running("c") == Running()


def test_what_ecs_refuses_names_the_cluster_and_what_helps(ecs: Aws) -> None:
    ecs.refuses("list_services", "AccessDeniedException")
    with pytest.raises(Refused, match="c: text") as raised:
        ECS(ecs.client).running("c")
    assert "`make rights`" in (raised.value.advice or "")


def test_a_public_parameter_is_read_by_its_name(ssm: Aws) -> None:
    ssm.answers("get_parameter", {"Parameter": {"Name": NAME, "Value": "al2023"}}, Name=NAME)
    assert ParameterStore(ssm.client).value(NAME) == "al2023"


@pytest.mark.parametrize(
    ("code", "status", "error", "said"),
    [
        ("ParameterNotFound", 400, Refused, f"AWS has no public parameter {NAME} in eu-west-1"),
        ("ParameterNotFound", 400, Refused, "--path /aws/service/ecs/optimized-ami/amazon-linux"),
        ("AccessDeniedException", 400, Refused, "`make rights` prints the IAM policy"),
        ("ExpiredTokenException", 400, CannotReachAWS, "AWS_PROFILE"),
        ("ThrottlingException", 400, CannotReachAWS, "nothing was changed; run the same command"),
        ("InternalServerError", 500, CannotReachAWS, "nothing was changed; run the same command"),
    ],
)
def test_why_there_is_no_value_is_told_with_what_helps(
    ssm: Aws, code: str, status: int, error: type[Exception], said: str
) -> None:
    ssm.refuses("get_parameter", code, status=status)
    with pytest.raises(error) as raised:
        ParameterStore(ssm.client).value(NAME)
    assert said in str(raised.value)
