"""A watcher that is told late, or is not told all."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from random import Random

import pytest

from generators.deploy.cloud import StackState, StatusPage
from generators.deploy.deletion import delete
from generators.deploy.engine import deploy
from generators.deploy.events import Interrupted, Noted, StackFailed, StackFinished
from generators.deploy.guard import allowing
from generators.deploy.statuses import FINAL
from generators.deploy.terms import Limits
from generators.model import OutputOf, Plan
from tests.deploy.fakes import Failure, FakeCloud, Told, plan, step, template
from tests.deploy.rough import Road
from tests.deploy.virtual import Time

TASK = "AWS::ECS::TaskDefinition"


class Lagging(FakeCloud):
    """One that tells late: what it tells instead is used up one call after the other."""

    def __init__(self) -> None:
        super().__init__(Time(latency=0.05))
        self.listed: list[Callable[[StatusPage], StatusPage]] = []
        self.described: dict[str, list[StackState]] = {}

    def statuses(self, after: str = "") -> StatusPage:
        page = super().statuses(after)
        return self.listed.pop(0)(page) if self.listed else page

    def stack(self, name: str) -> StackState | None:
        state = super().stack(name)
        late = self.described.get(state.name if state else "")
        return late.pop(0) if late and state and state.status == FINAL else state


def without(name: str) -> Callable[[StatusPage], StatusPage]:
    return lambda page: replace(
        page, statuses={key: value for key, value in page.statuses.items() if name not in key}
    )


def all_in(status: str) -> Callable[[StatusPage], StatusPage]:
    return lambda page: replace(page, statuses=dict.fromkeys(page.statuses, status))


def as_it_is(page: StatusPage) -> StatusPage:
    return page


@pytest.mark.parametrize("missed", [2, 3, 4])
def test_a_deletion_that_one_listing_does_not_show_is_not_taken_for_done(missed: int) -> None:
    cloud = Lagging()
    cloud.seconds = {"dev-a": 60.0, "dev-b": 60.0}
    cloud.failures["dev-a"] = [Failure(status="DELETE_FAILED")]
    cloud.seed("dev-a")
    cloud.seed("dev-b")
    cloud.listed = [*[as_it_is] * missed, without("dev-a")]
    ended = delete(plan(step("a"), step("b")), cloud, Told(), cloud.clock.terms())
    failed = {end.stack: end for end in ended.ended}["dev-a"]
    assert isinstance(failed, StackFailed)
    assert failed.status == "DELETE_FAILED"


@pytest.mark.parametrize("status", ["UPDATE_ROLLBACK_COMPLETE", "ROLLBACK_COMPLETE"])
def test_how_a_stack_was_before_its_deletion_is_not_how_that_ended(status: str) -> None:
    cloud = Lagging()
    cloud.usual = 600.0
    cloud.seed("dev-a", status)
    cloud.seed("dev-b", status)
    cloud.listed = [all_in(status)] * 3
    ended = delete(plan(step("a"), step("b")), cloud, Told(), cloud.clock.terms())
    assert ended.ok
    assert not cloud.known
    assert len(cloud.calls) < 600  # looks and the events of what is slow, every five seconds


def test_a_deletion_that_failed_before_is_not_taken_for_failed_again() -> None:
    cloud = Lagging()
    cloud.usual = 60.0
    cloud.seed("dev-a", "DELETE_FAILED")
    cloud.seed("dev-b", "DELETE_FAILED")
    cloud.listed = [all_in("DELETE_FAILED")] * 5
    limits = Limits(timeout=10.0)
    ended = delete(plan(step("a"), step("b")), cloud, Told(), cloud.clock.terms(limits=limits))
    assert {getattr(end, "status", "") for end in ended.ended} == {"DELETE_IN_PROGRESS"}
    assert cloud.clock.now() < 15.0  # TIMEOUT holds
    assert len(cloud.calls) < 60


def test_outputs_are_handed_on_once_they_are_described_as_final() -> None:
    cloud = Lagging()
    cloud.cleanups["dev-cluster"] = 60.0
    old = template(("Name",), Cluster="AWS::ECS::Cluster@1")
    cloud.seed("dev-cluster", template=json.loads(old), outputs={"Name": "old"}, tags={"team": "a"})
    stale = replace(cloud.known["dev-cluster"].state, status="UPDATE_IN_PROGRESS")
    cloud.described["dev-cluster"] = [stale] * 3
    name = OutputOf("dev-cluster", "Name")
    new = template(("Name",), Cluster="AWS::ECS::Cluster@2")
    steps = plan(step("cluster", text=new), step("web", "cluster", Cluster=name))
    ended = deploy(steps, cloud, Told(), allowing(()), cloud.clock.terms())
    assert ended.ok
    assert not cloud.described["dev-cluster"]
    assert cloud.known["dev-web"].state.parameters["Cluster"] != "old"


@pytest.mark.parametrize("others", [(), ("b",)])
def test_without_a_stacks_events_it_is_deployed_all_the_same(others: tuple[str, ...]) -> None:
    cloud = FakeCloud(Time(latency=0.05))
    cloud.usual = 60.0
    cloud.refusals["events dev-a"] = "not authorized to perform DescribeStackEvents"
    told = Told()
    steps = plan(step("a"), *(step(name) for name in others))
    ended = deploy(steps, cloud, told, allowing(()), cloud.clock.terms())
    assert ended.ok
    (noted,) = [event for event in told.events if isinstance(event, Noted)]
    assert noted.stack == "dev-a"
    assert "DescribeStackEvents" in noted.text


def test_a_stack_that_may_not_be_described_fails_alone() -> None:
    cloud = FakeCloud(Time(latency=0.05))
    cloud.refusals["stack id/dev-a"] = "not authorized to perform DescribeStacks"
    ended = deploy(plan(step("a"), step("b")), cloud, Told(), allowing(()), cloud.clock.terms())
    assert {end.stack: type(end) for end in ended.ended} == {
        "dev-a": StackFailed,
        "dev-b": StackFinished,
    }


def test_a_second_interrupt_does_not_keep_what_runs_from_being_told() -> None:
    cloud = FakeCloud(Time(latency=0.5))
    cloud.usual = 60.0
    cloud.clock.alarms = [(10.0 + late / 10, cloud.clock.stop) for late in range(10)]
    told = Told()
    with pytest.raises(KeyboardInterrupt):
        deploy(plan(step("a"), step("b")), cloud, told, allowing(()), cloud.clock.terms())
    assert told.events[-1] == Interrupted(running=("dev-a", "dev-b"), waiting=())


def _running(kind: str, stacks: int, seconds: float, cloud: FakeCloud) -> Plan:
    """So many independent stacks that are to be created, or updated."""
    names = [f"s{number}" for number in range(stacks)]
    cloud.usual = seconds
    if kind == "update":
        for name in names:
            old = json.loads(template(Task=f"{TASK}@1"))
            cloud.seed(f"dev-{name}", template=old, tags={"team": "a"})
    return plan(*(step(name, text=template(Task=f"{TASK}@2")) for name in names))


@pytest.mark.parametrize("kind", ["create", "update"])
@pytest.mark.parametrize("missed", [3, 8])
def test_an_operation_that_one_listing_does_not_show_goes_on(kind: str, missed: int) -> None:
    cloud, told = Lagging(), Told()
    steps = _running(kind, 2, 900.0, cloud)
    cloud.listed = [*[as_it_is] * missed, without("dev-s0")]
    assert deploy(steps, cloud, told, allowing(()), cloud.clock.terms()).ok
    assert cloud.clock.now() > 900.0
    assert {round(end.seconds, -2) for end in told.of(StackFinished)} == {900.0}


@pytest.mark.parametrize("kind", ["create", "update"])
@pytest.mark.parametrize("seed", [1, 2])
def test_where_others_end_between_two_pages_nobody_is_taken_for_done(kind: str, seed: int) -> None:
    cloud, random = FakeCloud(Time(latency=0.3)), Random(seed)
    steps = _running(kind, 350, 60.0, cloud)
    cloud.seconds = {one.name: random.uniform(60, 1500) for one in steps.steps}
    road, told = Road(cloud), Told()
    limits = Limits(jobs=400)
    assert deploy(steps, road.to(), told, allowing(()), cloud.clock.terms(limits=limits)).ok
    assert road.counts["stack"] < 400, "a description each, and hardly any more"
    for end in told.of(StackFinished):
        assert end.seconds >= cloud.seconds[end.stack], "none was over before its time"


@pytest.mark.parametrize("kind", ["create", "update"])
def test_listings_that_are_late_fail_nothing(kind: str) -> None:
    history: list[tuple[float, StatusPage]] = []

    class Late(FakeCloud):
        """Its listings are those of 20 seconds ago."""

        def statuses(self, after: str = "") -> StatusPage:
            now = self.clock.now()
            history.append((now, super().statuses(after)))
            old = [page for at, page in history if at <= now - 20.0]
            return old[-1] if old else StatusPage(statuses={})

    cloud = Late(Time(latency=0.1))
    steps = _running(kind, 20, 300.0, cloud)
    assert deploy(steps, cloud, Told(), allowing(()), cloud.clock.terms()).ok
    assert {one.state.status for one in cloud.known.values()} == {f"{kind.upper()}_COMPLETE"}


def test_whoever_may_no_longer_see_all_stacks_sees_those_of_the_plan() -> None:
    cloud = FakeCloud(Time(latency=0.05))
    steps = _running("create", 20, 60.0, cloud)
    road = Road(cloud)
    cloud.clock.alarms.append((10.0, partial(setattr, road, "hides", frozenset({"stacks"}))))
    assert deploy(steps, road.to(), Told(), allowing(()), cloud.clock.terms()).ok
