"""A deletion counts for the name: whatever stands there at its end was not deleted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from generators.deploy.cloud import StatusPage
from generators.deploy.deletion import delete
from generators.deploy.events import Event, Noted, StackFailed, StackFinished, StackStarted, Summary
from generators.deploy.survey import surveyed
from generators.deploy.terms import Limits, Terms
from generators.model import Plan
from tests.deploy.fakes import FakeCloud, Told, plan, step
from tests.deploy.rough import Road
from tests.deploy.virtual import Time

ANEW = "somebody else has deleted it and made it anew meanwhile"


def world() -> FakeCloud:
    return FakeCloud(Time(latency=0.1))


def run(cloud: FakeCloud, todo: Plan, told: Told, jobs: int = 16) -> Summary:
    return delete(todo, cloud, told, cloud.clock.terms(limits=Limits(jobs=jobs)))


def outcomes(summary: Summary) -> list[str]:
    return [
        one.outcome if isinstance(one, StackFinished) else type(one).__name__
        for one in summary.ended
    ]


def anew(cloud: FakeCloud, name: str, status: str = "CREATE_COMPLETE") -> Callable[[], None]:
    """Somebody deletes the stack and makes another of its name."""

    def made() -> None:
        cloud.drop(name)
        cloud.seed(name, status)
        if status == "CREATE_IN_PROGRESS":
            cloud.ends_in(name, "CREATE_COMPLETE", 60.0)

    return made


@pytest.mark.parametrize("lasts", [15.0, 90.0])
def test_a_stack_made_anew_while_it_waits_for_a_place_is_deleted_too(lasts: float) -> None:
    cloud, told = world(), Told()
    for name in ("dev-a", "dev-b"):
        cloud.seed(name)
        cloud.seconds[name] = lasts
    # What stands last in the plan goes first, as far as there are places.
    cloud.clock.alarms = [(10.0, anew(cloud, "dev-a"))]
    summary = run(cloud, plan(step("a"), step("b")), told, jobs=1)
    assert not cloud.known
    assert outcomes(summary) == ["deleted", "deleted"]
    assert [(one.stack, one.text) for one in told.of(Noted)] == [("dev-a", ANEW)]


@pytest.mark.parametrize("others", [0, 3])
def test_a_stack_made_anew_while_an_operation_on_it_is_waited_for_is_deleted_too(
    others: int,
) -> None:
    cloud, told = world(), Told()
    names = ["a", *(f"b{number}" for number in range(others))]
    for name in names:
        cloud.seed(f"dev-{name}", "UPDATE_IN_PROGRESS" if name == "a" else "CREATE_COMPLETE")
    cloud.clock.alarms = [(30.0, anew(cloud, "dev-a", "CREATE_IN_PROGRESS"))]
    summary = run(cloud, plan(*map(step, names)), told)
    assert not cloud.known
    assert set(outcomes(summary)) == {"deleted"}
    assert [(one.stack, one.text) for one in told.of(Noted)] == [("dev-a", ANEW)]


def test_one_that_is_made_anew_again_and_again_is_not_called_deleted() -> None:
    cloud, told = world(), Told()
    cloud.seed("dev-a", "UPDATE_IN_PROGRESS")
    cloud.clock.alarms = [
        (at, anew(cloud, "dev-a", "CREATE_IN_PROGRESS")) for at in (30.0, 45.0, 60.0, 75.0)
    ]
    summary = run(cloud, plan(step("a")), told)
    assert "dev-a" in cloud.known
    (failed,) = told.of(StackFailed)
    assert not summary.ok
    assert failed.reason == ANEW
    assert "run the same command again" in failed.advice


def test_one_that_went_while_it_waited_for_a_place_is_nothing_to_delete() -> None:
    cloud, told = world(), Told()
    for name in ("dev-a", "dev-b"):
        cloud.seed(name)
        cloud.seconds[name] = 20.0
    cloud.clock.alarms = [(10.0, lambda: cloud.drop("dev-a"))]
    summary = run(cloud, plan(step("a"), step("b")), told, jobs=1)
    assert sorted(outcomes(summary)) == ["deleted", "nothing to delete"]


def test_one_that_came_while_what_needs_it_was_deleted_is_deleted() -> None:
    cloud, told = world(), Told()
    cloud.seed("dev-b")
    cloud.seconds["dev-b"] = 60.0
    cloud.clock.alarms = [(10.0, lambda: cloud.seed("dev-a"))]
    summary = run(cloud, plan(step("a"), step("b", "a")), told)
    assert not cloud.known
    assert outcomes(summary) == ["deleted", "deleted"]


@pytest.mark.parametrize(("chained", "most"), [(False, 6), (True, 51)])
def test_that_costs_at_most_a_call_a_stack_and_far_fewer_side_by_side(
    chained: bool, most: int
) -> None:
    cloud = world()
    steps = [
        step(str(number), *([str(number - 1)] if chained and number else []))
        for number in range(51)
    ]
    for number, one in enumerate(steps):
        cloud.seed(one.name)
        cloud.seconds[one.name] = 8.0 + number % 7
    road = Road(cloud)
    assert delete(plan(*steps), road.to(), Told(), cloud.clock.terms()).ok
    reads = Counter(verb for _, verb in road.order)
    assert reads["stacks"] <= most


class OldestFirst(FakeCloud):
    """A region in which much was deleted before, and what was deleted last is listed last."""

    def deletions(self, after: str = "") -> StatusPage:
        self.calls.append("deletions ")
        first = int(after or 0)
        found = list(self.gone)[first : first + 100]
        more = str(first + 100) if len(self.gone) > first + 100 else ""
        return StatusPage(statuses=dict.fromkeys(found, "DELETE_COMPLETE"), more=more)


def test_few_are_asked_for_themselves_where_the_listing_of_what_is_gone_has_more_pages() -> None:
    cloud = OldestFirst(Time(latency=0.1))
    for number in range(250):
        cloud.seed(f"old-{number}")
        cloud.drop(f"old-{number}")
    steps = [step(str(number)) for number in range(20)]
    for number, one in enumerate(steps):
        cloud.seed(one.name)
        cloud.seconds[one.name] = 20.0 + 20.0 * (max(number - 4, 0) // 2)  # six, then two by two
    assert delete(plan(*steps), cloud, Told(), cloud.clock.terms(limits=Limits(jobs=20))).ok
    assert cloud.known == {}
    assert cloud.calls.count("deletions ") == 3
    described = Counter(call for call in cloud.calls if call.startswith("stack "))
    assert sum(described.values()) <= 2 * len(steps)


@pytest.mark.parametrize("shown", [True, False], ids=["listed", "in no listing"])
def test_no_more_are_at_work_than_there_are_places_though_calls_are_scarce(shown: bool) -> None:
    cloud, began = world(), list[float]()
    steps = [step(str(number)) for number in range(12)]
    for one in steps:
        cloud.seed(one.name)
        cloud.seconds[one.name] = 10.0

    def seen(event: Event) -> None:
        if isinstance(event, StackStarted):
            began.append(cloud.clock.now())

    hidden = frozenset() if shown else frozenset({"deletions"})
    road = Road(cloud, limit=2.0, depth=2.0, hides=hidden)
    assert delete(plan(*steps), road.to(), seen, cloud.clock.terms(limits=Limits(jobs=4))).ok
    assert max(sum(0 <= now - at < 10.0 for at in began) for now in began) == 4


@pytest.mark.parametrize("pair", [("a", "b"), ("b", "a")])
def test_whoever_waits_for_two_that_seem_to_be_gone_hears_of_them_before_all_others_have_begun(
    pair: tuple[str, str],
) -> None:
    cloud = world()
    others = [step(f"o{number}") for number in range(100)]
    chain = (step("root"), step("base", "root"))
    todo = plan(*chain, *others, *(step(name, "base") for name in pair))
    for one in todo.steps:
        cloud.seed(one.name)
        cloud.seconds[one.name] = 4.0
    road, told = Road(cloud, limit=2.0, depth=2.0), Told()
    assert delete(todo, road.to(), told, cloud.clock.terms(limits=Limits(jobs=10))).ok
    order = [one.stack for one in told.of(StackStarted)]
    assert order.index("dev-base") < 25


def test_runs_on_the_same_terms_go_on_at_the_pace_that_was_learnt() -> None:
    cloud = world()
    cloud.seed("dev-a")

    def refused(terms: Callable[[], Terms]) -> int:
        road = Road(cloud, limit=2.0, depth=1.0)
        for _ in range(40):
            assert surveyed({"dev-a"}, road.to(), Told(), terms()).states["dev-a"]
        return road.refused

    one = cloud.clock.terms()
    assert 2 * refused(lambda: one) < refused(cloud.clock.terms)
