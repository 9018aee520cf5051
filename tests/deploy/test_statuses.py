"""Every status that CloudFormation has: in the code, on its page, and in what a deploy does."""

from __future__ import annotations

from typing import Any

import botocore.session
import pytest

from generators.deploy.cloud import StackState
from generators.deploy.deletion import delete
from generators.deploy.engine import deploy
from generators.deploy.events import StackFailed, StackFinished, StackStarted, Waiting
from generators.deploy.guard import allowing
from generators.deploy.repair import Repair, repaired
from generators.deploy.statuses import STATUSES, TELLING, Standing, has_values
from tests.deploy.fakes import EPOCH, Failure, FakeCloud, Told, plan, step, template
from tests.projects import ROOT

PAGE = (ROOT / "docs/statuses.md").read_text()
DOES = {
    Standing.ABSENT: "creates it",
    Standing.HOLLOW: "deletes it and creates it anew",
    Standing.READY: "updates it",
    Standing.BUSY: "waits for its end",
    Standing.STUCK: "refuses, and says what helps",
}
WEB = plan(step("web", text=template(("Url",), Service="AWS::ECS::Service")))


def test_the_table_has_the_statuses_that_the_sdk_knows_and_no_other() -> None:
    model = botocore.session.get_session().get_service_model("cloudformation")
    assert set(model.shape_for("StackStatus").enum) == STATUSES.keys()
    assert len(STATUSES) == 23
    assert set(TELLING) <= STATUSES.keys()


def test_the_page_says_the_same_as_the_table() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| `")]
    assert rows == [
        f"| `{name}` | {status.meaning} | {DOES[status.standing]} | {_cure(status.cure)} |"
        for name, status in STATUSES.items()
    ]


def _cure(text: str) -> str:
    return text.format(options="STACK=…", yes="", name="it")


@pytest.mark.parametrize("name", STATUSES)
def test_a_deploy_meets_every_status_as_the_table_says(name: str) -> None:
    cloud, told = FakeCloud(), Told()
    status = STATUSES[name]
    if status.standing is not Standing.ABSENT:
        cloud.seed("dev-web", name)
    if status.standing is Standing.BUSY:
        cloud.ends_in("dev-web", "CREATE_COMPLETE", 60.0)
    (end,) = deploy(WEB, cloud, told, allowing(()), runner=cloud.clock.run).ended
    actions = [event.action for event in told.of(StackStarted)]
    match status.standing:
        case Standing.ABSENT:
            assert actions == ["create"]
        case Standing.HOLLOW:
            assert actions == ["recreate"]
        case Standing.READY:
            assert actions == ["update"]
        case Standing.BUSY:
            assert told.of(Waiting) == [Waiting(stack="dev-web", status=name)]
            assert actions == ["update"]
            assert cloud.clock.now() >= 60
        case Standing.STUCK:
            assert isinstance(end, StackFailed)
            assert name in end.reason
            assert end.advice
            assert cloud.writes() == []
    assert isinstance(end, StackFinished) is (status.standing is not Standing.STUCK)


@pytest.mark.parametrize("name", STATUSES)
def test_a_delete_is_for_whatever_is_there(name: str) -> None:
    cloud = FakeCloud()
    if STATUSES[name].standing is not Standing.ABSENT:
        cloud.seed("dev-web", name)
    if STATUSES[name].standing is Standing.BUSY:
        cloud.ends_in("dev-web", "UPDATE_COMPLETE", 60.0)
    assert delete(WEB, cloud, Told(), runner=cloud.clock.run).ok
    assert cloud.known == {}


def test_outputs_of_what_is_leaving_or_never_came_to_be_are_not_built_upon() -> None:
    without = {
        *("REVIEW_IN_PROGRESS", "ROLLBACK_IN_PROGRESS", "ROLLBACK_COMPLETE"),
        *("DELETE_IN_PROGRESS", "DELETE_COMPLETE"),
    }
    states = [StackState(name="a", id="a", status=name, created=EPOCH) for name in STATUSES]
    assert {state.status for state in states if not has_values(state)} == without
    assert not has_values(None)


@pytest.mark.parametrize(
    ("repair", "status", "call"),
    [
        ("cancel", "UPDATE_IN_PROGRESS", "cancel"),
        ("continue-rollback", "UPDATE_ROLLBACK_FAILED", "roll_back"),
        ("continue-rollback", "UPDATE_FAILED", "roll_back"),
    ],
)
def test_an_update_half_way_is_rolled_back_by_its_command(
    repair: Repair, status: str, call: str
) -> None:
    cloud, told = FakeCloud(), Told()
    cloud.seed("dev-web", status)
    (end,) = repaired(repair, WEB, cloud, told, runner=cloud.clock.run).ended
    assert isinstance(end, StackFinished)
    assert end.outcome == "rolled back"
    assert cloud.writes() == [f"{call} dev-web"]
    assert cloud.known["dev-web"].state.status == "UPDATE_ROLLBACK_COMPLETE"


@pytest.mark.parametrize("repair", ["cancel", "continue-rollback"])
def test_a_repair_of_what_is_not_half_way_is_refused(repair: Repair) -> None:
    for status in (*STATUSES, ""):
        cloud = FakeCloud()
        if status and status != "DELETE_COMPLETE":
            cloud.seed("dev-web", status)
        (end,) = repaired(repair, WEB, cloud, Told(), runner=cloud.clock.run).ended
        begun = (
            status == "UPDATE_IN_PROGRESS"
            if repair == "cancel"
            else status in {"UPDATE_ROLLBACK_FAILED", "UPDATE_FAILED"}
        )
        done = begun or status == "UPDATE_ROLLBACK_COMPLETE"
        assert isinstance(end, StackFinished) is done
        assert bool(cloud.writes()) is begun


def test_a_rollback_that_fails_again_says_why() -> None:
    cloud = FakeCloud()
    cloud.seed("dev-web", "UPDATE_ROLLBACK_FAILED")
    cloud.failures["dev-web"] = [Failure(status="UPDATE_ROLLBACK_FAILED", reason="in use")]
    (end,) = repaired("continue-rollback", WEB, cloud, Told(), runner=cloud.clock.run).ended
    assert isinstance(end, StackFailed)
    assert (end.status, end.reason) == (
        "UPDATE_ROLLBACK_FAILED",
        "its update could not be rolled back",
    )
    assert _reason(end) == "in use"


def _reason(end: Any) -> str:
    return str(end.cause.reason)
