"""Facts as they would be gathered, out of a few words of AWS's: for cases kept as data."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from generators.deploy.cloud import StackEvent
from generators.deploy.diagnose import facts as f

BEGAN = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def facts(case: dict[str, Any]) -> f.Facts:
    """What one case tells.

    Its keys: `resource` or `activity` (a reason), `event`, `deployment`, `task` (why it stopped,
    with `code`), `container` (its reason, with `image`, `exit_code`), `target` (reason and
    description), `log` (a line), `instances` (CPU and memory left), `failed_signal` (an instance),
    `missed_signals` (how many).
    """
    resource = case.get("resource")
    return f.Facts(
        stack="web",
        failed=(_failed(case, resource),) if resource is not None else (),
        signals=_signals(case),
        services=(_service(case),) if _SERVICES & set(case) else (),
        rooms=(_room(case["instances"]),) if "instances" in case else (),
        activities=(f.Activity(at=BEGAN, group="asg", status="Failed", text=case["activity"]),)
        if "activity" in case
        else (),
    )


_SERVICES = {"event", "deployment", "task", "container", "target", "log", "exit_code"}


def _signals(case: dict[str, Any]) -> tuple[f.Signals, ...]:
    if not {"failed_signal", "missed_signals"} & set(case):
        return ()
    failed = (case["failed_signal"],) if "failed_signal" in case else ()
    missed = case.get("missed_signals", 0)
    return (f.Signals(logical_id=case["logical_id"], failed=failed, missed=missed),)


def _failed(case: dict[str, Any], reason: str) -> f.Failed:
    return f.Failed(
        logical_id=case.get("logical_id", "service"),
        type=case.get("type", "AWS::ECS::Service"),
        status=case.get("status", "CREATE_FAILED"),
        reason=reason,
    )


def _service(case: dict[str, Any]) -> f.ServiceFacts:
    target = case.get("target")
    group = f.TargetGroup(
        name="web-Targe",
        check="HTTP /health, expecting 200-399, within 5 s",
        targets=(f.Target(id="i-1", port=32768, state="unhealthy", **target),) if target else (),
    )
    return f.ServiceFacts(
        name="web",
        cluster="main",
        desired=1,
        events=(f.Message(at=BEGAN, text=case["event"]),) if "event" in case else (),
        deployments=(_deployment(case["deployment"]),) if "deployment" in case else (),
        tasks=(_task(case),) if {"task", "container", "exit_code"} & set(case) else (),
        groups=(group,),
        logs=(f.Log(container="app", group="g", stream="s", lines=(case["log"],)),)
        if "log" in case
        else (),
    )


def _deployment(reason: str) -> f.Deployment:
    return f.Deployment(
        id="ecs-svc/1", status="PRIMARY", task_definition="", rollout="FAILED", reason=reason
    )


def _task(case: dict[str, Any]) -> f.TaskFacts:
    app = f.Container(
        name="app",
        image=case.get("image", ""),
        exit_code=case.get("exit_code"),
        reason=case.get("container", ""),
    )
    return f.TaskFacts(
        id="0123",
        task_definition="web:7",
        status="STOPPED",
        code=case.get("code", "TaskFailedToStart"),
        reason=case.get("task", ""),
        containers=(app,),
    )


def _room(left: list[list[int]]) -> f.Room:
    return f.Room(
        cluster="main",
        instances=tuple(
            f.Instance(id=f"i-{n}", status="ACTIVE", connected=True, cpu=cpu, memory=memory)
            for n, (cpu, memory) in enumerate(left)
        ),
    )


def event(
    logical_id: str,
    type_: str,
    status: str,
    reason: str = "",
    physical_id: str = "",
    after: int = 0,
) -> StackEvent:
    """An event of a stack, so many seconds after the operation began."""
    return StackEvent(
        id=f"{logical_id}-{status}-{after}",
        logical_id=logical_id,
        physical_id=physical_id,
        type=type_,
        status=status,
        reason=reason,
        at=BEGAN + timedelta(seconds=after),
        token="t",
    )
