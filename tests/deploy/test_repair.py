"""A repair that is begun again: it waits for what runs, and ends where the first one would have."""

from __future__ import annotations

import pytest

from generators.deploy.events import Interrupted, StackFailed, StackFinished, Waiting
from generators.deploy.repair import Repair, repaired
from generators.deploy.terms import Limits
from tests.deploy.fakes import FakeCloud, Told, plan, step
from tests.deploy.virtual import Time

WEB = plan(step("web"))
REPAIRS: list[tuple[Repair, str]] = [
    ("cancel", "UPDATE_IN_PROGRESS"),
    ("continue-rollback", "UPDATE_ROLLBACK_FAILED"),
]


def _cloud(status: str, seconds: float) -> FakeCloud:
    cloud = FakeCloud(Time(latency=0.05))
    cloud.seed("dev-web", status)
    cloud.usual = cloud.rollbacks = seconds
    return cloud


@pytest.mark.parametrize(("repair", "status"), REPAIRS)
@pytest.mark.parametrize("pause", [0.0, 100.0])
def test_after_ctrl_c_the_same_command_waits_for_what_runs(
    repair: Repair, status: str, pause: float
) -> None:
    cloud, told = _cloud(status, 60.0), Told()
    cloud.clock.alarms = [(10.0, cloud.clock.stop)]
    with pytest.raises(KeyboardInterrupt):
        repaired(repair, WEB, cloud, told, cloud.clock.terms())
    last = told.events[-1]
    assert isinstance(last, Interrupted)
    assert last.running == ("dev-web",)
    writes = cloud.writes()
    cloud.clock.time += pause
    again = Told()
    (end,) = repaired(repair, WEB, cloud, again, cloud.clock.terms()).ended
    assert isinstance(end, StackFinished)
    assert end.outcome == "rolled back"
    assert bool(again.of(Waiting)) is (pause == 0.0)
    assert cloud.writes() == writes, "it is begun once"


@pytest.mark.parametrize(("repair", "status"), REPAIRS)
def test_a_rollback_that_takes_longer_than_timeout_is_left_and_then_waited_for(
    repair: Repair, status: str
) -> None:
    cloud, limits = _cloud(status, 1000.0), Limits(timeout=600.0)
    (late,) = repaired(repair, WEB, cloud, Told(), cloud.clock.terms(limits=limits)).ended
    assert isinstance(late, StackFailed)
    assert "it waits for what runs" in (late.advice or "")
    assert 600 < cloud.clock.now() < 620
    (end,) = repaired(repair, WEB, cloud, Told(), cloud.clock.terms(limits=limits)).ended
    assert isinstance(end, StackFinished)


def test_what_a_template_bakes_comes_on_top_of_the_time_that_a_rollback_has() -> None:
    cloud = _cloud("UPDATE_ROLLBACK_FAILED", 1000.0)
    todo = plan(step("web", text='{"BakeTimeInMinutes": 10}'))
    limits = Limits(timeout=600.0)
    (end,) = repaired(
        "continue-rollback", todo, cloud, Told(), cloud.clock.terms(limits=limits)
    ).ended
    assert isinstance(end, StackFinished)


@pytest.mark.parametrize(("repair", "ends_well"), [("cancel", False), ("continue-rollback", True)])
def test_a_rollback_that_was_waited_for_and_failed_is_begun_again_by_the_command_for_that(
    repair: Repair, ends_well: bool
) -> None:
    cloud = _cloud("UPDATE_ROLLBACK_IN_PROGRESS", 20.0)
    cloud.ends_in("dev-web", "UPDATE_ROLLBACK_FAILED", 30.0)
    (end,) = repaired(repair, WEB, cloud, Told(), cloud.clock.terms()).ended
    assert isinstance(end, StackFinished) is ends_well
    assert cloud.writes() == (["roll_back dev-web"] if ends_well else [])
