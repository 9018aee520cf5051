"""Every status that CloudFormation has: in the code, on its page, and in what a deploy does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import botocore.session
import pytest

from generators.deploy.cloud import StackState
from generators.deploy.events import StackFailed, StackFinished
from generators.deploy.repair import Repair, repaired
from generators.deploy.statuses import STATUSES, TELLING, Standing, has_values
from tests.deploy.fakes import EPOCH, Failure, FakeCloud, Told, plan, step, template
from tests.deploy.person import Person
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


@dataclass(frozen=True, kw_only=True)
class Met:
    """What comes of a deploy that meets a stack in some status.

    `becomes` is where CloudFormation is leading it by itself; `helps` is the command that is named
    where a person must look at it first.
    """

    comes: str
    becomes: str = ""
    helps: str = ""


BACK = "make continue-rollback ENV=test STACK=web"
CONSOLE = "  look at dev-web in the CloudFormation console"
REMOVE = "make delete ENV=test STACK=web"

MET = {
    "REVIEW_IN_PROGRESS": Met(comes="created anew"),
    "CREATE_IN_PROGRESS": Met(comes="updated", becomes="CREATE_COMPLETE"),
    "CREATE_COMPLETE": Met(comes="updated"),
    "CREATE_FAILED": Met(comes="failed", helps=REMOVE),
    "ROLLBACK_IN_PROGRESS": Met(comes="created anew", becomes="ROLLBACK_COMPLETE"),
    "ROLLBACK_COMPLETE": Met(comes="created anew"),
    "ROLLBACK_FAILED": Met(comes="failed", helps=REMOVE),
    "UPDATE_IN_PROGRESS": Met(comes="updated", becomes="UPDATE_COMPLETE"),
    "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS": Met(comes="updated", becomes="UPDATE_COMPLETE"),
    "UPDATE_COMPLETE": Met(comes="updated"),
    "UPDATE_FAILED": Met(comes="failed", helps=BACK),
    "UPDATE_ROLLBACK_IN_PROGRESS": Met(comes="updated", becomes="UPDATE_ROLLBACK_COMPLETE"),
    "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS": Met(
        comes="updated", becomes="UPDATE_ROLLBACK_COMPLETE"
    ),
    "UPDATE_ROLLBACK_COMPLETE": Met(comes="updated"),
    "UPDATE_ROLLBACK_FAILED": Met(comes="failed", helps=BACK),
    "DELETE_IN_PROGRESS": Met(comes="created", becomes="DELETE_COMPLETE"),
    "DELETE_COMPLETE": Met(comes="created"),
    "DELETE_FAILED": Met(comes="failed", helps=REMOVE),
    "IMPORT_IN_PROGRESS": Met(comes="updated", becomes="IMPORT_COMPLETE"),
    "IMPORT_COMPLETE": Met(comes="updated"),
    "IMPORT_ROLLBACK_IN_PROGRESS": Met(comes="updated", becomes="IMPORT_ROLLBACK_COMPLETE"),
    "IMPORT_ROLLBACK_COMPLETE": Met(comes="updated"),
    "IMPORT_ROLLBACK_FAILED": Met(comes="failed"),
    "INVENTED_LATER": Met(comes="failed"),
}


def _meets(name: str) -> Person:
    """Somebody to whom the only stack has that status, for as long as it takes."""
    person = Person()
    if name != "DELETE_COMPLETE":
        person.cloud.seed("dev-web", name)
    if MET[name].becomes:
        person.cloud.ends_in("dev-web", MET[name].becomes, 60.0)
    return person


def _waits(name: str) -> list[str]:
    return [f"dev-web: {name}, waiting for that to end"] if MET[name].becomes else []


def _refuses(name: str) -> list[str]:
    cure = STATUSES[name].cure if name in STATUSES else CONSOLE.strip()
    helps = cure.format(options="ENV=test STACK=web", yes=" CONFIRM=yes", name="dev-web")
    return [f"dev-web: failed: it is {name} and takes no update", f"  {helps}"]


def _does(name: str) -> list[str]:
    """The lines that tell of what is done, after whatever is waited for."""
    hollow = "which holds no resources and takes no update: deleting it and creating it anew"
    return {
        "updated": ["dev-web: updating", "dev-web: updated in"],
        "created": ["dev-web: creating", "dev-web: created in"],
        "created anew": [
            f"dev-web: {MET[name].becomes or name}, {hollow}",
            "dev-web: created anew in",
        ],
    }[MET[name].comes]


def test_every_status_is_met_by_a_deploy_and_a_delete() -> None:
    assert MET.keys() - {"INVENTED_LATER"} == STATUSES.keys()


@pytest.mark.parametrize("name", [name for name in MET if MET[name].comes != "failed"])
def test_a_deploy_waits_for_what_is_under_way_and_says_what_it_then_does(name: str) -> None:
    person = _meets(name)
    assert person.deploys(WEB) == 0
    said = [*_waits(name), *_does(name)]
    assert person.lines[: len(said)] == said
    assert f"dev-web {MET[name].comes}" in " ".join(person.lines[len(said) + 1].split())
    assert person.told_to == ()
    assert person.cloud.clock.now() >= (60 if MET[name].becomes else 0)
    assert person.deploys(WEB) == 0
    assert person.outcomes == ["up to date"]


@pytest.mark.parametrize("name", [name for name in MET if MET[name].comes == "failed"])
def test_a_deploy_refuses_what_a_person_must_look_at_and_names_the_command_that_helps(
    name: str,
) -> None:
    person = _meets(name)
    assert person.deploys(WEB) == 1
    assert person.lines[:2] == _refuses(name)
    assert person.lines[3].split() == ["dev-web", "failed"]
    assert person.cloud.writes() == []
    assert [one.removesuffix(" CONFIRM=yes") for one in person.told_to] == [
        one for one in [MET[name].helps] if one
    ]
    if not MET[name].helps:
        assert person.lines[1] == CONSOLE
        person.cloud.ends_in("dev-web", "IMPORT_ROLLBACK_COMPLETE", 0.0)  # by hand, there
    for command in person.told_to:
        assert person.types(command, WEB) == 0
    assert person.deploys(WEB) == 0
    assert person.outcomes == ["created" if MET[name].helps == REMOVE else "updated"]


@pytest.mark.parametrize("name", MET)
def test_a_delete_waits_for_what_is_under_way_and_is_for_whatever_is_there(name: str) -> None:
    person = _meets(name)
    assert person.deletes(WEB) == 0
    gone = name.startswith("DELETE_") and name != "DELETE_FAILED"
    does = ["dev-web: nothing to delete"] if gone else ["dev-web: deleting", "dev-web: deleted in"]
    said = [*_waits(name), *does]
    assert person.lines[: len(said)] == said
    assert person.told_to == ()
    assert person.cloud.known == {}
    assert person.deletes(WEB) == 0
    assert person.outcomes == ["nothing to delete"]
    assert person.deploys(WEB) == 0
    assert person.outcomes == ["created"]


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
    (end,) = repaired(repair, WEB, cloud, told, cloud.clock.terms()).ended
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
        (end,) = repaired(repair, WEB, cloud, Told(), cloud.clock.terms()).ended
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
    (end,) = repaired("continue-rollback", WEB, cloud, Told(), cloud.clock.terms()).ended
    assert isinstance(end, StackFailed)
    assert (end.status, end.reason) == (
        "UPDATE_ROLLBACK_FAILED",
        "its update could not be rolled back",
    )
    assert _reason(end) == "in use"


def _reason(end: Any) -> str:
    return str(end.cause.reason)
