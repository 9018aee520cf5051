"""Why a stack failed, as a terminal shows it."""

from __future__ import annotations

from datetime import UTC, datetime

from generators.deploy.diagnose import facts as f
from generators.deploy.diagnose.causes import Cause
from generators.deploy.diagnose.why import Explanation, explained
from generators.report import why

AT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
LOCAL = AT.astimezone().strftime("%H:%M:%S")
TASK = f.TaskFacts(
    id="0123",
    task_definition="web:7",
    status="STOPPED",
    code="EssentialContainerExited",
    reason="Essential container in task exited",
    containers=(
        f.Container(name="app", image="web:41", exit_code=1, reason="see the log"),
        f.Container(name="sidecar", health="UNHEALTHY"),
        f.Container(name="well", health="HEALTHY"),
    ),
)
TARGETS = (
    f.Target(id="i-1", port=80, state="unhealthy", reason="Target.Timeout", description="late"),
    f.Target(id="i-2", port=80, state="healthy"),
)
WEB = f.ServiceFacts(
    name="web",
    cluster="main",
    desired=2,
    pending=1,
    events=(f.Message(at=AT, text="second"), f.Message(at=AT, text="first")),
    deployments=(
        f.Deployment(
            id="1",
            status="PRIMARY",
            task_definition="web:7",
            rollout="FAILED",
            failed=3,
            reason="r",
        ),
        f.Deployment(id="2", status="ACTIVE", task_definition="web:6", rollout="COMPLETED"),
    ),
    tasks=(TASK,),
    groups=(f.TargetGroup(name="tg", check="HTTP /, within 5 s", targets=TARGETS),),
    logs=(f.Log(container="app", group="/web", stream="web/app/0123", lines=("boom\x1b[2J",)),),
)
FACTS = f.Facts(
    stack="web",
    failed=(
        f.Failed(
            logical_id="service",
            type="AWS::ECS::Service",
            status="CREATE_FAILED",
            reason='Resource handler returned message: "no (Service: Ecs)" (RequestToken: 1, '
            "HandlerErrorCode: InvalidRequest)",
        ),
    ),
    signals=(
        f.Signals(logical_id="InstancesJoined", failed=("i-1",)),
        f.Signals(logical_id="Other", succeeded=("i-2",)),
    ),
    services=(WEB,),
    rooms=(
        f.Room(cluster="empty", instances=()),
        f.Room(
            cluster="main",
            instances=(f.Instance(id="i-9", status="ACTIVE", connected=True, cpu=1, memory=2),),
        ),
    ),
    activities=(f.Activity(at=AT, group="asg", status="Failed", text="no capacity"),),
    notes=("not allowed to look at the log group /web: logs:GetLogEvents",),
)


def shown(explanation: Explanation) -> list[str]:
    return [line.plain for line in why.lines(explanation)]


def test_the_likely_cause_comes_first_and_then_all_that_was_seen() -> None:
    causes = (Cause(sentence="One.", cure="Do it."), Cause(sentence="Two.", cure="Do that."))
    assert shown(Explanation(causes=causes, facts=FACTS)) == [
        "  Likely cause: One.",
        "    Do it.",
        "  Perhaps also: Two.",
        "    Do that.",
        "  Failed resources",
        "    service (AWS::ECS::Service) CREATE_FAILED: no (Service: Ecs)",
        "    InstancesJoined: signalled failure: i-1",
        "  Auto Scaling",
        "    asg: no capacity",
        "  Instances of empty",
        "    none",
        "  Instances of main",
        "    i-9: 1 CPU units, 2 MiB left",
        "  Service web: 0 of 2 tasks run, 1 start",
        "    deployment FAILED, 3 tasks failed: r",
        f"    {LOCAL}  first",
        f"    {LOCAL}  second",
        "    task 0123 stopped: Essential container in task exited",
        "      app exit code 1: see the log",
        "      sidecar UNHEALTHY",
        "    i-1:80 is unhealthy (Target.Timeout): late; asked by HTTP /, within 5 s",
        "  The last lines of app (/web, web/app/0123)",
        "    boom [2J",
        "  not allowed to look at the log group /web: logs:GetLogEvents",
    ]


def test_where_no_cause_is_known_what_was_seen_is_shown_all_the_same() -> None:
    assert shown(explained(f.Facts(failed=FACTS.failed)))[:2] == [
        "  None of the well-known causes; this is what was seen:",
        "  Failed resources",
    ]


def test_a_service_that_goes_says_so_and_nothing_long_is_shown_whole() -> None:
    log = f.Log(container="app", group="g", stream="s", lines=("x" * 600, *("y" * 20)))
    service = f.ServiceFacts(name="web", cluster="main", status="INACTIVE", logs=(log,))
    found = shown(Explanation(causes=(), facts=f.Facts(services=(service,))))
    assert found[1] == "  Service web (INACTIVE): 0 of 0 tasks run"
    assert len(found) == 3 + why.LINES
    unknown = f.ServiceFacts(name="web", cluster="main", status="")
    assert shown(Explanation(causes=(), facts=f.Facts(services=(unknown,))))[1:] == [
        "  Service web"
    ]
    long = f.Failed(logical_id="a", type="b", status="c", reason="x" * 600)
    row = shown(Explanation(causes=(), facts=f.Facts(failed=(long,))))[-1]
    assert row.endswith("x …")
    assert len(row) < 520
