"""How an operation ends that does not end as it should, and what is said to run meanwhile."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from generators.deploy.calls import Calls
from generators.deploy.cloud import Operation, StackState
from generators.deploy.deletion import delete
from generators.deploy.engine import deploy
from generators.deploy.events import Interrupted, Noted, StackFailed, StackFinished, TimedOut
from generators.deploy.guard import allowing
from generators.deploy.run import Run
from generators.deploy.statuses import FINAL
from generators.deploy.survey import Region
from generators.deploy.terms import Limits
from generators.deploy.watch import Watcher
from generators.errors import CannotReachAWS, NoAnswer, Overtaken, Refused, Throttled
from tests.deploy.fakes import FakeCloud, Told, plan, step, template
from tests.deploy.rough import Road
from tests.deploy.virtual import Time

OLD, NEW = (template(Task=f"AWS::ECS::TaskDefinition@{number}") for number in (1, 2))
IN_USE = "Export web-Url cannot be deleted as it is in use by page"


class _Held(FakeCloud):
    """One that gives the deletion of dev-a up after `gives_up` seconds: its export is in use."""

    def __init__(self, gives_up: float, *, told: bool = True) -> None:
        super().__init__(Time(latency=0.05))
        self.gives_up = gives_up
        self.told = told

    def delete(self, state: StackState, token: str = "") -> Operation:
        if state.name != "dev-a":
            return super().delete(state, token)
        self._call("delete", state.name)
        stack, tell = self.known[state.name], self._teller(state.name, token)
        before = stack.state.status
        stack.state = replace(stack.state, status="DELETE_IN_PROGRESS")
        tell(state.name, "DELETE_IN_PROGRESS", "User Initiated")

        def end() -> None:
            stack.state = replace(stack.state, status=before, reason=IN_USE)
            if self.told:
                tell(state.name, before, IN_USE)

        self._later(state.name, self.clock.now() + self.gives_up, end)
        return Operation(stack=state.name, id=state.id, token=token)


@pytest.mark.parametrize("names", ["a", "abc"])
@pytest.mark.parametrize("status", ["CREATE_COMPLETE", "UPDATE_COMPLETE", "DELETE_FAILED"])
@pytest.mark.parametrize("gives_up", [0.01, 3.0, 40.0])
@pytest.mark.parametrize("told", [True, False])
def test_a_deletion_that_is_given_up_has_failed_and_says_why(
    names: str, status: str, gives_up: float, told: bool
) -> None:
    cloud, events = _Held(gives_up, told=told), Told()
    for name in names:
        cloud.seed(f"dev-{name}", status)
        cloud.seconds[f"dev-{name}"] = 100.0
    ended = delete(plan(*map(step, names)), cloud, events, cloud.clock.terms()).ended
    (failed,) = [end for end in ended if isinstance(end, StackFailed)]
    assert (failed.stack, failed.status) == ("dev-a", status)
    assert failed.reason == "it could not be deleted"
    assert failed.cause is not None
    assert failed.cause.reason == IN_USE
    assert not events.of(TimedOut)
    # Where no event tells it, every sixth look at one alone does.
    assert failed.seconds < gives_up + (15 if told else 35)
    assert set(cloud.known) == {"dev-a"}


def test_what_a_late_listing_shows_is_not_how_a_deletion_began() -> None:
    async def work(calls: Calls) -> None:
        run = Run(cloud=FakeCloud(), calls=calls, emit=Told())
        watcher = Watcher(run, Region(run))
        one = watcher.follow(Operation(stack="a", id="id/a", token="t"), plain=True, deletes=True)
        for status in (FINAL, "UPDATE_COMPLETE", "DELETE_IN_PROGRESS"):
            one.has(status)
            assert not one.over.done()
        one.has("UPDATE_COMPLETE")
        assert one.over.done()
        assert (one.fallen, one.gone) == (True, False)
        await watcher.stop()

    Time().run(work)


def test_without_its_events_a_deletion_that_is_given_up_has_failed_all_the_same() -> None:
    cloud = _Held(0.01)
    cloud.refusals["events dev-a"] = "not authorized to perform DescribeStackEvents"
    cloud.seed("dev-a", "UPDATE_COMPLETE")
    (failed,) = delete(plan(step("a")), cloud, Told(), cloud.clock.terms()).ended
    assert isinstance(failed, StackFailed)
    assert failed.cause is not None
    assert failed.cause.reason == IN_USE
    assert cloud.clock.now() < 30


def test_a_deletion_that_never_shows_is_not_called_cancelled() -> None:
    class Deaf(FakeCloud):
        def delete(self, state: StackState, token: str = "") -> Operation:
            self._call("delete", state.name)
            return Operation(stack=state.name, id=state.id, token=token)

    cloud = Deaf(Time(latency=0.05))
    cloud.seed("dev-a")
    limits = Limits(timeout=600.0)
    (failed,) = delete(plan(step("a")), cloud, Told(), cloud.clock.terms(limits=limits)).ended
    assert isinstance(failed, StackFailed)
    assert failed.reason == "it could not be deleted"
    assert cloud.clock.now() < 610


def test_a_stack_that_somebody_has_begun_to_update_is_waited_for_and_then_deleted() -> None:
    class Busy(FakeCloud):
        """Refuses to delete what is being updated, in words that the adapter knows."""

        def delete(self, state: StackState, token: str = "") -> Operation:
            if self.known[state.name].state.status == "UPDATE_IN_PROGRESS":
                self._call("delete", state.name)
                raise Overtaken(f"{state.name}: cannot be deleted while in status UPDATE_…")
            return super().delete(state, token)

    def world(times: int) -> tuple[Busy, Told, Callable[[int], None]]:
        cloud = Busy(Time(latency=0.05))
        cloud.seed("dev-a")

        def theirs(_: int) -> None:
            stack = cloud.known.get("dev-a")
            if (
                road.order[-1][1] == "delete"
                and stack
                and times > cloud.calls.count("delete dev-a")
            ):
                stack.state = replace(stack.state, status="UPDATE_IN_PROGRESS")
                cloud.ends_in("dev-a", "UPDATE_COMPLETE", 60)

        return cloud, Told(), theirs

    for times in (1, 2):
        cloud, told, theirs = world(times)
        road = Road(cloud, before=theirs)
        (end,) = delete(plan(step("a")), road.to(), told, cloud.clock.terms()).ended
        assert isinstance(end, StackFinished if times == 1 else StackFailed)
        (noted,) = told.of(Noted)
        assert "cannot be deleted while in status" in noted.text
        assert ("dev-a" in cloud.known) == (times == 2)


EXPIRED = CannotReachAWS("AWS does not take the credentials", advice="aws sso login")
VERBS = {"create": "create", "update": "execute", "delete": "delete"}


def _interrupted(verb: str, errors: list[Exception]) -> Interrupted:
    """What is told last where the call that begins something meets these, one after the other."""
    cloud, told = FakeCloud(Time(latency=0.05)), Told()
    if verb != "create":
        cloud.seed("dev-a", template=json.loads(OLD), tags={"team": "a"})

    def meet(_: int) -> None:
        if errors and road.order[-1][1] == VERBS[verb]:
            raise errors.pop(0)

    road = Road(cloud, before=meet)
    todo = plan(step("a", text=NEW))
    with pytest.raises((CannotReachAWS, KeyboardInterrupt)):
        if verb == "delete":
            delete(todo, road.to(), told, cloud.clock.terms())
        else:
            deploy(todo, road.to(), told, allowing(()), cloud.clock.terms())
    last = told.events[-1]
    assert isinstance(last, Interrupted)
    return last


@pytest.mark.parametrize("verb", VERBS)
def test_what_was_never_begun_is_not_said_to_run(verb: str) -> None:
    assert _interrupted(verb, [EXPIRED]).running == ()
    throttled = Throttled("Rate exceeded")
    assert _interrupted(verb, [throttled, EXPIRED]).running == ()


@pytest.mark.parametrize("verb", VERBS)
def test_what_may_have_been_begun_is_said_to_run(verb: str) -> None:
    lost = NoAnswer("connection reset by peer")
    assert _interrupted(verb, [lost, EXPIRED]).running == ("dev-a",)


@pytest.mark.parametrize("error", [Refused("dev-a: no"), Overtaken("dev-a: it is there now")])
def test_what_cloudformation_has_refused_is_not_said_to_run(error: Refused) -> None:
    cloud, told = FakeCloud(Time(latency=0.05)), Told()
    cloud.seed("dev-b", template=json.loads(OLD), tags={"team": "a"})

    def refuse(number: int) -> None:
        verbs = [verb for _, verb in road.order]
        if verbs[-1] == "create":
            raise error
        if "create" in verbs[:number]:
            cloud.clock.stop()

    road = Road(cloud, before=refuse)
    todo = plan(step("a", text=NEW), step("b", text=NEW))
    with pytest.raises(KeyboardInterrupt):
        deploy(todo, road.to(), told, allowing(()), cloud.clock.terms())
    last = told.events[-1]
    assert isinstance(last, Interrupted)
    assert "dev-a" not in last.running


def test_an_update_that_only_cleans_up_when_its_time_is_over_has_succeeded() -> None:
    cloud, told = FakeCloud(Time(latency=0.05)), Told()
    cloud.seed("dev-a", template=json.loads(OLD), tags={"team": "a"})
    cloud.cleanups["dev-a"] = 3000.0
    todo, limits = plan(step("a", text=NEW)), Limits(timeout=600.0)
    (end,) = deploy(todo, cloud, told, allowing(()), cloud.clock.terms(limits=limits)).ended
    assert isinstance(end, StackFinished)
    assert end.outcome == "updated"
    (late,) = told.of(TimedOut)
    assert (late.status, late.cancelled) == (FINAL, False)
    assert cloud.clock.now() < 620
    assert "cancel dev-a" not in cloud.calls


@pytest.mark.parametrize("seconds", [590.0, 599.9, 600.0, 600.1])
def test_an_update_that_ends_as_its_time_ends_is_taken_for_what_it_is(seconds: float) -> None:
    cloud = FakeCloud(Time(latency=0.05))
    cloud.seed("dev-a", template=json.loads(OLD), tags={"team": "a"})
    cloud.seconds["dev-a"] = seconds
    todo, limits = plan(step("a", text=NEW)), Limits(timeout=600.0)
    (end,) = deploy(todo, cloud, Told(), allowing(()), cloud.clock.terms(limits=limits)).ended
    cancelled = "cancel dev-a" in cloud.calls
    assert isinstance(end, StackFailed if cancelled else StackFinished)
    assert cloud.clock.now() < 700


def test_an_update_that_has_ended_before_its_cancel_came_has_succeeded() -> None:
    class Quick(FakeCloud):
        def cancel(self, state: StackState, token: str = "") -> Operation:
            self.ends_in(state.name, "UPDATE_COMPLETE", 0.0)
            super().stack(state.name)
            return super().cancel(state, token)

    cloud, told = Quick(Time(latency=0.05)), Told()
    cloud.seed("dev-a", template=json.loads(OLD), tags={"team": "a"})
    cloud.seconds["dev-a"] = 10_000
    todo, limits = plan(step("a", text=NEW)), Limits(timeout=600.0)
    (end,) = deploy(todo, cloud, told, allowing(()), cloud.clock.terms(limits=limits)).ended
    assert isinstance(end, StackFinished)
    assert not told.of(TimedOut)


def test_a_description_that_stays_as_it_was_is_waited_for_as_long_as_anything() -> None:
    class Stale(FakeCloud):
        """Its descriptions of dev-a stay those of the creation."""

        def stack(self, name: str) -> StackState | None:
            state = super().stack(name)
            return replace(state, status="CREATE_IN_PROGRESS") if state else None

    cloud = Stale(Time(latency=0.05))
    (end,) = deploy(plan(step("a")), cloud, Told(), allowing(()), cloud.clock.terms()).ended
    assert isinstance(end, StackFailed)
    assert end.status == "CREATE_IN_PROGRESS"
    assert end.reason == "it took longer than TIMEOUT= allows"
    assert 1800 <= cloud.clock.now() < 1830
