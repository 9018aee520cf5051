"""The record of a deploy, and the lines for machines: both consume the engine's events."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest

from generators.deploy import events as ev
from generators.deploy import records
from generators.deploy.cloud import Change, Trigger
from generators.deploy.recording import Recorder
from generators.deploy.records import Record, ResourceRun, StackRun, critical_path
from generators.report.json_lines import JsonLines, kind
from tests.projects import ROOT

AT = datetime(2020, 1, 1, 12, tzinfo=UTC)


class Clock:
    """The time of day, which a test moves."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> datetime:
        return AT + timedelta(seconds=self.seconds)


def _resource(stack: str, name: str, status: str, at: float, reason: str = "") -> ev.ResourceEvent:
    type_ = "AWS::CloudFormation::Stack" if name == stack else "AWS::ECS::Service"
    time = AT + timedelta(seconds=at)
    return ev.ResourceEvent(
        stack=stack, logical_id=name, type=type_, status=status, reason=reason, at=time
    )


def _finished(stack: str, outcome: ev.Outcome = "created") -> ev.StackFinished:
    return ev.StackFinished(stack=stack, outcome=outcome, seconds=9, outputs={"Token": "hunter2"})


def _recorded(*told: tuple[float, ev.Event], before: Record | None = None) -> Record:
    clock = Clock()
    waits_for: dict[str, list[str]] = {"net": [], "web": ["net"], "page": ["net"], "last": ["web"]}
    recorder = Recorder("test", waits_for, clock)
    for at, event in told:
        clock.seconds = at
        recorder(event)
    return recorder.record(before)


DEPLOY: list[tuple[float, ev.Event]] = [
    (1, ev.StackStarted(stack="net", action="create")),
    (2, _resource("net", "net", "CREATE_IN_PROGRESS", 1)),
    (3, _resource("net", "Vpc", "CREATE_IN_PROGRESS", 2)),
    (3, _resource("net", "Vpc", "CREATE_IN_PROGRESS", 3, "Resource creation Initiated")),
    (9, _resource("net", "Vpc", "CREATE_COMPLETE", 8)),
    (10, _finished("net")),
    (11, ev.StackStarted(stack="web", action="update", status="CREATE_COMPLETE")),
    (11, _finished("page", "up to date")),
    (12, _resource("web", "Service", "UPDATE_IN_PROGRESS", 5)),
    (20, _resource("web", "Service", "UPDATE_FAILED", 99, "hunter2")),
    (30, ev.StackFailed(stack="web", reason="hunter2", seconds=19)),
    (30, ev.StackSkipped(stack="last", because=("web",))),
]


def test_each_stack_has_its_times_its_end_and_its_resources() -> None:
    found = {run.stack: run for run in _recorded(*DEPLOY).stacks}
    vpc = ResourceRun(logical_id="Vpc", type="AWS::ECS::Service", began=2, ended=8)
    assert found["net"] == StackRun(
        stack="net", action="create", outcome="created", began=1, ended=10, resources=(vpc,)
    )
    assert (found["page"].outcome, found["page"].began) == ("up to date", None)
    assert (found["web"].outcome, found["web"].seconds) == ("failed", 19)
    assert (found["last"].outcome, found["last"].needs) == ("skipped", ("web",))


def test_a_resource_stays_within_its_stack_whatever_awss_clock_says() -> None:
    web = next(run for run in _recorded(*DEPLOY).stacks if run.stack == "web")
    (service,) = web.resources
    assert (service.began, service.ended, service.failed) == (11, 30, True)


def test_what_replaces_a_resource_and_its_cleanup_are_two_things_done() -> None:
    statuses = ["UPDATE_IN_PROGRESS", "UPDATE_COMPLETE", "DELETE_IN_PROGRESS", "DELETE_COMPLETE"]
    events = [_resource("web", "Task", status, at) for at, status in enumerate(statuses)]
    started = ev.StackStarted(stack="web", action="update")
    record = _recorded((0, started), *((at, event) for at, event in enumerate(events)))
    web = next(run for run in record.stacks if run.stack == "web")
    assert [(one.began, one.ended) for one in web.resources] == [(0, 1), (2, 3)]


def test_the_critical_path_is_who_waited_for_whom() -> None:
    done = [*DEPLOY[:-2], (40, _finished("web", "updated"))]
    started = ev.StackStarted(stack="last", action="create")
    record = _recorded(*done, (41, started), (50, _finished("last")))
    assert [run.stack for run in critical_path(record)] == ["net", "web", "last"]
    assert critical_path(_recorded()) == ()


def test_durations_are_kept_by_action_over_what_went_well_only() -> None:
    before = Record(
        environment="test",
        at=AT,
        seconds=1,
        stacks=(),
        durations={"web": {"update": 5, "create": 60}, "net": {"create": 1}, "gone": {"create": 2}},
    )
    assert _recorded(*DEPLOY, before=before).durations == {
        **before.durations,
        "net": {"create": 9},
    }


def test_the_record_is_read_as_it_was_written_and_holds_no_value(tmp_path: Path) -> None:
    record = _recorded(*DEPLOY)
    records.save(tmp_path, record)
    assert records.load(tmp_path, "test") == record
    assert "hunter2" not in records.path_of(tmp_path, "test").read_text()


@pytest.mark.parametrize("text", [None, "", "{", "[]", '{"version": 2}', '{"version": 1}', "null"])
def test_a_record_that_is_none_is_no_trouble(tmp_path: Path, text: str | None) -> None:
    path = records.path_of(tmp_path, "test")
    path.parent.mkdir()
    if text is not None:
        path.write_text(text)
    assert records.load(tmp_path, "test") is None


CHANGE = Change(
    action="Modify",
    logical_id="A",
    type="T",
    replacement="True",
    properties=("P",),
    triggers=(Trigger(source="DirectModification", entity="E"),),
)


def test_an_event_is_a_line_with_all_its_keys() -> None:
    lines: list[str] = []
    tell = JsonLines(lines.append, Clock())
    tell(ev.StackStarted(stack="web", action="update", changes=(CHANGE,)))
    tell(_resource("web", "Service", "CREATE_COMPLETE", 1.5))
    tell(ev.StackFailed(stack="web", reason="no", seconds=1))
    tell.summary(ev.Summary(ended=()), _recorded(*DEPLOY))
    started, resource, failed, summary = map(json.loads, lines)
    assert started == {
        "time": "2020-01-01T12:00:00.000Z",
        "event": "stack-started",
        "stack": "web",
        "action": "update",
        "status": "",
        "changes": [
            {
                "action": "Modify",
                "logical_id": "A",
                "type": "T",
                "replacement": "True",
                "properties": ["P"],
                "triggers": [{"source": "DirectModification", "entity": "E"}],
                "policy": "",
            }
        ],
    }
    assert resource["at"] == "2020-01-01T12:00:01.500Z"
    assert (failed["cause"], failed["advice"], failed["declined"]) == (None, None, False)
    assert summary["critical_path"] == ["net", "web"]
    assert all(line.endswith("}\n") and line.count("\n") == 1 for line in lines)


def _kinds() -> list[Any]:
    return [one for part in get_args(ev.Event) for one in (get_args(part) or (part,))]


@pytest.mark.parametrize("type_", _kinds(), ids=kind)
def test_the_page_about_events_has_every_event_with_its_keys(type_: Any) -> None:
    page = (ROOT / "docs/events.md").read_text()
    (row,) = [line for line in page.splitlines() if line.startswith(f"| `{kind(type_)}` |")]
    assert [one.name for one in fields(type_) if f"`{one.name}`" not in row] == []
