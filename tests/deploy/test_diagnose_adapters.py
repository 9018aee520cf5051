"""The adapters that a diagnosis looks through, with scripted answers of AWS."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from generators.deploy.autoscaling import AutoScaling
from generators.deploy.diagnose import facts as f
from generators.deploy.diagnose.looks import NotAllowed, NotThere
from generators.deploy.diagnose.why import clients_of
from generators.deploy.ecs import ECS
from generators.deploy.ecs_shapes import LogPlace, ServiceState
from generators.deploy.elbv2 import LoadBalancing
from generators.deploy.logs import CloudWatchLogs
from generators.errors import CannotReachAWS, Refused

ARN = "arn:aws:ecs:eu-west-1:123456789012"
SERVICE, TASK = f"{ARN}:service/main/web", f"{ARN}:task/main/0123"
DEFINITION = f"{ARN}:task-definition/web:7"
GROUP = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web-Targe/1"
AT = datetime(2026, 3, 1, tzinfo=UTC)


class Aws:
    """Clients with scripted answers, which have to be asked for in their order."""

    def __init__(self) -> None:
        self.stubs: dict[str, Stubber] = {}

    def client(self, service: str) -> Any:
        if service not in self.stubs:
            keys = {"aws_access_key_id": "key", "aws_secret_access_key": "secret"}
            made = boto3.client(service, region_name="eu-west-1", **keys)
            self.stubs[service] = Stubber(made)
            self.stubs[service].activate()
        return self.stubs[service].client

    def answers(self, service: str, verb: str, answer: dict[str, Any], **expected: Any) -> None:
        self.client(service)
        self.stubs[service].add_response(verb, answer, expected)

    def refuses(self, service: str, verb: str, code: str, text: str = "text") -> None:
        self.client(service)
        self.stubs[service].add_client_error(verb, code, text)


@pytest.fixture
def aws() -> Iterator[Aws]:
    scripted = Aws()
    yield scripted
    for stub in scripted.stubs.values():
        stub.assert_no_pending_responses()


def test_a_service_is_read_with_its_deployments_and_where_else_to_look(aws: Aws) -> None:
    found = {
        "serviceArn": SERVICE,
        "serviceName": "web",
        "clusterArn": f"{ARN}:cluster/main",
        "status": "ACTIVE",
        "desiredCount": 2,
        "runningCount": 1,
        "pendingCount": 1,
        "taskDefinition": DEFINITION,
        "loadBalancers": [{"targetGroupArn": GROUP}, {"loadBalancerName": "classic"}],
        "capacityProviderStrategy": [{"capacityProvider": "instances", "weight": 1}],
        "events": [{"id": "1", "createdAt": AT, "message": "(service web) has begun"}],
        "deployments": [
            {
                "id": "ecs-svc/1",
                "status": "PRIMARY",
                "taskDefinition": DEFINITION,
                "rolloutState": "FAILED",
                "rolloutStateReason": "tasks failed to start.",
                "failedTasks": 3,
                "runningCount": 1,
            }
        ],
    }
    aws.answers(
        "ecs", "describe_services", {"services": [found]}, cluster="main", services=[SERVICE]
    )
    deployment = f.Deployment(
        id="ecs-svc/1",
        status="PRIMARY",
        task_definition=DEFINITION,
        rollout="FAILED",
        reason="tasks failed to start.",
        running=1,
        failed=3,
    )
    (state,) = ECS(aws.client("ecs")).services("main", [SERVICE])
    assert state == ServiceState(
        arn=SERVICE,
        task_definition=DEFINITION,
        target_groups=(GROUP,),
        providers=("instances",),
        facts=f.ServiceFacts(
            name="web",
            cluster="main",
            desired=2,
            running=1,
            pending=1,
            events=(f.Message(at=AT, text="(service web) has begun"),),
            deployments=(deployment,),
        ),
    )
    assert (state.family, state.fargate) == ("web", False)


@pytest.mark.parametrize(
    ("by", "given"), [({"serviceName": "web"}, ()), ({"family": "web"}, ("web",))]
)
def test_tasks_are_read_newest_first_and_those_of_others_left_out(
    aws: Aws, by: dict[str, str], given: tuple[str, ...]
) -> None:
    asked = {"cluster": "main", "maxResults": 50, **by}
    aws.answers("ecs", "list_tasks", {"taskArns": [TASK]}, **asked, desiredStatus="STOPPED")
    aws.answers("ecs", "list_tasks", {"taskArns": ["b", "c"]}, **asked, desiredStatus="RUNNING")
    app = {
        "name": "app",
        "image": "web:41",
        "exitCode": 1,
        "reason": "r",
        "healthStatus": "HEALTHY",
    }
    stopped = {
        "taskArn": TASK,
        "group": "service:web",
        "taskDefinitionArn": DEFINITION,
        "lastStatus": "STOPPED",
        "stopCode": "EssentialContainerExited",
        "stoppedReason": "Essential container in task exited",
        "createdAt": AT,
        "stoppedAt": AT.replace(day=2),
        "containers": [app],
    }
    runs = {"taskArn": "b", "group": "service:web", "lastStatus": "RUNNING", "createdAt": AT}
    other = {"taskArn": "c", "group": "family:batch"}
    tasks = {"tasks": [other, runs, stopped]}
    aws.answers("ecs", "describe_tasks", tasks, cluster="main", tasks=[TASK, "b", "c"])
    first, second = ECS(aws.client("ecs")).tasks("main", "web", *given)
    assert first == f.TaskFacts(
        id="0123",
        task_definition=DEFINITION,
        status="STOPPED",
        code="EssentialContainerExited",
        reason="Essential container in task exited",
        at=AT.replace(day=2),
        containers=(
            f.Container(name="app", image="web:41", exit_code=1, reason="r", health="HEALTHY"),
        ),
    )
    assert (second.id, second.status) == ("b", "RUNNING")


def test_where_there_are_no_tasks_none_is_described(aws: Aws) -> None:
    for status in ("STOPPED", "RUNNING"):
        asked = {"cluster": "main", "maxResults": 50, "serviceName": "web"}
        aws.answers("ecs", "list_tasks", {"taskArns": []}, **asked, desiredStatus=status)
    assert ECS(aws.client("ecs")).tasks("main", "web") == ()


def test_only_a_log_whose_stream_has_a_known_name_has_a_place(aws: Aws) -> None:
    def logs(**options: str) -> dict[str, Any]:
        return {"logConfiguration": {"logDriver": "awslogs", "options": options}}

    known = {"awslogs-group": "/web", "awslogs-stream-prefix": "web"}
    containers = [
        {"name": "app", **logs(**known)},
        {"name": "unnamed", **logs(**{"awslogs-group": "/web"})},
        {"name": "routed", "logConfiguration": {"logDriver": "awsfirelens"}},
        {"name": "silent"},
    ]
    answer = {"taskDefinition": {"containerDefinitions": containers}}
    aws.answers("ecs", "describe_task_definition", answer, taskDefinition=DEFINITION)
    places = ECS(aws.client("ecs")).log_places(DEFINITION)
    assert places == {"app": LogPlace(group="/web", prefix="web")}


def test_what_is_left_on_the_instances_is_read(aws: Aws) -> None:
    arns = {"containerInstanceArns": ["one"]}
    aws.answers("ecs", "list_container_instances", arns, cluster="main", maxResults=100)
    left = [{"name": "CPU", "integerValue": 64}, {"name": "MEMORY", "integerValue": 300}]
    instance = {
        "containerInstanceArn": "one",
        "ec2InstanceId": "i-1",
        "status": "ACTIVE",
        "agentConnected": True,
        "remainingResources": [*left, {"name": "PORTS", "stringSetValue": ["22"]}],
    }
    answer = {"containerInstances": [instance]}
    asked = {"cluster": "main", "containerInstances": ["one"]}
    aws.answers("ecs", "describe_container_instances", answer, **asked)
    found = f.Instance(id="i-1", status="ACTIVE", connected=True, cpu=64, memory=300)
    room = ECS(aws.client("ecs")).room("main")
    assert room == f.Room(cluster="main", instances=(found,))


def test_an_empty_cluster_takes_one_call(aws: Aws) -> None:
    none: dict[str, Any] = {"containerInstanceArns": []}
    aws.answers("ecs", "list_container_instances", none, cluster="main", maxResults=100)
    assert ECS(aws.client("ecs")).room("main") == f.Room(cluster="main", instances=())


def test_the_groups_behind_capacity_providers_are_known_by_their_names(aws: Aws) -> None:
    group = "arn:aws:autoscaling:eu-west-1:1:autoScalingGroup:u:autoScalingGroupName/asg"
    scaled = {"name": "instances", "autoScalingGroupProvider": {"autoScalingGroupArn": group}}
    answer = {"capacityProviders": [scaled, {"name": "FARGATE"}]}
    asked = ["instances", "FARGATE"]
    aws.answers("ecs", "describe_capacity_providers", answer, capacityProviders=asked)
    assert ECS(aws.client("ecs")).scaled_by(asked) == ("asg",)


def test_the_last_lines_of_a_log_are_read(aws: Aws) -> None:
    events = {"events": [{"timestamp": 1, "message": "a\n"}, {"timestamp": 2, "message": "b"}]}
    asked = {"logGroupName": "/web", "logStreamName": "s", "limit": 15, "startFromHead": False}
    aws.answers("logs", "get_log_events", events, **asked)
    assert CloudWatchLogs(aws.client("logs")).last("/web", "s", 15) == ("a", "b")


def test_only_what_a_group_could_not_do_is_read_deleted_groups_too(aws: Aws) -> None:
    def activity(code: str, **more: str) -> dict[str, Any]:
        known = {"ActivityId": "1", "AutoScalingGroupName": "asg", "Cause": "c"}
        return {**known, "StartTime": AT, "StatusCode": code, "Description": "Launching", **more}

    answer = {"Activities": [activity("Failed", StatusMessage="no"), activity("Successful")]}
    asked = {"AutoScalingGroupName": "asg", "IncludeDeletedGroups": True, "MaxRecords": 20}
    aws.answers("autoscaling", "describe_scaling_activities", answer, **asked)
    failed = f.Activity(at=AT, group="asg", status="Failed", text="no")
    assert AutoScaling(aws.client("autoscaling")).failures("asg") == (failed,)


@pytest.mark.parametrize(
    ("given", "check"),
    [
        (
            {"HealthCheckPath": "/up", "Matcher": {"HttpCode": "200"}},
            "HTTP /up, expecting 200, within 5 s",
        ),
        ({}, "HTTP, within 5 s"),
    ],
)
def test_a_target_group_is_read_with_its_check_and_its_targets(
    aws: Aws, given: dict[str, Any], check: str
) -> None:
    group = {"TargetGroupArn": GROUP, "TargetGroupName": "web-Targe"}
    asks = {"HealthCheckProtocol": "HTTP", "HealthCheckTimeoutSeconds": 5, **given}
    answer = {"TargetGroups": [{**group, **asks}]}
    aws.answers("elbv2", "describe_target_groups", answer, TargetGroupArns=[GROUP])
    why = {"State": "unhealthy", "Reason": "Target.Timeout", "Description": "Request timed out"}
    targets = [{"Target": {"Id": "i-1", "Port": 32768}, "TargetHealth": why}]
    health = {"TargetHealthDescriptions": targets}
    aws.answers("elbv2", "describe_target_health", health, TargetGroupArn=GROUP)
    target = f.Target(
        id="i-1",
        port=32768,
        state="unhealthy",
        reason="Target.Timeout",
        description="Request timed out",
    )
    found = LoadBalancing(aws.client("elbv2")).groups([GROUP])
    assert found == (f.TargetGroup(name="web-Targe", check=check, targets=(target,)),)


Look = Callable[[Any], object]
LOOKS: list[tuple[str, str, str, Look]] = [
    ("ecs", "describe_services", "ecs:DescribeServices", lambda c: ECS(c).services("m", ["s"])),
    ("ecs", "list_tasks", "ecs:ListTasks", lambda c: ECS(c).tasks("m", "s")),
    ("ecs", "describe_task_definition", "ecs:Desc", lambda c: ECS(c).log_places(DEFINITION)),
    ("ecs", "list_container_instances", "ecs:ListCont", lambda c: ECS(c).room("m")),
    ("ecs", "describe_capacity_providers", "ecs:Desc", lambda c: ECS(c).scaled_by(["p"])),
    ("logs", "get_log_events", "logs:Get", lambda c: CloudWatchLogs(c).last("g", "s", 1)),
    ("autoscaling", "describe_scaling_activities", "auto", lambda c: AutoScaling(c).failures("g")),
    ("elbv2", "describe_target_groups", "elastic", lambda c: LoadBalancing(c).groups([GROUP])),
]


@pytest.mark.parametrize(
    ("service", "verb", "right", "look"), LOOKS, ids=[verb for _, verb, _, _ in LOOKS]
)
def test_a_missing_right_is_told_by_its_name(
    aws: Aws, service: str, verb: str, right: str, look: Look
) -> None:
    aws.refuses(service, verb, "AccessDenied" if service == "elbv2" else "AccessDeniedException")
    with pytest.raises(NotAllowed, match=f"^not allowed to look at .*: {right}"):
        look(aws.client(service))


@pytest.mark.parametrize(
    ("service", "verb", "code", "text", "look"),
    [
        ("ecs", "describe_services", "ClusterNotFoundException", "no", LOOKS[0][3]),
        ("ecs", "list_tasks", "ServiceNotFoundException", "no", LOOKS[1][3]),
        (
            "ecs",
            "describe_task_definition",
            "ClientException",
            "Unable to describe task definition.",
            LOOKS[2][3],
        ),
        ("logs", "get_log_events", "ResourceNotFoundException", "no", LOOKS[5][3]),
        (
            "autoscaling",
            "describe_scaling_activities",
            "ValidationError",
            "AutoScalingGroup name not found - no",
            LOOKS[6][3],
        ),
        ("elbv2", "describe_target_groups", "TargetGroupNotFound", "no", LOOKS[7][3]),
    ],
)
def test_what_is_gone_is_not_there(
    aws: Aws, service: str, verb: str, code: str, text: str, look: Look
) -> None:
    aws.refuses(service, verb, code, text)
    with pytest.raises(NotThere):
        look(aws.client(service))


@pytest.mark.parametrize(
    ("code", "error"),
    [("ExpiredTokenException", CannotReachAWS), ("InvalidParameterException", Refused)],
)
def test_anything_else_is_said_as_everywhere(aws: Aws, code: str, error: type[Exception]) -> None:
    aws.refuses("ecs", "describe_services", code)
    with pytest.raises(error):
        ECS(aws.client("ecs")).services("main", [SERVICE])


def test_a_connection_gives_all_the_clients(aws: Aws) -> None:
    clients = clients_of(aws)
    assert isinstance(clients.ecs, ECS)
    assert set(aws.stubs) == {"ecs", "logs", "elbv2", "autoscaling"}
