"""How long a stack took is counted once, and the same everywhere: from its start to its end."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from rich.console import Console

from generators import report
from generators.deploy.cloud import Desired, Operation
from generators.deploy.deletion import delete
from generators.deploy.engine import deploy
from generators.deploy.events import Event, StackFailed, StackFinished, Summary
from generators.deploy.recording import Recorder
from generators.deploy.records import critical_path
from generators.deploy.terms import Limits
from generators.model import Plan
from tests.deploy.fakes import EPOCH, Failure, FakeCloud, Told, plan, step, template
from tests.deploy.virtual import Time

OLD, NEW = (template(Group=f"AWS::ElasticLoadBalancingV2::TargetGroup@{n}") for n in (1, 2))
FIVE = plan(*(step(f"s{number}") for number in range(5)))


class Seen:
    """All that is told of a run, as each of those who show it has it."""

    def __init__(self, cloud: FakeCloud, todo: Plan) -> None:
        waits_for = {one.name: one.needs for one in todo.steps}
        templates = {one.name: one.template for one in todo.steps}
        self._now = cloud.clock.now
        self.told = Told()
        self.lines: list[dict[str, Any]] = []
        self.board = report.Board(waits_for, templates, {})
        self.recorder = Recorder("test", waits_for, self._time)
        self._json = report.JsonLines(lambda line: self.lines.append(json.loads(line)), self._time)

    def __call__(self, event: Event) -> None:
        self.told(event)
        self.board.told(event, self._now())
        self.recorder(event)
        self._json(event)

    def _time(self) -> Any:
        return EPOCH + timedelta(seconds=self._now())


def _deployed(cloud: FakeCloud, todo: Plan, emit: Any, approve: Any = lambda *_: True) -> Summary:
    terms = cloud.clock.terms(limits=Limits(jobs=1, timeout=100.0))
    return deploy(todo, cloud, emit, approve, terms)


def _agreed(seen: Seen, found: Summary) -> dict[str, float]:
    """Seconds by stack, on which all who show them agree."""
    took = {end.stack: end.seconds for end in found.ended}  # type: ignore[union-attr]
    rows = {row.stack: row for row in seen.board.rows}
    runs = {run.stack: run for run in seen.recorder.record().stacks}
    lines = {line["stack"]: line["seconds"] for line in seen.lines if "seconds" in line}
    for stack, seconds in took.items():
        row, run = rows[stack], runs[stack]
        assert lines[stack] == pytest.approx(seconds)
        assert run.seconds == pytest.approx(seconds)
        assert (row.began is None) == (run.began is None) == (seconds == 0)
        if row.began is not None and row.ended is not None:
            assert row.ended - row.began == pytest.approx(seconds)
    return took


@pytest.mark.parametrize("verb", ["deploy", "delete"])
def test_the_wait_for_a_place_is_no_part_of_it(verb: str) -> None:
    cloud = FakeCloud(Time(latency=0.05))
    if verb == "delete":
        for one in FIVE.steps:
            cloud.seed(one.name)
    seen = Seen(cloud, FIVE)
    if verb == "deploy":
        found = _deployed(cloud, FIVE, seen)
    else:
        found = delete(FIVE, cloud, seen, cloud.clock.terms(limits=Limits(jobs=1)))
    took = _agreed(seen, found)
    assert all(10 <= seconds < 13 for seconds in took.values()), took
    assert cloud.clock.now() > 50


def test_nor_is_a_person_who_thinks_nor_somebody_elses_operation() -> None:
    cloud = FakeCloud(Time(latency=0.05))
    cloud.replacements["Group"] = "True"
    cloud.seed("dev-a", template=json.loads(OLD), tags={"team": "a"})
    cloud.seed("dev-b", "UPDATE_IN_PROGRESS", template=json.loads(OLD), tags={"team": "a"})
    cloud.ends_in("dev-b", "UPDATE_COMPLETE", 40)

    def think(*_: object) -> bool:
        cloud.clock.time += 1200
        return True

    todo = plan(step("a", text=NEW), step("b", text=NEW), step("c", "b"))
    seen = Seen(cloud, todo)
    took = _agreed(seen, _deployed(cloud, todo, seen, think))
    assert all(10 <= seconds < 13 for seconds in took.values()), took


class Quicker(FakeCloud):
    """Somebody else creates the stacks just before we do."""

    def __init__(self, clock: Time, todo: Plan) -> None:
        super().__init__(clock)
        self.todo = todo

    def create(self, desired: Desired, token: str = "") -> Operation:
        self.created_by_another(self.todo)
        return super().create(desired, token)


def test_what_was_begun_for_nothing_is_no_part_of_it() -> None:
    todo = plan(step("a", text=OLD))
    cloud = Quicker(Time(latency=0.05), todo)
    seen = Seen(cloud, todo)
    found = _deployed(cloud, todo, seen)
    assert _agreed(seen, found) == {"dev-a": 0.0}
    assert found.ended[0].outcome == "up to date"  # type: ignore[union-attr]


def _fails(cloud: FakeCloud) -> None:
    cloud.failures["dev-a"] = [Failure(status="ROLLBACK_COMPLETE")]


def _stuck(cloud: FakeCloud) -> None:
    cloud.seed("dev-a", "UPDATE_IN_PROGRESS")


@pytest.mark.parametrize(("before", "most"), [(_fails, 13.0), (_stuck, 0.0)])
def test_a_failure_counts_in_the_same_way(before: Callable[[FakeCloud], None], most: float) -> None:
    cloud = FakeCloud(Time(latency=0.05))
    before(cloud)
    todo = plan(step("a"))
    seen = Seen(cloud, todo)
    found = _deployed(cloud, todo, seen)
    assert isinstance(found.ended[0], StackFailed)
    assert _agreed(seen, found)["dev-a"] <= most


def test_the_summary_adds_up_with_the_path_that_decided_it() -> None:
    cloud = FakeCloud(Time(latency=0.05))
    todo = plan(*(step(f"s{n}", *([f"s{n - 1}"] if n else [])) for n in range(5)))
    seen = Seen(cloud, todo)
    found = _deployed(cloud, todo, seen)
    path = critical_path(seen.recorder.record())
    took = _agreed(seen, found)
    assert {run.stack: run.seconds for run in path} == pytest.approx(took)
    assert sum(took.values()) == pytest.approx(cloud.clock.now(), abs=2.0)


def test_what_was_not_begun_has_no_time_in_the_summary() -> None:
    ends = (
        StackFinished(stack="web", outcome="up to date"),
        StackFailed(stack="api", reason="no", seconds=0.0),
    )
    out = io.StringIO()
    report.summary(Console(file=out), Summary(ended=ends))
    assert " s " not in out.getvalue()
