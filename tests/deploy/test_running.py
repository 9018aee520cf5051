"""A service that does not run what was just deployed has failed, whatever CloudFormation says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from generators.deploy.cloud import Resource
from generators.deploy.diagnose.facts import Deployment, Message, ServiceFacts
from generators.deploy.ecs_shapes import ServiceState
from generators.deploy.running import deployed_by, rolled_back, still_running

ARN = "arn:aws:ecs:eu-west-1:123456789012"
SERVICE = f"{ARN}:service/main/web"
OLD, NEW = f"{ARN}:task-definition/web:6", f"{ARN}:task-definition/web:7"
BREAKER = "ECS deployment circuit breaker: tasks failed to start."
EVENT = "(service web) rolling back to deployment ecs-svc/1."


def deployment(status: str, definition: str, reason: str = "") -> Deployment:
    return Deployment(id="1", status=status, task_definition=definition, reason=reason)


def service(*deployments: Deployment, said: str = "") -> ServiceFacts:
    events = (Message(at=datetime(2026, 3, 1, tzinfo=UTC), text=said),) if said else ()
    return ServiceFacts(name="web", cluster="main", deployments=deployments, events=events)


@pytest.mark.parametrize(
    "found",
    [
        service(deployment("PRIMARY", NEW)),
        service(deployment("PRIMARY", NEW), deployment("ACTIVE", OLD)),
        service(),
    ],
    ids=["it runs it", "the old one is still about", "another controller deploys it"],
)
def test_nothing_is_wrong_where_the_newest_deployment_is_the_one(found: ServiceFacts) -> None:
    assert still_running(found, NEW) is None


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (service(deployment("PRIMARY", OLD), deployment("ACTIVE", NEW, BREAKER)), f": {BREAKER}"),
        (service(deployment("PRIMARY", OLD), said=EVENT), f": {EVENT}"),
        (service(deployment("PRIMARY", OLD)), ""),
    ],
)
def test_a_roll_back_behind_cloudformation_s_back_is_found(
    found: ServiceFacts, reason: str
) -> None:
    finding = still_running(found, NEW)
    assert str(finding) == f"web runs web:6 and not web:7, which was deployed{reason}"


def resource(type_: str, physical_id: str) -> Resource:
    return Resource(logical_id=physical_id, physical_id=physical_id, type=type_)


def test_a_stack_with_one_service_and_one_task_definition_says_what_should_run() -> None:
    one = [
        resource("AWS::ECS::Service", SERVICE),
        resource("AWS::ECS::TaskDefinition", NEW),
        resource("AWS::IAM::Role", "role"),
    ]
    assert deployed_by(one) == {SERVICE: NEW}
    assert deployed_by([*one, resource("AWS::ECS::TaskDefinition", OLD)]) == {}
    assert deployed_by(one[1:]) == {}


class Ecs:
    """What `rolled_back` asks of ECS."""

    def services(self, cluster: str, services: Sequence[str]) -> tuple[ServiceState, ...]:
        assert (cluster, list(services)) == ("main", [SERVICE])
        facts = service(deployment("PRIMARY", OLD))
        return (ServiceState(arn=SERVICE, task_definition=OLD, facts=facts),)


def test_all_services_are_asked_in_their_clusters() -> None:
    (finding,) = rolled_back({SERVICE: NEW}, Ecs())
    assert finding.runs == "web:6"
    assert rolled_back({SERVICE: OLD}, Ecs()) == ()
    assert rolled_back({}, Ecs()) == ()
