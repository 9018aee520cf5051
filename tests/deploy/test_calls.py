"""How calls are paced, tried again, and ended."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from generators.deploy.calls import ATTEMPTS, Calls
from generators.deploy.engine import deploy
from generators.deploy.events import Noted
from generators.deploy.guard import allowing
from generators.deploy.pacing import Bucket
from generators.deploy.patience import patience
from generators.deploy.places import Places, weights
from generators.deploy.terms import Terms, threads
from generators.deploy.waits import between
from generators.errors import NoAnswer, Refused, Throttled
from tests.deploy.fakes import FakeCloud, Told, plan, step
from tests.deploy.rough import Road
from tests.deploy.virtual import Time


def run(work: Callable[[Calls], Coroutine[Any, Any, Any]], clock: Time, rate: float = 5.0) -> Any:
    return clock.run(work, Bucket(rate=rate, burst=2.0))


def test_calls_come_at_the_rate_after_the_first_few() -> None:
    clock = Time()
    times: list[float] = []

    async def work(calls: Calls) -> None:
        await asyncio.gather(*(calls(lambda: times.append(clock.now())) for _ in range(7)))

    run(work, clock)
    assert times == pytest.approx([0, 0, 0.2, 0.4, 0.6, 0.8, 1.0])


def test_a_look_goes_before_those_who_queue_and_pays_for_it() -> None:
    clock = Time()
    order: list[str] = []

    async def work(calls: Calls) -> None:
        queue = [asyncio.ensure_future(calls(order.append, "call")) for _ in range(4)]
        await asyncio.sleep(0.01)
        await calls.look(order.append, "look")
        assert calls.queued == 2
        await asyncio.gather(*queue)

    run(work, clock)
    assert order == ["call", "call", "look", "call", "call"]
    assert clock.now() == pytest.approx(0.6)


def test_a_throttled_call_is_made_again_until_it_gets_through_and_slows_the_rest() -> None:
    clock, tries = Time(), 0

    def throttled() -> str:
        nonlocal tries
        tries += 1
        if tries < 40:
            raise Throttled("Rate exceeded")
        return "through"

    async def work(calls: Calls) -> tuple[str, float]:
        return await calls(throttled), calls.rate

    found, rate = run(work, clock)
    assert found == "through"
    assert rate < 3.0
    assert clock.now() < 70


def test_a_call_without_an_answer_is_made_again_a_few_times_and_a_look_is_not() -> None:
    clock = Time()
    tries: list[float] = []

    def lost() -> None:
        tries.append(clock.now())
        raise NoAnswer("reset")

    async def work(calls: Calls) -> None:
        with pytest.raises(NoAnswer):
            await calls(lost)
        assert len(tries) == ATTEMPTS
        with pytest.raises(NoAnswer):
            await calls.look(lost)
        assert len(tries) == ATTEMPTS + 1
        with pytest.raises(NoAnswer):
            await calls.soon(lost)

    run(work, clock)
    assert tries[-1] > 300, "what is needed is looked for with patience"


def test_what_is_needed_is_asked_for_ever_less_often_while_all_calls_are_throttled() -> None:
    clock = Time()
    tries: list[float] = []
    told: list[float] = []

    def throttled() -> None:
        tries.append(clock.now())
        if clock.now() < 600:
            raise Throttled("Rate exceeded")

    async def work(calls: Calls) -> None:
        calls.tell = lambda _: told.append(clock.now())
        await calls.soon(throttled)

    run(work, clock)
    assert tries[:4] == pytest.approx([0, 1, 3, 7])
    assert len(tries) < 70
    assert 60 <= told[0] <= 70


def test_throttling_between_answers_is_not_worth_a_word() -> None:
    clock = Time()
    told: list[str] = []
    tries = 0

    def now_and_then() -> None:
        nonlocal tries
        tries += 1
        if tries % 5:
            raise Throttled("Rate exceeded")

    async def work(calls: Calls) -> None:
        calls.tell = told.append
        for _ in range(20):
            await calls.soon(now_and_then)

    run(work, clock)
    assert clock.now() > 200
    assert not told


def test_that_all_calls_are_throttled_for_long_is_said_once() -> None:
    cloud, told = FakeCloud(), Told()
    road = Road(cloud)
    cloud.clock.alarms = [
        (5.0, lambda: setattr(road, "throttled", 1.0)),
        (900.0, lambda: setattr(road, "throttled", 0.0)),
    ]
    steps = plan(step("a"), step("b"))
    assert deploy(steps, road.to(), told, allowing(()), cloud.clock.terms()).ok
    (note,) = told.of(Noted)
    assert note.text.startswith("AWS throttles CloudFormation's calls: ")
    assert not note.stack


def test_what_is_refused_is_refused_once() -> None:
    tries: list[int] = []

    def refused() -> None:
        tries.append(1)
        raise Refused("no")

    async def work(calls: Calls) -> None:
        with pytest.raises(Refused):
            await calls(refused)

    run(work, Time())
    assert tries == [1]


def test_a_call_under_way_is_waited_for_and_its_answer_known_though_we_are_stopped() -> None:
    clock = Time(latency=3.0)
    known: list[str] = []

    async def begin(calls: Calls) -> None:
        known.append(await calls(lambda: "id"))
        await asyncio.sleep(100)
        known.append("too far")

    async def work(calls: Calls) -> None:
        task = asyncio.ensure_future(begin(calls))
        await asyncio.sleep(1.0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    run(work, clock)
    assert known == ["id"]
    assert clock.now() == pytest.approx(3.0)


def test_whoever_waits_for_a_turn_and_is_stopped_makes_no_call() -> None:
    made: list[int] = []

    async def work(calls: Calls) -> None:
        tasks = [asyncio.ensure_future(calls(made.append, number)) for number in range(5)]
        await asyncio.sleep(0.01)
        for task in tasks[2:4]:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    run(work, Time())
    assert made == [0, 1, 4]


def test_the_bucket_hovers_around_what_is_let_through() -> None:
    bucket, now, through = Bucket(rate=10.0, burst=20.0), 0.0, 0
    while now < 300:
        now += bucket.wait(now) + 0.01
        bucket.take(now)
        if now * 4.0 + 5.0 - through >= 1.0:  # a limit of 4 calls a second, 5 in reserve
            through += 1
        else:
            bucket.slowed(now)
    assert through / now > 0.9 * 4.0
    assert 3.0 < bucket.rate < 6.0
    assert not bucket.spare(now)
    assert bucket.spare(now + 1000)


def test_a_few_calls_at_once_that_are_too_many_do_not_slow_those_that_come_one_by_one() -> None:
    bucket = Bucket(rate=10.0, burst=10.0)
    for now in (0.0, 2.0, 4.0, 6.0):
        bucket.take(now)
        bucket.take(now)
        bucket.slowed(now)  # one of the two
    assert bucket.rate > 6.0
    assert bucket.burst < 2.5


def test_the_bucket_follows_where_others_take_their_part_and_where_they_end() -> None:
    bucket, now, level, at = Bucket(rate=10.0, burst=10.0), 0.0, 5.0, 0.0
    rates = dict[float, float]()
    while now < 300:
        now += bucket.wait(now) + 0.01
        limit = 2.0 if 100 < now < 200 else 6.0
        level, at = min(level + (now - at) * limit, 5.0), now
        bucket.take(now)
        if level >= 1.0:
            level -= 1.0
        else:
            bucket.slowed(now)
        rates[now] = bucket.rate
    for start, end, limit in ((50, 100, 6.0), (120, 200, 2.0), (240, 300, 6.0)):
        some = [rate for at, rate in rates.items() if start < at < end]
        assert 0.85 * limit < sum(some) / len(some) < 1.2 * limit, (start, end)


def test_the_next_place_goes_to_whom_the_longest_chain_waits_for() -> None:
    order: list[str] = []
    places = {"first": 0, "leaf": 0, "trunk": 9, "branch": 3}

    async def work(_: Calls) -> None:
        jobs = Places(1)

        async def one(name: str) -> None:
            async with jobs.one(places[name]):
                order.append(name)
                await asyncio.sleep(1.0)

        tasks = [asyncio.ensure_future(one(name)) for name in [*places, "leaf"]]
        await asyncio.sleep(0.5)
        tasks[-1].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    run(work, Time())
    assert order == ["first", "trunk", "branch", "leaf"]
    assert weights({"a": [], "b": ["a"], "c": ["b"], "d": ["a"]}) == {
        "a": 2,
        "b": 1,
        "c": 0,
        "d": 0,
    }


def test_waits_begin_short_and_stay_a_small_part_of_what_was_waited() -> None:
    assert between(0.0) == pytest.approx(0.4)
    ages = [number / 10 for number in range(1, 10_000)]
    assert all(between(age) <= max(0.75, 0.12 * age) for age in ages)
    assert between(3600.0) == pytest.approx(5.0)


def test_what_a_template_bakes_comes_on_top_of_the_time_that_it_has() -> None:
    assert patience('{"Resources": {}}', 1800) == 1800
    baking = '{"A": [{"BakeTimeInMinutes": 15}, {"MonitoringTimeInMinutes": "5"}]}'
    assert patience(baking, 1800) == 1800 + 15 * 60
    assert patience('{"BakeTimeInMinutes": {"Ref": "Minutes"}}', 1800) == 1800


def test_in_earnest_calls_are_made_in_threads_side_by_side() -> None:
    seen: set[int] = set()

    def call() -> None:
        seen.add(threading.get_ident())
        time.sleep(0.2)

    async def work(calls: Calls) -> None:
        await asyncio.gather(*(calls(call) for _ in range(10)))

    began = time.monotonic()
    threads(work, Terms().bucket)
    assert time.monotonic() - began < 1.0
    assert len(seen) == 10
    assert threading.get_ident() not in seen


def test_in_earnest_an_error_is_raised_where_the_call_was_made() -> None:
    def call() -> None:
        raise Refused("no")

    async def work(calls: Calls) -> None:
        await calls(call)

    with pytest.raises(Refused, match="no"):
        threads(work, Terms().bucket)
