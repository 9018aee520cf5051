"""A service that does not run what was just deployed has failed, whatever CloudFormation says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest

from generators.deploy.cloud import Resource
from generators.deploy.diagnose.facts import Deployment, Message, ServiceFacts
from generators.deploy.diagnose.looks import NotThere
from generators.deploy.ecs_shapes import ServiceState
from generators.deploy.intended import deployed_by, shown_by
from generators.deploy.running import rolled_back, still_running

ARN = "arn:aws:ecs:eu-west-1:123456789012"
SERVICE = f"{ARN}:service/main/web"
OLD, NEW = f"{ARN}:task-definition/web:6", f"{ARN}:task-definition/web:7"
BREAKER = "ECS deployment circuit breaker: tasks failed to start."
EVENT = "(service web) rolling back to deployment ecs-svc/1."


def deployment(status: str, definition: str, reason: str = "", rollout: str = "") -> Deployment:
    return Deployment(
        id="1", status=status, task_definition=definition, reason=reason, rollout=rollout
    )


def service(*deployments: Deployment, said: str = "") -> ServiceFacts:
    events = (Message(at=datetime(2026, 3, 1, tzinfo=UTC), text=said),) if said else ()
    return ServiceFacts(name="web", cluster="main", deployments=deployments, events=events)


@pytest.mark.parametrize(
    "found",
    [
        service(deployment("PRIMARY", NEW)),
        service(deployment("PRIMARY", NEW), deployment("ACTIVE", OLD)),
        service(deployment("PRIMARY", NEW, rollout="IN_PROGRESS"), deployment("ACTIVE", OLD)),
        service(),
    ],
    ids=["it runs it", "the old one is still about", "it goes on", "another controller deploys it"],
)
def test_nothing_is_wrong_where_the_newest_deployment_is_the_one(found: ServiceFacts) -> None:
    assert still_running(found, NEW, SERVICE) is None


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
    finding = still_running(found, NEW, SERVICE)
    assert finding is not None
    assert str(finding) == f"web runs web:6 and not web:7, which was deployed{reason}"
    assert finding.command == (
        "aws ecs update-service --region eu-west-1 --cluster main --service web"
        " --task-definition web:7"
    )


@pytest.mark.parametrize("status", ["DRAINING", "INACTIVE"])
def test_a_service_that_somebody_has_deleted_runs_nothing(status: str) -> None:
    found = replace(service(deployment("PRIMARY", NEW)), status=status)
    finding = still_running(found, NEW, SERVICE)
    assert finding is not None
    assert str(finding) == "ECS has no service web any more: somebody has deleted it"


def test_what_a_stack_should_run_is_seen_in_its_outputs() -> None:
    both = {"ecsservice": SERVICE, "taskdef": NEW, "Url": "https://example.com/service/main/web"}
    assert shown_by(both) == {SERVICE: NEW}
    assert shown_by({**both, "again": NEW}) == {SERVICE: NEW}
    assert shown_by({**both, "another": OLD}) == {}
    assert shown_by({**both, "another": f"{SERVICE}-2"}) == {}
    assert shown_by({**both, "ecsservice": f"{ARN}:service/web"}) == {}, "in which cluster?"
    china = {key: text.replace("arn:aws:", "arn:aws-cn:") for key, text in both.items()}
    assert len(shown_by(china)) == 1
    assert shown_by({"taskdef": NEW}) == shown_by({}) == {}


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


@dataclass
class Ecs:
    """What `rolled_back` asks of ECS; every service there runs the older task definition."""

    known: tuple[str, ...] = (SERVICE,)
    gone: bool = False
    asked: list[tuple[str, int]] = field(default_factory=list)

    def services(self, cluster: str, services: Sequence[str]) -> tuple[ServiceState, ...]:
        self.asked.append((cluster, len(services)))
        if self.gone:
            raise NotThere(cluster)
        facts = service(deployment("PRIMARY", OLD))
        return tuple(
            ServiceState(arn=arn, task_definition=OLD, facts=facts)
            for arn in self.known
            if any(arn.endswith(f"/{one.rpartition('/')[2]}") for one in services)
        )


def test_a_service_is_asked_about_in_its_cluster() -> None:
    (finding,) = rolled_back({SERVICE: NEW}, Ecs())
    assert finding.runs == "web:6"
    ecs = Ecs()
    assert rolled_back({SERVICE: OLD}, ecs) == ()
    assert ecs.asked == [("main", 1)]
    assert rolled_back({}, Ecs()) == ()


def test_the_services_of_a_cluster_are_asked_about_in_one_call() -> None:
    arns = [f"{ARN}:service/a/s{n}" for n in range(10)]
    ecs = Ecs(known=tuple(arns))
    assert len(rolled_back(dict.fromkeys(arns, NEW), ecs)) == 10
    assert ecs.asked == [("a", 10)]


def test_a_service_that_is_not_there_is_gone_only_where_its_cluster_is_known() -> None:
    (finding,) = rolled_back({SERVICE: NEW}, Ecs(known=()))
    assert (finding.arn, finding.runs) == (SERVICE, "")
    assert rolled_back({f"{ARN}:service/web": NEW}, Ecs(known=())) == ()


def test_with_its_cluster_a_service_is_gone() -> None:
    (finding,) = rolled_back({SERVICE: NEW}, Ecs(gone=True))
    assert finding.runs == ""


def test_an_answer_in_another_form_of_the_name_is_the_same_service() -> None:
    (finding,) = rolled_back({SERVICE: NEW}, Ecs(known=(f"{ARN}:service/web",)))
    assert (finding.arn, finding.runs) == (SERVICE, "web:6")
