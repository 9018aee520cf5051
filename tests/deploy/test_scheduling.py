"""How long a deploy takes and what it costs, in a time that only waiting moves."""

from __future__ import annotations

import heapq
import sys
import time
from random import Random

import pytest

from generators.deploy.deletion import delete
from generators.deploy.engine import deploy
from generators.deploy.events import Summary
from generators.deploy.guard import allowing
from generators.deploy.terms import Limits
from generators.model import OutputOf, Plan, Step
from tests.deploy.fakes import FakeCloud, Told, plan, step, template
from tests.deploy.rough import Road
from tests.deploy.virtual import Time

LOOK = 5.0
"""The longest wait between two looks."""

UNPACED = 1_000_000.0
"""Calls a second: as if nobody ever throttled."""


def figures(text: object) -> None:
    """What was measured; pytest -s shows it."""
    sys.stdout.write(f"{text}\n")


def graph(count: int, seed: int, seconds: tuple[float, float]) -> tuple[Plan, dict[str, float]]:
    """Stacks that need up to three of those before them, and how long each takes."""
    random = Random(seed)
    steps = []
    for number in range(count):
        needs = random.sample(range(number), min(number, random.randrange(4)))
        steps.append(step(f"s{number}", *(f"s{one}" for one in needs)))
    return plan(*steps), {one.name: random.uniform(*seconds) for one in steps}


def critical_path(steps: Plan, seconds: dict[str, float]) -> tuple[float, int]:
    """How long it takes at least, and how many levels there are."""
    ends: dict[str, float] = {}
    levels: dict[str, int] = {}
    for one in steps.steps:
        ends[one.name] = max((ends[n] for n in one.needs), default=0.0) + seconds[one.name]
        levels[one.name] = max((levels[n] for n in one.needs), default=0) + 1
    return max(ends.values()), max(levels.values())


def greedy(steps: Plan, seconds: dict[str, float], jobs: int) -> float:
    """How long it takes where a free place goes to whoever may start."""
    waits = {one.name: set(one.needs) for one in steps.steps}
    free, now, running = jobs, 0.0, list[tuple[float, str]]()
    while waits or running:
        for name in [name for name, needs in waits.items() if not needs][:free]:
            del waits[name]
            heapq.heappush(running, (now + seconds[name], name))
            free -= 1
        now, ended = heapq.heappop(running)
        free += 1
        for needs in waits.values():
            needs.discard(ended)
    return now


def run(road: Road, steps: Plan, *, jobs: int = 16, rate: float = UNPACED) -> tuple[Summary, float]:
    """Deploy; how it ended and how long it took."""
    began = road.cloud.clock.now()
    ended = deploy(
        steps,
        road.to(),
        Told(),
        allowing(()),
        road.cloud.clock.terms(
            limits=Limits(jobs=jobs, rate=rate, burst=rate if rate == UNPACED else Limits().burst)
        ),
    )
    return ended, road.cloud.clock.now() - began


def services(count: int) -> Plan:
    """A cluster and so many services on it."""
    cluster = step("cluster", text=template(("Name",), Cluster="AWS::ECS::Cluster"))
    name = OutputOf("dev-cluster", "Name")
    web = [step(f"s{number}", "cluster", Cluster=name) for number in range(count)]
    return plan(cluster, *web)


def cloud(seconds: dict[str, float] | None = None, latency: float = 0.02) -> FakeCloud:
    """Operations of 5 seconds unless said otherwise."""
    found = FakeCloud(Time(latency=latency))
    found.seconds = seconds or {}
    found.usual = 5.0
    return found


@pytest.mark.parametrize("seed", [1, 2])
def test_a_thousand_stacks_take_the_critical_path_and_a_look_a_level(seed: int) -> None:
    steps, seconds = graph(1000, seed, (5.0, 300.0))
    path, levels = critical_path(steps, seconds)
    began = time.process_time()
    ended, took = run(Road(cloud(seconds, latency=0.0)), steps, jobs=1000)
    spent = time.process_time() - began
    figures(f"{took:.0f} s over {path:.0f} s in {levels} levels, {spent:.1f} s of CPU")
    assert ended.ok
    assert path <= took <= path + LOOK * levels
    assert spent < 10


@pytest.mark.parametrize("jobs", [4, 16])
def test_with_few_places_none_is_free_while_somebody_may_start(jobs: int) -> None:
    steps, seconds = graph(300, 3, (5.0, 60.0))
    ended, took = run(Road(cloud(seconds, latency=0.0)), steps, jobs=jobs)
    path, levels = critical_path(steps, seconds)
    # Graham: no schedule without idle places takes longer than that, looks come on top.
    bound = (sum(seconds.values()) + LOOK * len(seconds)) / jobs + path + LOOK * levels
    figures(f"{took:.0f} s, greedy {greedy(steps, seconds, jobs):.0f} s, bound {bound:.0f} s")
    assert ended.ok
    assert took <= bound
    assert took <= 1.15 * greedy(steps, seconds, jobs)


def test_eleven_stacks_take_little_more_than_the_critical_path_and_three_calls_each() -> None:
    road = Road(cloud())
    ended, took = run(road, services(10), rate=10.0)
    calls = sum(road.counts.values())
    figures(f"{took:.2f} s, {took / 10:.3f} of the critical path, {calls / 11:.2f} calls a stack")
    figures(dict(road.counts))
    assert ended.ok
    assert took <= 1.15 * 10.0
    assert calls <= 3 * 11


@pytest.mark.parametrize("count", [10, 50, 400])
def test_where_nothing_changed_a_stack_costs_little_more_than_one_call(count: int) -> None:
    far = cloud()
    run(Road(far), services(count), jobs=500)
    road = Road(far)
    ended, took = run(road, services(count), rate=10.0)
    calls = sum(road.counts.values())
    figures(f"{count + 1} stacks unchanged: {calls / (count + 1):.3f} calls a stack, {took:.1f} s")
    assert {getattr(end, "outcome", "") for end in ended.ended} == {"up to date"}
    assert calls <= 1.1 * (count + 1)


@pytest.mark.parametrize(("depth", "jobs", "over"), [(5.0, 64, 1.1), (1.0, 128, 1.25)])
def test_a_rate_limit_is_met_and_used_up(depth: float, jobs: int, over: float) -> None:
    road = Road(cloud(), limit=5.0, depth=depth)
    ended, took = run(road, services(400), jobs=jobs, rate=10.0)
    least = road.mutating / 5.0 + 10.0
    figures(f"{took:.1f} s, {took / least:.3f} of the limit; {road.refused} throttled")
    figures(dict(road.counts))
    assert ended.ok
    assert took <= over * least


@pytest.mark.parametrize("count", [50, 400])
def test_deletes_meet_the_limit_too_though_each_is_seen_to_have_gone(count: int) -> None:
    far, steps = cloud(), services(count)
    assert run(Road(far), steps, jobs=500)[0].ok
    road, began = Road(far, limit=5.0), far.clock.now()
    ended = delete(steps, road.to(), Told(), far.clock.terms(limits=Limits(jobs=64)))
    took, least = far.clock.now() - began, road.mutating / 5.0 + 10.0
    figures(f"{took:.1f} s, {took / least:.3f} of the limit; {road.refused} throttled")
    figures(dict(road.counts))
    assert ended.ok
    assert took <= 1.1 * least


@pytest.mark.parametrize("known", [True, False], ids=["listed", "in no listing"])
def test_what_is_gone_is_asked_for_itself_where_no_listing_shows_it(known: bool) -> None:
    far, steps = cloud(), services(20)
    assert run(Road(far), steps, jobs=500)[0].ok
    road = Road(far, hides=frozenset() if known else frozenset({"deletions"}))
    assert delete(steps, road.to(), Told(), far.clock.terms()).ok
    assert far.known == {}
    assert (road.counts["stack"] < 5) == known


@pytest.mark.parametrize("verb", ["deploy", "delete"])
def test_a_throttled_look_is_no_silence_however_long_it_goes_on(verb: str) -> None:
    far, steps = cloud({}, latency=0.1), services(120)
    far.usual = 900.0
    if verb == "delete":
        assert run(Road(far), steps, jobs=500)[0].ok
    road = Road(far, seed=4, throttled=0.5, hides=frozenset({"statuses", "deletions"}))
    limits = Limits(jobs=120)
    if verb == "deploy":
        ended = deploy(steps, road.to(), Told(), allowing(()), far.clock.terms(limits=limits))
    else:
        ended = delete(steps, road.to(), Told(), far.clock.terms(limits=limits))
    assert ended.ok


@pytest.mark.parametrize("limit", [0.0, 5.0])
def test_a_clock_that_moves_while_it_is_read_has_nobody_turn_in_circles(limit: float) -> None:
    far, steps = FakeCloud(Time(latency=0.02, tick=1e-6)), services(30)
    far.usual = 5.0
    road = Road(far, limit=limit)
    ended, took = run(road, steps, jobs=64, rate=10.0)
    assert ended.ok
    assert took < 25.0
    assert delete(steps, road.to(), Told(), far.clock.terms()).ok


def test_deletes_go_the_same_way_backwards_side_by_side() -> None:
    steps, seconds = graph(200, 5, (5.0, 60.0))
    far = cloud(seconds, latency=0.0)
    assert run(Road(far), steps, jobs=200)[0].ok
    backwards = Plan(environment=steps.environment, steps=tuple(_turned(steps)))
    path, levels = critical_path(backwards, seconds)
    began, told = far.clock.now(), Told()
    limits = Limits(jobs=200, rate=UNPACED, burst=UNPACED)
    ended = delete(steps, far, told, far.clock.terms(limits=limits))
    took = far.clock.now() - began
    figures(f"{took:.0f} s over {path:.0f} s in {levels} levels")
    assert ended.ok
    assert far.known == {}
    assert path <= took <= path + LOOK * levels


def _turned(steps: Plan) -> list[Step]:
    """The plan with every need the other way."""
    return [
        step(one.stack, *(other.stack for other in steps.steps if one.name in other.needs))
        for one in reversed(steps.steps)
    ]
