"""What becomes of a change set that nobody executes, and of a template that is on its way."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import Any

import pytest

from generators.deploy.calls import GRACE
from generators.deploy.cloud import ChangeSet, Desired, Proposal
from generators.deploy.engine import deploy
from generators.deploy.events import Interrupted, Noted, StackFailed, StackFinished, Summary
from generators.deploy.guard import allowing
from generators.deploy.terms import Limits
from generators.errors import CannotReachAWS, NoAnswer, Overtaken, Refused, Throttled
from generators.model import Plan
from tests.deploy.fakes import FakeCloud, Told, plan, step, template
from tests.deploy.rough import Road
from tests.deploy.virtual import Time

OLD = template(Group="AWS::ElasticLoadBalancingV2::TargetGroup@1")
NEW = template(Group="AWS::ElasticLoadBalancingV2::TargetGroup@2")
WEB = plan(step("web", text=NEW))
EXPIRED = CannotReachAWS("AWS does not take the credentials", advice="aws sso login")


class _Named(FakeCloud):
    """Knows a change set by its name too, which is the token; one in the making is not deleted."""

    takes = 1.0

    def propose(self, desired: Desired, token: str = "") -> Proposal:
        made = super().propose(desired, token)
        self.proposals[made.id] = (desired, self.clock.now() + self.takes)
        self.names = {token: made.id}
        return made

    def discard(self, proposal: Proposal) -> None:
        known = self.names.get(proposal.id, proposal.id)
        if known in self.proposals and self.clock.now() < self.proposals[known][1]:
            self._call("discard", proposal.stack)
            raise Overtaken(f"{proposal.stack}: Cannot delete ChangeSet in status …")
        super().discard(Proposal(stack=proposal.stack, stack_id="", id=known))


def _cloud(latency: float = 0.05) -> _Named:
    cloud = _Named(Time(latency=latency))
    cloud.seed("dev-web", template=json.loads(OLD), tags={"team": "a"})
    cloud.replacements["Group"] = "True"
    return cloud


def _deployed(road: Road, told: Told, todo: Plan = WEB, **limits: Any) -> Summary:
    return deploy(
        todo,
        road.to(),
        told,
        allowing(()),
        road.cloud.clock.terms(limits=Limits(**limits)),
    )


def _bumpy(road: Road, *errors: Exception) -> None:
    """Whoever deletes a change set meets these, one after the other."""
    left = list(errors)

    def meet(_: int) -> None:
        if left and road.order[-1][1] == "discard":
            raise left.pop(0)

    road.before = meet


@pytest.mark.parametrize("error", [NoAnswer("reset"), Throttled("Rate exceeded")])
def test_a_change_set_that_was_declined_is_deleted_though_the_road_is_bumpy(
    error: Exception,
) -> None:
    road, told = Road(_cloud()), Told()
    _bumpy(road, error, error, error)
    assert not _deployed(road, told).ok
    assert road.cloud.proposals == {}
    assert not told.of(Noted)


def _stopped(road: Road, at: str) -> Told:
    """Ctrl-C at the first call of that kind."""
    told, before = Told(), road.before

    def press(number: int) -> None:
        verbs = [verb for _, verb in road.order]
        if verbs[-1] == at and at not in verbs[:-1]:
            road.cloud.clock.stop()
        before(number)

    road.before = press
    with pytest.raises(KeyboardInterrupt):
        _deployed(road, told)
    assert isinstance(told.events[-1], Interrupted)
    return told


@pytest.mark.parametrize("at", ["propose", "change_set"])
@pytest.mark.parametrize("takes", [1.0, 9.0])
def test_after_ctrl_c_a_change_set_is_deleted_once_it_is_made(at: str, takes: float) -> None:
    cloud = _cloud()
    cloud.takes = takes
    told = _stopped(Road(cloud), at)
    assert cloud.proposals == {}
    assert not told.of(Noted)
    assert cloud.clock.now() < takes + 5


def test_a_change_set_that_is_made_for_long_is_left_behind_and_named() -> None:
    cloud = _cloud()
    cloud.takes = 100.0
    told = _stopped(Road(cloud), "change_set")
    (left,) = cloud.proposals
    (noted,) = told.of(Noted)
    assert noted.stack == "dev-web"
    assert "left behind" in noted.text
    assert f"--stack-name dev-web --change-set-name {left}" in noted.text
    assert cloud.clock.now() < 20


def test_whoever_has_no_connection_does_not_wait_for_long_to_leave_a_change_set_behind() -> None:
    road, told = Road(_cloud()), Told()

    def slow(_: int) -> None:
        if road.order[-1][1] == "discard":
            road.cloud.clock.time += 10.0
            raise NoAnswer("no route to host")

    road.before = slow
    assert not _deployed(road, told).ok
    assert [verb for _, verb in road.order].count("discard") == 2
    assert "left behind" in told.of(Noted)[0].text


@pytest.mark.parametrize("error", [EXPIRED, Refused("dev-web: not authorized")])
def test_a_change_set_that_may_not_be_deleted_is_named_at_once(error: Exception) -> None:
    road, told = Road(_cloud()), Told()
    _bumpy(road, *[error] * 20)
    assert not _deployed(road, told).ok
    (noted,) = told.of(Noted)
    assert "left behind" in noted.text
    assert road.cloud.calls.count("discard dev-web") == 0
    assert road.cloud.clock.now() < 5


def test_a_change_set_whose_making_was_never_answered_is_deleted_by_its_name() -> None:
    class Lost(_Named):
        def propose(self, desired: Desired, token: str = "") -> Proposal:
            super().propose(desired, token)
            raise NoAnswer("connection reset by peer")

    cloud, told = Lost(Time(latency=0.05)), Told()
    cloud.seed("dev-web", template=json.loads(OLD), tags={"team": "a"})
    with pytest.raises(NoAnswer):
        _deployed(Road(cloud), told)
    assert cloud.calls.count("propose dev-web") > 1
    assert cloud.proposals == {}
    assert not told.of(Noted)


def test_a_change_set_whose_making_is_not_answered_in_time_is_named_as_it_may_come() -> None:
    cloud = _cloud(latency=2 * GRACE)
    told = _stopped(Road(cloud), "propose")
    (noted,) = told.of(Noted)
    (token,) = cloud.names
    assert "may be left behind" in noted.text
    assert f"--change-set-name {token}" in noted.text
    assert cloud.proposals == {}


@pytest.mark.parametrize("error", [EXPIRED, Refused("dev-web: not authorized")])
def test_nothing_is_deleted_or_named_where_no_change_set_came_to_be(error: Exception) -> None:
    road, told = Road(_cloud()), Told()

    def refuse(_: int) -> None:
        if road.order[-1][1] == "propose":
            raise error

    road.before = refuse
    with suppress(CannotReachAWS):
        assert not _deployed(road, told).ok
    assert "discard" not in {verb for _, verb in road.order}
    assert not told.of(Noted)


@pytest.mark.parametrize("seed", range(20))
def test_after_ctrl_c_on_a_bumpy_road_no_change_set_stays_without_a_word(seed: int) -> None:
    for at in ("propose", "change_set"):
        cloud = _cloud()
        road = Road(cloud, seed=seed, throttled=0.2, broken=0.1, reset=0.05)
        told = _stopped(road, at)
        assert cloud.proposals == {} or "left behind" in told.of(Noted)[0].text


def test_a_change_set_that_is_never_worked_out_fails_its_stack_in_time() -> None:
    class Stuck(_Named):
        def change_set(self, proposal: Proposal) -> ChangeSet | None:
            self._call("change_set", proposal.stack)
            return None

    cloud = Stuck(Time(latency=0.05))
    cloud.seed("dev-web", template=json.loads(OLD), tags={"team": "a"})
    (end,) = _deployed(Road(cloud), Told(), timeout=600.0).ended
    assert isinstance(end, StackFailed)
    assert "no change set" in end.reason
    assert "TIMEOUT=" in end.reason
    assert 600 < cloud.clock.now() < 620
    assert cloud.proposals == {}


LARGE = template(Task=f"AWS::ECS::TaskDefinition@{'x' * 51_200}")


@pytest.mark.parametrize("verb", ["create", "propose"])
def test_after_ctrl_c_while_a_large_template_is_put_in_its_place_nothing_begins(verb: str) -> None:
    cloud, told = FakeCloud(Time(latency=3.0)), Told()
    if verb == "propose":
        cloud.seed("dev-web", template=json.loads(OLD), tags={"team": "a"})

    def press(_: int) -> None:
        if road.order[-1][1] == "place":
            asyncio.get_running_loop().call_later(1.0, cloud.clock.stop)

    road = Road(cloud, before=press)
    with pytest.raises(KeyboardInterrupt):
        _deployed(road, told, plan(step("web", text=LARGE)))
    assert [one for one in cloud.calls if one.split()[0] in ("place", verb)] == ["place dev-web"]
    last = told.events[-1]
    assert isinstance(last, Interrupted)
    assert last.running == ()


def test_only_a_large_template_is_put_in_its_place_and_before_anything_is_deleted() -> None:
    class Placed(FakeCloud):
        urls: tuple[str, ...] = ()

        def create(self, desired: Desired, token: str = "") -> Any:
            self.urls += (desired.url,)
            return super().create(desired, token)

    cloud = Placed(Time(latency=0.05))
    cloud.seed("dev-web", "ROLLBACK_COMPLETE")
    todo = plan(step("web", text=LARGE), step("api", text=NEW))
    ended = _deployed(Road(cloud), Told(), todo).ended
    assert all(isinstance(end, StackFinished) for end in ended)
    writes = [one for one in cloud.writes() if "dev-web" in one]
    assert writes == ["place dev-web", "delete dev-web", "create dev-web"]
    assert sorted(cloud.urls) == ["", "https://s3/dev-web"]
