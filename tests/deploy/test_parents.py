"""Somebody is at work on a stack whose outputs this deploy takes and that it does not deploy."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from generators.deploy.engine import deploy
from generators.deploy.events import (
    Interrupted,
    Noted,
    StackFailed,
    StackFinished,
    Summary,
    Waiting,
)
from generators.deploy.preview import preview
from generators.deploy.terms import Limits
from generators.errors import NoValue
from generators.model import OutputOf, Plan, Step
from tests.deploy.fakes import CLEANUP, FakeCloud, Told, plan, step, template
from tests.deploy.virtual import Time

TEXT = template(Task="AWS::ECS::TaskDefinition@1")
OLD, NEW = {"Name": "old"}, {"Name": "new"}


def _web(name: str = "web") -> Step:
    return step(name, text=TEXT, Cluster=OutputOf("dev-cluster", "Name"))


def _busy(status: str = "UPDATE_IN_PROGRESS", outputs: dict[str, str] = OLD) -> FakeCloud:
    cloud = FakeCloud(Time(latency=0.05))
    cloud.seed("dev-cluster", status, outputs=outputs)
    return cloud


def _ends(cloud: FakeCloud, status: str, outputs: dict[str, str], at: float = 60.0) -> None:
    def end() -> None:
        one = cloud.known["dev-cluster"]
        one.state = replace(one.state, status=status, outputs=outputs)

    cloud._later("dev-cluster", at, end)


def _deployed(cloud: FakeCloud, todo: Plan, told: Told | None = None) -> Summary:
    limits = Limits(timeout=600.0)
    return deploy(todo, cloud, told or Told(), lambda *_: True, cloud.clock.terms(limits=limits))


def _cluster_of(cloud: FakeCloud, name: str = "web") -> str:
    return cloud.known[f"dev-{name}"].state.parameters["Cluster"]


@pytest.mark.parametrize("there", [True, False], ids=["update", "create"])
@pytest.mark.parametrize(
    ("begins", "had", "ends", "has"),
    [
        ("UPDATE_IN_PROGRESS", OLD, "UPDATE_COMPLETE", NEW),
        ("UPDATE_IN_PROGRESS", OLD, "UPDATE_ROLLBACK_COMPLETE", OLD),
        ("UPDATE_ROLLBACK_IN_PROGRESS", OLD, "UPDATE_ROLLBACK_COMPLETE", NEW),
        ("IMPORT_IN_PROGRESS", OLD, "IMPORT_COMPLETE", NEW),
        ("CREATE_IN_PROGRESS", {}, "CREATE_COMPLETE", NEW),
    ],
)
def test_a_parent_that_somebody_is_at_work_on_is_waited_for(
    begins: str, had: dict[str, str], ends: str, has: dict[str, str], there: bool
) -> None:
    cloud, told = _busy(begins, had), Told()
    _ends(cloud, ends, has)
    if there:
        cloud.seed("dev-web", template=json.loads(TEXT), parameters={"Cluster": "older"})
    assert _deployed(cloud, plan(_web()), told).ok
    assert _cluster_of(cloud) == has["Name"]
    assert told.of(Waiting) == [Waiting(stack="dev-cluster", status=begins)]
    assert cloud.clock.now() < 60 + 10 + 15


@pytest.mark.parametrize("seen", ["from-the-start", "on-the-way"])
def test_its_cleanup_is_not_waited_for(seen: str) -> None:
    cleaning = f"UPDATE_{CLEANUP}"
    cloud = _busy(cleaning, NEW) if seen == "from-the-start" else _busy()
    _ends(cloud, cleaning, NEW, at=30.0)
    _ends(cloud, "UPDATE_COMPLETE", NEW, at=900.0)
    assert _deployed(cloud, plan(_web())).ok
    assert _cluster_of(cloud) == "new"
    assert cloud.clock.now() < 30 + 10 + 15
    assert "statuses" not in cloud.calls, "only one is looked at, at any time"


def test_of_a_parent_that_fell_meanwhile_the_outputs_are_taken_and_that_is_said() -> None:
    cloud, told = _busy(), Told()
    _ends(cloud, "UPDATE_ROLLBACK_FAILED", OLD)
    assert _deployed(cloud, plan(_web(), _web("api")), told).ok
    text = "dev-cluster is UPDATE_ROLLBACK_FAILED: its outputs are taken as they are"
    assert told.of(Noted) == [Noted(text=text)]
    assert (_cluster_of(cloud), _cluster_of(cloud, "api")) == ("old", "old")


@pytest.mark.parametrize(
    ("begins", "ends", "reason"),
    [
        ("CREATE_IN_PROGRESS", "ROLLBACK_COMPLETE", "dev-cluster is ROLLBACK_COMPLETE and has no"),
        ("CREATE_IN_PROGRESS", "CREATE_COMPLETE", "dev-cluster has no output Name; it has none"),
        ("UPDATE_IN_PROGRESS", "", "there is no stack dev-cluster to take the output Name from"),
        ("UPDATE_IN_PROGRESS", "DELETE_IN_PROGRESS", "dev-cluster is DELETE_IN_PROGRESS and has"),
    ],
)
def test_a_parent_that_has_nothing_to_give_in_the_end_fails_what_takes_from_it(
    begins: str, ends: str, reason: str
) -> None:
    cloud = _busy(begins, {} if begins == "CREATE_IN_PROGRESS" else OLD)
    if ends == "DELETE_IN_PROGRESS":
        _ends(cloud, ends, OLD)
        cloud._later("dev-cluster", 90.0, lambda: cloud.drop("dev-cluster"))
        reason = "there is no stack dev-cluster"
    elif ends:
        _ends(cloud, ends, {})
    else:
        cloud._later("dev-cluster", 60.0, lambda: cloud.drop("dev-cluster"))
    (end, other) = _deployed(cloud, plan(_web(), step("other"))).ended
    assert isinstance(end, StackFailed)
    assert reason in end.reason
    assert "deploy dev-cluster first" in (end.advice or "") or "has no output" in end.reason
    assert isinstance(other, StackFinished)
    assert "create dev-web" not in cloud.calls


def test_a_parent_on_its_way_out_is_nothing_to_wait_for() -> None:
    cloud = _busy("DELETE_IN_PROGRESS")
    with pytest.raises(NoValue, match="dev-cluster is DELETE_IN_PROGRESS and has no output Name"):
        _deployed(cloud, plan(_web()))
    assert cloud.writes() == []


def test_a_parent_that_takes_longer_than_timeout_fails_all_that_take_from_it_at_once() -> None:
    cloud, told = _busy(), Told()
    _ends(cloud, "UPDATE_COMPLETE", NEW, at=5000.0)
    found = _deployed(cloud, plan(*(_web(f"w{number}") for number in range(5))), told)
    assert 600 <= cloud.clock.now() < 610
    assert cloud.writes() == []
    for end in found.ended:
        assert isinstance(end, StackFailed)
        assert end.reason == (
            "it takes outputs of dev-cluster, and somebody else's operation on that is still"
            " UPDATE_IN_PROGRESS"
        )
        assert "run the same command again" in (end.advice or "")
        assert end.seconds == 0.0


def test_however_many_take_from_a_parent_it_is_waited_for_once() -> None:
    alone, many = _busy(), _busy()
    for cloud, count in ((alone, 1), (many, 20)):
        told = Told()
        _ends(cloud, "UPDATE_COMPLETE", NEW)
        steps = (_web(f"w{number}") for number in range(count))
        assert _deployed(cloud, plan(*steps, step("other")), told).ok
        assert len(told.of(Waiting)) == 1
    looks = [
        [call for call, at in zip(cloud.calls, cloud.times, strict=True) if 15 < at < 55]
        for cloud in (alone, many)
    ]
    assert looks[0] == looks[1]


def test_ctrl_c_meanwhile_names_the_parent_that_is_still_worked_on() -> None:
    cloud, told = _busy(), Told()
    _ends(cloud, "UPDATE_COMPLETE", NEW)
    cloud.clock.alarms.append((20.0, cloud.clock.stop))
    with pytest.raises(KeyboardInterrupt):
        _deployed(cloud, plan(_web()), told)
    assert told.events[-1] == Interrupted(running=("dev-cluster",), waiting=("dev-web",))
    assert _deployed(cloud, plan(_web())).ok
    assert _cluster_of(cloud) == "new"


@pytest.mark.parametrize(("ends", "stops", "runs"), [(60.0, 75.0, "web"), (9e9, 650.0, "other")])
def test_ctrl_c_afterwards_does_not_name_it(ends: float, stops: float, runs: str) -> None:
    cloud, told = _busy(), Told()
    _ends(cloud, "UPDATE_COMPLETE", NEW, at=ends)
    cloud.seconds |= {"dev-first": stops - 100.0, "dev-other": 300.0, "dev-web": 300.0}
    others = (step("first"), step("other", "first")) if runs == "other" else ()
    cloud.clock.alarms.append((stops, cloud.clock.stop))
    with pytest.raises(KeyboardInterrupt):
        _deployed(cloud, plan(_web(), *others), told)
    (end,) = told.of(Interrupted)
    assert end.running == (f"dev-{runs}",)


def test_the_stack_itself_is_looked_at_again_after_its_parent() -> None:
    cloud = _busy()
    cloud.seed("dev-web", template=json.loads(TEXT), parameters={"Cluster": "old"})
    _ends(cloud, "UPDATE_COMPLETE", NEW)
    cloud.clock.alarms.append((30.0, lambda: cloud.drop("dev-web")))
    assert _deployed(cloud, plan(_web())).ok
    assert _cluster_of(cloud) == "new"
    assert "create dev-web" in cloud.calls


def test_where_nobody_is_at_work_it_costs_no_call() -> None:
    cloud = _busy("UPDATE_COMPLETE")
    cloud.seed(
        "dev-web", template=json.loads(TEXT), parameters={"Cluster": "old"}, tags={"team": "a"}
    )
    assert _deployed(cloud, plan(_web())).ok
    assert sorted(cloud.calls) == ["stack dev-cluster", "stack dev-web", "template dev-web"]


@pytest.mark.parametrize(
    ("status", "outputs", "verdict"),
    [
        ("UPDATE_IN_PROGRESS", OLD, "update"),
        ("CREATE_IN_PROGRESS", {}, "not known yet"),
        ("UPDATE_COMPLETE", OLD, "update"),
    ],
)
def test_a_plan_says_that_its_outputs_may_be_others_by_then(
    status: str, outputs: dict[str, str], verdict: str
) -> None:
    cloud = _busy(status, outputs)
    cloud.seed("dev-web", template=json.loads(TEXT), parameters={"Cluster": "older"})
    (one,) = preview(plan(_web()), cloud, Told(), cloud.clock.terms())
    assert one.verdict == verdict
    assert one.unsettled == (() if status == "UPDATE_COMPLETE" else ("dev-cluster",))
    assert one.after == (("dev-cluster",) if verdict == "not known yet" else ())
