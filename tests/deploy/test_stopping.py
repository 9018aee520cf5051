"""What is begun after somebody has said stop, or was quicker, or took their time: nothing false."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import threading
import time
from dataclasses import replace
from typing import Any

import pytest

from generators.deploy.calls import Calls
from generators.deploy.cloud import Change, Proposal
from generators.deploy.engine import deploy
from generators.deploy.events import Interrupted, Summary, TimedOut
from generators.deploy.terms import Limits, Terms
from generators.model import OutputOf, Plan
from tests.deploy.fakes import FakeCloud, Told, plan, step, template
from tests.deploy.virtual import Time

OLD = template(Group="AWS::ElasticLoadBalancingV2::TargetGroup@1")
NEW = template(Group="AWS::ElasticLoadBalancingV2::TargetGroup@2")
PLAIN, NEWER = (template(Task=f"AWS::ECS::TaskDefinition@{number}") for number in (1, 2))


def _deployed(cloud: FakeCloud, todo: Plan, approve: Any = lambda *_: True) -> Summary:
    return deploy(todo, cloud, Told(), approve, cloud.clock.terms(limits=Limits(jobs=1)))


class _Slow(FakeCloud):
    """Discarding takes as long as others need to go on."""

    def discard(self, proposal: Proposal) -> None:
        time.sleep(0.3)
        super().discard(proposal)


class _Wall(Time):
    def now(self) -> float:
        return time.monotonic()


def _four(cloud: FakeCloud) -> Plan:
    """Two stacks that want a yes, and two that want none."""
    for name in "abcd":
        text = OLD if name in "ab" else PLAIN
        cloud.seed(f"dev-{name}", template=json.loads(text), tags={"team": "a"})
    cloud.replacements["Group"] = "True"
    return plan(*(step(name, text=NEW if name in "ab" else NEWER) for name in "abcd"))


@pytest.mark.parametrize("real", [True, False])
def test_after_ctrl_c_at_a_question_nothing_begins_and_nobody_is_asked(real: bool) -> None:
    assert threading.current_thread() is threading.main_thread()
    cloud = _Slow(_Wall()) if real else FakeCloud(Time(latency=0.05))
    todo, told, begun = _four(cloud), Told(), []

    def approve(stack: str, changes: tuple[Change, ...]) -> bool:
        begun.append({call for call in cloud.calls if call.startswith("execute")})
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.2)
        return True

    with pytest.raises(KeyboardInterrupt):
        deploy(todo, cloud, told, approve, Terms() if real else cloud.clock.terms())
    (before,) = begun
    assert {call for call in cloud.calls if call.startswith("execute")} == before
    assert cloud.proposals == {}, "what was not executed is deleted"
    last = told.events[-1]
    assert isinstance(last, Interrupted)
    assert last.resumable
    assert set(last.running) == {call.removeprefix("execute ") for call in before}
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_what_has_its_turn_but_is_not_sent_when_we_are_halted_is_never_sent() -> None:
    made: list[str] = []

    async def work(calls: Calls) -> None:
        one = asyncio.ensure_future(calls(made.append, "a call"))
        whole = calls.whole

        async def halted(*arguments: Any) -> Any:
            asyncio.get_running_loop().call_soon(calls.halt)
            return await whole(*arguments)

        calls.whole = halted  # type: ignore[assignment, method-assign]
        done, _ = await asyncio.wait({one}, timeout=60)
        assert not done
        await calls.look(made.append, "a look")
        one.cancel()

    Time().run(work)
    assert made == ["a look"]


def test_a_hollow_stack_that_somebody_has_filled_meanwhile_is_not_deleted() -> None:
    cloud = FakeCloud(Time(latency=0.05))
    cloud.seconds["dev-a"] = 20
    cloud.seed("dev-b", "REVIEW_IN_PROGRESS")

    def filled() -> None:
        state = cloud.known["dev-b"].state
        cloud.known["dev-b"].state = replace(state, status="CREATE_COMPLETE")

    cloud.clock.alarms.append((10.0, filled))
    found = _deployed(cloud, plan(step("a", text=OLD), step("b", text=NEWER), step("x", "a")))
    assert found.ok
    assert "delete dev-b" not in cloud.calls
    assert cloud.known["dev-b"].state.id == "id/dev-b"
    assert cloud.known["dev-b"].template == json.loads(NEWER)


def test_a_hollow_stack_that_somebody_has_deleted_meanwhile_is_created() -> None:
    cloud = FakeCloud(Time(latency=0.05))
    cloud.seconds["dev-a"] = 20
    cloud.seed("dev-b", "ROLLBACK_COMPLETE")
    cloud.clock.alarms.append((10.0, lambda: cloud.drop("dev-b")))
    found = _deployed(cloud, plan(step("a", text=OLD), step("b", text=NEWER), step("x", "a")))
    assert found.ok
    assert "delete dev-b" not in cloud.calls


@pytest.mark.parametrize("wait", [8.0, 25.0, 100.0])
def test_a_parent_outside_the_plan_is_read_again_after_waiting_for_another(wait: float) -> None:
    cloud = FakeCloud(Time(latency=0.05))
    cloud.seed("dev-cluster", outputs={"Name": "old"})
    cloud.seed(
        "dev-web",
        "UPDATE_IN_PROGRESS",
        parameters={"Cluster": "new"},
        template=json.loads(PLAIN),
        tags={"team": "a"},
    )
    cloud.ends_in("dev-web", "UPDATE_COMPLETE", wait)
    _moves(cloud, 5.0)
    web = step("web", text=PLAIN, Cluster=OutputOf("dev-cluster", "Name"))
    (end,) = _deployed(cloud, plan(web)).ended
    assert end.outcome == "up to date"  # type: ignore[union-attr]
    assert cloud.known["dev-web"].state.parameters == {"Cluster": "new"}


def test_a_parent_outside_the_plan_is_read_again_once_it_was_read_long_ago() -> None:
    cloud = FakeCloud(Time(latency=0.05))
    cloud.seconds["dev-a"] = 60
    cloud.seed("dev-cluster", outputs={"Name": "old"})
    _moves(cloud, 5.0)
    web = step("web", "a", text=PLAIN, Cluster=OutputOf("dev-cluster", "Name"))
    assert _deployed(cloud, plan(step("a"), web)).ok
    assert cloud.known["dev-web"].state.parameters == {"Cluster": "new"}


def test_a_parent_outside_the_plan_that_was_read_just_now_is_not_read_again() -> None:
    cloud = FakeCloud(Time(latency=0.05))
    cloud.seed("dev-cluster", outputs={"Name": "old"})
    web = step("web", text=PLAIN, Cluster=OutputOf("dev-cluster", "Name"))
    assert _deployed(cloud, plan(web)).ok
    assert cloud.calls.count("stack dev-cluster") == 1


def test_a_parent_outside_the_plan_is_read_again_when_somebody_was_quicker() -> None:
    cloud = FakeCloud(Time(latency=0.05))
    cloud.seed("dev-cluster", outputs={"Name": "old"})
    web = step("web", text=PLAIN, Cluster=OutputOf("dev-cluster", "Name"))
    cloud.seed("dev-web", "ROLLBACK_COMPLETE")

    def another() -> None:
        _moved(cloud)
        cloud.drop("dev-web")

    cloud.seconds["dev-a"] = 20
    cloud.clock.alarms.append((10.0, another))
    assert _deployed(cloud, plan(step("a"), web, step("x", "a"))).ok
    assert cloud.known["dev-web"].state.parameters == {"Cluster": "new"}


def _moves(cloud: FakeCloud, at: float) -> None:
    cloud.clock.alarms.append((at, lambda: _moved(cloud)))


def _moved(cloud: FakeCloud) -> None:
    state = cloud.known["dev-cluster"].state
    cloud.known["dev-cluster"].state = replace(state, outputs={"Name": "new"})


@pytest.mark.parametrize("status", ["UPDATE_COMPLETE", "DELETE_COMPLETE"])
def test_a_question_longer_than_timeout_fails_nobody_who_waits_for_another(status: str) -> None:
    cloud = FakeCloud(Time(latency=0.05))
    cloud.seed("dev-a", template=json.loads(OLD), tags={"team": "a"})
    cloud.replacements["Group"] = "True"
    cloud.seed("dev-w", "UPDATE_IN_PROGRESS", template=json.loads(OLD), tags={"team": "a"})
    cloud.ends_in("dev-w", status, 60)

    def think(*_: Any) -> bool:
        cloud.clock.time += 2000
        return True

    assert _deployed(cloud, plan(step("a", text=NEW), step("w", text=OLD)), think).ok


BAKES = json.dumps(
    {
        "Resources": {
            "Service": {
                "Type": "AWS::ECS::Service",
                "Properties": {"DeploymentConfiguration": {"BakeTimeInMinutes": 30}},
            }
        }
    }
)


@pytest.mark.parametrize("theirs", [True, False])
@pytest.mark.parametrize(("seconds", "ok"), [(2000.0, True), (3000.0, False)])
def test_what_a_template_bakes_comes_on_top_of_timeout(
    theirs: bool, seconds: float, ok: bool
) -> None:
    cloud, told = FakeCloud(Time(latency=0.05)), Told()
    cloud.seed("dev-web", template=json.loads(PLAIN), tags={"team": "a"})
    if theirs:
        cloud.seed("dev-web", "UPDATE_IN_PROGRESS")
        cloud.ends_in("dev-web", "UPDATE_COMPLETE", seconds)
    else:
        cloud.seconds["dev-web"] = seconds
    limits, steps = Limits(timeout=600.0), plan(step("web", text=BAKES))
    found = deploy(steps, cloud, told, lambda *_: True, cloud.clock.terms(limits=limits))
    assert found.ok is ok
    late = [event.seconds for event in told.of(TimedOut)]
    assert late == ([] if ok or theirs else [2400.0])
    assert cloud.clock.now() == pytest.approx(seconds if ok else 2400.0, abs=60)
