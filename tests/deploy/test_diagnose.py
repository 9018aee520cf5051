"""What is looked at after a failure, in which order, and what is kept secret of it."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from generators.deploy.cloud import Resource
from generators.deploy.diagnose import facts as f
from generators.deploy.diagnose.clients import Clients
from generators.deploy.diagnose.hiding import hidden, shown
from generators.deploy.diagnose.looks import NotAllowed, NotThere
from generators.deploy.diagnose.why import Explanation, why
from generators.deploy.ecs_shapes import LogPlace, ServiceState
from generators.errors import CannotReachAWS, NoAnswer, Refused, Throttled
from tests.deploy.failing import BEGAN, event
from tests.projects import ROOT

SERVICE = "arn:aws:ecs:eu-west-1:123456789012:service/main/web"
DEFINITION = "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:7"
KINDS = {
    "service": ("AWS::ECS::Service", SERVICE),
    "taskdefinition": ("AWS::ECS::TaskDefinition", DEFINITION),
}
WHOLE = [
    event("web", "AWS::CloudFormation::Stack", "CREATE_IN_PROGRESS", "User Initiated", "id"),
    event("taskdefinition", KINDS["taskdefinition"][0], "CREATE_COMPLETE", "", DEFINITION, 1),
    event("service", KINDS["service"][0], "CREATE_IN_PROGRESS", "Initiated", SERVICE, 2),
    event("service", KINDS["service"][0], "CREATE_FAILED", "circuit breaker", SERVICE, 300),
    event("policy", "AWS::IAM::Policy", "CREATE_FAILED", "Resource creation cancelled", "", 301),
]
ENDED = f.TaskFacts(
    id="0123",
    task_definition=DEFINITION,
    status="STOPPED",
    code="EssentialContainerExited",
    reason="Essential container in task exited",
    at=BEGAN + timedelta(seconds=60),
    containers=(f.Container(name="app", image="web:41", exit_code=1),),
)
Raises = dict[str, Exception]


@dataclass
class Aws:
    """All clients in one, in memory. `errors` are raised by the calls of their names."""

    service: f.ServiceFacts = field(
        default_factory=lambda: f.ServiceFacts(name="web", cluster="main", desired=1)
    )
    tasks_: tuple[f.TaskFacts, ...] = ()
    target_groups: tuple[str, ...] = ()
    providers: tuple[str, ...] = ("instances",)
    lines: tuple[str, ...] = ("starting", "no DATABASE_URL")
    activities: tuple[f.Activity, ...] = ()
    errors: Raises = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)

    def _call(self, name: str, *about: object) -> None:
        self.calls.append(" ".join((name, *map(str, about))))
        if name in self.errors:
            raise self.errors[name]

    def services(self, cluster: str, services: Sequence[str]) -> tuple[ServiceState, ...]:
        self._call("services", cluster, len(services))
        state = ServiceState(
            arn=SERVICE,
            task_definition=DEFINITION,
            facts=self.service,
            target_groups=self.target_groups,
            providers=self.providers,
        )
        return (state,) if SERVICE in services else ()

    def tasks(self, cluster: str, service: str, family: str = "") -> tuple[f.TaskFacts, ...]:
        self._call("tasks", cluster, service, *([family] if family else ()))
        return self.tasks_

    def log_places(self, task_definition: str) -> dict[str, LogPlace]:
        self._call("log_places", task_definition.rpartition("/")[2])
        return {"app": LogPlace(group="/web", prefix="web")}

    def room(self, cluster: str) -> f.Room:
        self._call("room", cluster)
        return f.Room(cluster=cluster, instances=())

    def scaled_by(self, providers: Sequence[str]) -> tuple[str, ...]:
        self._call("scaled_by", *providers)
        return ("asg",)

    def last(self, group: str, stream: str, count: int) -> tuple[str, ...]:
        self._call("last", group, stream, count)
        return self.lines

    def groups(self, arns: Sequence[str]) -> tuple[f.TargetGroup, ...]:
        self._call("groups", *arns)
        return (f.TargetGroup(name="web"),)

    def failures(self, group: str) -> tuple[f.Activity, ...]:
        self._call("failures", group)
        return self.activities

    def clients(self) -> Clients:
        return Clients(ecs=self, logs=self, balancers=self, groups=self)


def asked(aws: Aws, events: Any = WHOLE, mask: Callable[[str], str] = str) -> Explanation:
    return why("web", events, (), aws.clients(), mask)


def test_a_container_that_ends_is_found_by_few_calls_in_their_order() -> None:
    aws = Aws(tasks_=(ENDED,), target_groups=("tg",))
    told = asked(aws)
    assert aws.calls == [
        "services main 1",
        "tasks main web",
        "groups tg",
        "log_places web:7",
        "last /web web/app/0123 15",
    ]
    assert told.causes[0].sentence.startswith("web's app ended with an error")
    assert told.facts.services[0].logs[0].lines == ("starting", "no DATABASE_URL")
    assert [one.logical_id for one in told.facts.failed] == ["service"]


def test_a_stack_without_services_and_groups_is_explained_without_a_call() -> None:
    reason = "Priority '7' is currently in use"
    rule = event("rule", "AWS::ElasticLoadBalancingV2::ListenerRule", "CREATE_FAILED", reason)
    aws = Aws()
    assert "priority 7" in asked(aws, [rule]).causes[0].sentence
    assert aws.calls == []


def test_the_resources_are_enough_where_a_running_operation_has_no_event_of_them() -> None:
    aws = Aws(tasks_=(ENDED,))
    resource = Resource(logical_id="service", physical_id=SERVICE, type="AWS::ECS::Service")
    why("web", (), (resource,), aws.clients(), str)
    assert aws.calls[:2] == ["services main 1", "tasks main web"]


def test_a_service_that_is_being_deleted_still_has_tasks_by_their_family() -> None:
    gone = f.ServiceFacts(name="web", cluster="main", status="INACTIVE")
    aws = Aws(service=gone, tasks_=(ENDED,))
    assert asked(aws).causes
    assert aws.calls[1] == "tasks main web web"


def test_a_service_that_ecs_has_forgotten_is_known_by_its_events() -> None:
    aws = Aws(tasks_=(ENDED,), errors={"services": NotThere("main")})
    told = asked(aws)
    assert aws.calls[1] == "tasks main web web"
    assert told.facts.services[0].status == ""
    assert told.facts.notes == ()


@pytest.mark.parametrize(
    ("call", "says"),
    [("services", "the services of main: ecs:DescribeServices"), ("last", "/web: logs:Get")],
)
def test_a_missing_right_is_noted_and_the_rest_is_looked_at(call: str, says: str) -> None:
    aws = Aws(tasks_=(ENDED,), errors={call: NotAllowed(f"not allowed to look at {says}")})
    told = asked(aws)
    assert told.facts.notes == (f"not allowed to look at {says}",)
    assert told.causes[0].sentence.startswith("web's app ended")


def test_what_aws_refuses_for_another_reason_is_noted_too() -> None:
    told = asked(Aws(errors={"tasks": Refused("the tasks of web: no (InvalidParameter)")}))
    assert told.facts.notes == ("could not look: the tasks of web: no (InvalidParameter)",)


def test_without_a_way_to_aws_no_further_call_is_tried() -> None:
    aws = Aws(errors={"services": CannotReachAWS("AWS could not be reached")})
    told = asked(aws)
    assert aws.calls == ["services main 1"]
    assert told.facts.notes == ("AWS could not be reached",)
    assert "gave the deployment" in told.causes[0].sentence


@pytest.mark.parametrize("error", [Throttled("slow down"), NoAnswer("no answer")])
def test_one_call_without_an_answer_does_not_keep_the_others_back(error: Exception) -> None:
    aws = Aws(tasks_=(ENDED,), errors={"services": error})
    told = asked(aws)
    assert "tasks main web web" in aws.calls
    assert told.facts.notes == (str(error),)


def test_after_two_calls_without_an_answer_no_further_one_is_tried() -> None:
    silent = NoAnswer("no answer")
    aws = Aws(tasks_=(ENDED,), errors={"services": silent, "tasks": silent})
    kind = "AWS::AutoScaling::AutoScalingGroup"
    asked(aws, [*WHOLE, event("Group", kind, "CREATE_COMPLETE", "", "asg", 3)])
    assert aws.calls == ["services main 1", "tasks main web web"]


def test_what_happened_before_the_operation_began_is_left_out() -> None:
    before = BEGAN - timedelta(minutes=5)
    old = replace(ENDED, id="old", at=before)
    messages = tuple(f.Message(at=at, text=str(at)) for at in (BEGAN, before))
    service = f.ServiceFacts(name="web", cluster="main", events=messages)
    told = asked(Aws(service=service, tasks_=(ENDED, old)))
    assert [task.id for task in told.facts.services[0].tasks] == ["0123"]
    assert [message.at for message in told.facts.services[0].events] == [BEGAN]


def test_tasks_that_were_no_longer_wanted_tell_nothing() -> None:
    reason = "Scaling activity initiated by (deployment ecs-svc/1)"
    idle = replace(ENDED, code="ServiceSchedulerInitiated", reason=reason)
    assert asked(Aws(tasks_=(idle,))).facts.services[0].tasks == ()


NO_ROOM = f.ServiceFacts(
    name="web",
    cluster="main",
    events=(f.Message(at=BEGAN, text="(service web) no container instance met all"),),
)
LACK = "We currently do not have sufficient t3.micro capacity in the Availability Zone (eu-west-1a)"


def test_for_want_of_room_the_instances_and_what_should_start_them_are_looked_at() -> None:
    earlier = f.Activity(at=BEGAN - timedelta(minutes=50), group="asg", status="Failed", text=LACK)
    long_ago = replace(earlier, at=BEGAN - timedelta(days=3))
    aws = Aws(service=NO_ROOM, activities=(earlier, long_ago))
    told = asked(aws)
    assert aws.calls[2:] == ["room main", "scaled_by instances", "failures asg"]
    assert told.facts.activities == (earlier,)
    assert "EC2 has no t3.micro instances" in told.causes[0].sentence


@pytest.mark.parametrize("reason", ["EMPTY CAPACITY PROVIDER", "NO ACTIVE INSTANCES"])
def test_a_task_that_says_so_is_reason_enough_to_look_at_them(reason: str) -> None:
    never = replace(ENDED, reason=f"TaskFailedToStart: {reason}", containers=())
    aws = Aws(tasks_=(never,))
    told = asked(aws)
    assert aws.calls[-3:] == ["room main", "scaled_by instances", "failures asg"]
    assert told.causes[0].sentence == (
        "The cluster main has no instance (yet) on which a task could run."
    )


@pytest.mark.parametrize("providers", [("FARGATE",), ("FARGATE_SPOT", "FARGATE")])
def test_on_fargate_there_are_no_instances_to_look_at(providers: tuple[str, ...]) -> None:
    aws = Aws(service=NO_ROOM, providers=providers)
    asked(aws)
    assert aws.calls == ["services main 1", "tasks main web"]


def test_the_stack_s_own_group_and_its_signals_are_looked_at() -> None:
    kind = "AWS::CloudFormation::WaitCondition"
    signal = "Received FAILURE signal with UniqueId i-0abc"
    events = [
        event("Group", "AWS::AutoScaling::AutoScalingGroup", "CREATE_COMPLETE", "", "asg"),
        event("InstancesJoined", kind, "CREATE_IN_PROGRESS", signal, "", 9),
        event("InstancesJoined", kind, "CREATE_FAILED", signal, "", 10),
    ]
    aws = Aws()
    told = asked(aws, events)
    assert aws.calls == ["failures asg"]
    assert told.facts.signals == (f.Signals(logical_id="InstancesJoined", failed=("i-0abc",)),)
    assert told.causes[0].sentence.startswith("The instance i-0abc started")


MISSED = (
    "Failed to receive 1 resource signal(s) for the current batch.  Each resource signal timeout is"
    " counted as a FAILURE."
)
NOT_ENOUGH = "Unable to satisfy 100% MinSuccessfulInstancesPercent requirement"


@pytest.mark.parametrize(
    ("waited", "ended", "says"),
    [
        (MISSED, "Received 0 SUCCESS signal(s) out of 1.", "No instance joined the cluster"),
        (MISSED, "Received 1 FAILURE signal(s) out of 1.", "No instance joined the cluster"),
        (
            "Received FAILURE signal with UniqueId i-0abc",
            "Received 1 FAILURE signal(s) out of 1.",
            "The instance i-0abc started, and could not",
        ),
    ],
)
def test_a_rolling_update_tells_by_what_came_before_why_it_failed(
    waited: str, ended: str, says: str
) -> None:
    kind = "AWS::AutoScaling::AutoScalingGroup"
    events = [
        event("web", "AWS::CloudFormation::Stack", "UPDATE_IN_PROGRESS", "User Initiated", "id"),
        event("Group", kind, "UPDATE_IN_PROGRESS", waited, "asg", 900),
        event("Group", kind, "UPDATE_FAILED", f"{ended}  {NOT_ENOUGH}", "asg", 901),
    ]
    (cause,) = asked(Aws(), events).causes
    assert cause.sentence.startswith(says)
    assert cause.evidence == (f"{ended}  {NOT_ENOUGH}",)


@pytest.mark.parametrize(
    ("reason", "heard"),
    [
        (MISSED, f.Signals(logical_id="Group", missed=1)),
        (
            "Received FAILURE signal with UniqueId i-0abc",
            f.Signals(logical_id="Group", failed=("i-0abc",)),
        ),
    ],
)
def test_signals_of_one_group_say_nothing_of_what_another_resource_failed_by(
    reason: str, heard: f.Signals
) -> None:
    kind = "AWS::AutoScaling::AutoScalingGroup"
    events = [
        event("Group", kind, "UPDATE_IN_PROGRESS", reason, "asg", 900),
        event("Group", kind, "UPDATE_COMPLETE", "", "asg", 950),
        event("Rule", "AWS::ElasticLoadBalancingV2::ListenerRule", "UPDATE_FAILED", "no such", "r"),
    ]
    told = asked(Aws(), events)
    assert told.facts.signals == (heard,)
    assert told.causes == ()


def test_a_task_that_runs_and_is_unwell_is_asked_for_its_log() -> None:
    app = f.Container(name="app", health="UNHEALTHY")
    runs = replace(ENDED, status="RUNNING", code="", reason="", containers=(app,))
    aws = Aws(tasks_=(runs,))
    assert asked(aws).facts.services[0].logs[0].container == "app"


def test_a_container_that_never_ran_has_no_log() -> None:
    never = f.Container(name="app", reason="CannotPullContainerError: manifest unknown")
    aws = Aws(tasks_=(replace(ENDED, containers=(never,)),))
    asked(aws)
    assert not any(call.startswith(("log_places", "last")) for call in aws.calls)


def test_to_have_it_at_hand_loads_nothing_heavy() -> None:
    code = (
        "import sys, generators.deploy.diagnose.why, generators.deploy.running;"
        "print({'botocore', 'troposphere', 'rich', 'pydantic'} & set(sys.modules))"
    )
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert found.stdout.strip() == "set()", found.stderr


def test_ten_services_of_a_cluster_take_one_call() -> None:
    services = [
        Resource(logical_id=f"s{n}", physical_id=f"{SERVICE}{n}", type="AWS::ECS::Service")
        for n in range(11)
    ]
    aws = Aws()
    why("web", (), services, aws.clients(), str)
    assert [call for call in aws.calls if call.startswith("services")] == [
        "services main 10",
        "services main 1",
    ]


def test_why_the_stack_itself_failed_counts_where_no_resource_did() -> None:
    reason = "Export a cannot be deleted as it is in use by other-stack"
    events = [
        event("web", "AWS::CloudFormation::Stack", "UPDATE_ROLLBACK_IN_PROGRESS", reason),
        event(
            "web",
            "AWS::CloudFormation::Stack",
            "UPDATE_ROLLBACK_FAILED",
            "The following resource(s) failed to update: [service].",
        ),
    ]
    told = asked(Aws(), events)
    assert len(told.facts.failed) == 1
    assert told.causes[0].sentence.startswith("The stack other-stack imports a")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("key AKIAABCDEFGHIJKLMNOP.", "key ****"),
        ("GET https://jane:hunter2@example.com/x", "GET ****"),
        ("auth eyJhbGciOiJI.eyJzdWIiOiIx.SflKxwRJSMeKKF2Q done", "auth **** done"),
        ("run --password=hunter2 now", "run **** now"),
        ("DB_PASSWORD=hunter2 is wrong", "DB_PASSWORD=**** is wrong"),
        ('{"api_key": "hunter2", "user": "jane"}', '{"api_key": "****", "user": "jane"}'),
        ("TOKEN=true, tries=3", "TOKEN=true, tries=3"),
        ("SyntaxError: Unexpected token: x", "SyntaxError: Unexpected token: x"),
        ("listening on http://0.0.0.0:8080", "listening on http://0.0.0.0:8080"),
    ],
)
def test_what_looks_like_a_secret_is_not_shown(line: str, told: str) -> None:
    assert shown(line) == told


def test_a_line_without_end_is_looked_through_in_no_time_and_cut() -> None:
    log = f.Log(container="app", group="g", stream="s", lines=("x" * 4000, "=a" * 2000))
    service = f.ServiceFacts(name="web", cluster="main", logs=(log,))
    began = time.perf_counter()
    told = hidden(f.Facts(services=(service,)), str)
    assert time.perf_counter() - began < 2
    assert [len(line) for line in told.services[0].logs[0].lines] == [2000, 2000]


def test_no_secret_is_left_in_any_of_the_facts() -> None:
    aws = Aws(tasks_=(replace(ENDED, reason="hunter2 is wrong"),), lines=("see hunter2",))
    told = asked(aws, mask=lambda text: text.replace("hunter2", "****"))
    assert "hunter2" not in repr(told)
    assert told.facts.services[0].logs[0].lines == ("see ****",)


def test_a_private_key_is_hidden_with_all_its_lines() -> None:
    lines = ("a", "x -----BEGIN RSA PRIVATE KEY-----", "MIIE", "-----END RSA PRIVATE KEY-----", "b")
    log = f.Log(container="app", group="g", stream="s", lines=lines)
    service = f.ServiceFacts(name="web", cluster="main", logs=(log,))
    told = hidden(f.Facts(services=(service,)), str)
    assert told.services[0].logs[0].lines == ("a", "x ****", "b")
