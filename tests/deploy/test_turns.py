"""Whose turn it is: places for operations, and others who are at work on the same stack."""

from __future__ import annotations

import json

import pytest

from generators.deploy.calls import Calls
from generators.deploy.engine import deploy
from generators.deploy.events import StackFinished, StackStarted, Summary, Waiting
from generators.deploy.places import Places
from generators.deploy.terms import Limits
from generators.model import Plan
from tests.deploy.fakes import CLEANUP, FakeCloud, Told, plan, step, template
from tests.deploy.virtual import Time

OLD, NEW = (template(Task=f"AWS::ECS::TaskDefinition@{number}") for number in (1, 2))


def _deployed(cloud: FakeCloud, todo: Plan, told: Told) -> Summary:
    terms = cloud.clock.terms(limits=Limits(jobs=1))
    return deploy(todo, cloud, told, lambda *_: True, terms)


def test_a_stack_that_only_cleans_up_leaves_its_place_to_what_waits_for_it() -> None:
    cloud, told = FakeCloud(Time(latency=0.05)), Told()
    for name in ("a", "b", "c"):
        cloud.seed(f"dev-{name}", template=json.loads(OLD), tags={"team": "a"})
    cloud.cleanups["dev-a"] = 300.0
    steps = (step("b", "a", text=NEW), step("c", "b", text=NEW))
    assert _deployed(cloud, plan(step("a", text=NEW), *steps), told).ok
    order = [one.stack for one in told.of(StackFinished)]
    assert order == ["dev-b", "dev-c", "dev-a"]
    assert cloud.clock.now() < 10 + 300 + 10


def test_whoever_leaves_a_place_gives_it_up_once() -> None:
    inside: list[str] = []

    async def work(_: Calls) -> None:
        jobs = Places(1)
        async with jobs.one() as leave:
            leave()
            leave()
            async with jobs.one():
                inside.append("second")
        async with jobs.one():
            inside.append("third")
            assert jobs._free == 0

    Time().run(work)
    assert inside == ["second", "third"]


def test_a_hollow_stack_that_somebody_put_in_anothers_place_is_the_one_that_is_deleted() -> None:
    cloud, told = FakeCloud(Time(latency=0.05)), Told()
    cloud.seconds["dev-a"] = 20
    cloud.seed("dev-b", "ROLLBACK_COMPLETE")

    def another() -> None:
        cloud.drop("dev-b")
        cloud.seed("dev-b", "ROLLBACK_COMPLETE")

    cloud.clock.alarms.append((10.0, another))
    todo = plan(step("a", text=OLD), step("b", text=NEW), step("x", "a"))
    assert _deployed(cloud, todo, told).ok
    assert cloud.calls.count("delete dev-b") == 1
    assert [one.action for one in told.of(StackStarted) if one.stack == "dev-b"] == ["recreate"]
    assert cloud.known["dev-b"].template == json.loads(NEW)


@pytest.mark.parametrize("between", [0.0, 1.0])
def test_one_operation_of_somebody_else_after_the_other_is_waited_for(between: float) -> None:
    cloud, told = FakeCloud(Time(latency=0.05)), Told()
    cloud.seed("dev-a", "UPDATE_IN_PROGRESS", template=json.loads(OLD), tags={"team": "a"})
    cloud.ends_in("dev-a", "UPDATE_COMPLETE", 20.0)
    cloud.seconds["dev-a"] = 30.0
    theirs = plan(step("a", text=OLD))
    cloud._later("again", 20.0 + between, lambda: cloud.taken_by_another(theirs))
    assert _deployed(cloud, plan(step("a", text=NEW)), told).ok
    assert cloud.known["dev-a"].template == json.loads(NEW)
    assert told.of(Waiting)[0] == Waiting(stack="dev-a", status="UPDATE_IN_PROGRESS")
    assert cloud.clock.now() >= 20 + between + 30


def test_a_cleanup_of_somebody_elses_is_waited_for_before_the_next_update() -> None:
    cloud, told = FakeCloud(Time(latency=0.05)), Told()
    cloud.seed("dev-a", f"UPDATE_{CLEANUP}", template=json.loads(OLD), tags={"team": "a"})
    cloud.ends_in("dev-a", "UPDATE_COMPLETE", 40.0)
    assert _deployed(cloud, plan(step("a", text=NEW)), told).ok
    assert cloud.clock.now() >= 40
