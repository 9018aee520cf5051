"""The fault table: what is broken, what the user sees, the exit status, what helps, and then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest

from generators.errors import NoAnswer
from tests.deploy.fakes import Failure, FakeCloud
from tests.deploy.person import EXPIRED, SCENES, Person, app, bumpy, deployed, only
from tests.deploy.rough import Road

UPDATED, ABSENT = ("updated",) * 4, ("nothing to delete",) * 4
GONE = "failed (DELETE_COMPLETE): somebody else deleted it meanwhile"
GOES_ON = "  Run the same command again: it waits for what runs and goes on from there."


def _nothing(_: Person) -> None:
    pass


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One row.

    `says` are beginnings of lines that are printed, in that order; `well` says that the command
    succeeds all the same. Then the person `cures` what is not make's to cure, types the commands
    of `helps`, which the output named, and has the same command end well, `again` with these
    outcomes.
    """

    breaks: Callable[[Person], Road | None]
    says: tuple[str, ...]
    again: tuple[str, ...]
    before: Callable[[], Person] = deployed
    command: str = "make deploy"
    version: str = "2"
    limits: dict[str, Any] = field(default_factory=dict)
    well: bool = False
    cures: Callable[[Person], None] = _nothing
    helps: tuple[str, ...] = ()


def _fails(stack: str, status: str, reason: str = "no room", **more: Any) -> Callable[..., None]:
    def breaks(person: Person) -> None:
        failure = Failure(status=status, reason=reason, **more)
        person.cloud.failures[stack] = [failure]

    return breaks


def _sets(**attributes: Any) -> Callable[[Person], None]:
    def breaks(person: Person) -> None:
        for name, value in attributes.items():
            setattr(person.cloud, name, value)

    return breaks


def _meets(error: BaseException, after: float, until: float = 1e9) -> Callable[[Person], Road]:
    """Every call meets it from so many seconds on."""

    def breaks(person: Person) -> Road:
        began = person.cloud.clock.now()

        def before(_: int) -> None:
            if after <= person.cloud.clock.now() - began < until:
                raise error

        return Road(person.cloud, before=before)

    return breaks


def _another(after: float, act: Callable[[FakeCloud], None]) -> Callable[[Person], None]:
    """Somebody else does something after so many seconds."""

    def breaks(person: Person) -> None:
        clock = person.cloud.clock
        clock.alarms = [(clock.now() + after, partial(act, person.cloud))]

    return breaks


def _just_before(verb: str, act: Callable[[FakeCloud], None]) -> Callable[[Person], Road]:
    """Somebody else is quicker than the first call of that name."""

    def breaks(person: Person) -> Road:
        road = Road(person.cloud)

        def before(_: int) -> None:
            if [one for _, one in road.order].count(verb) == 1 and road.order[-1][1] == verb:
                act(person.cloud)

        road.before = before
        return road

    return breaks


def _cancels(cloud: FakeCloud) -> None:
    cloud.cancel(cloud.known["dev-web"].state, "theirs")


def _forgets_change_sets(cloud: FakeCloud) -> None:
    cloud.proposals.clear()


def _updates_page(cloud: FakeCloud) -> None:
    cloud.taken_by_another(only(app("2"), "page"))


FAULTS = {
    "a change set fails": Fault(
        breaks=_sets(change_set_failure="Template error: instance of Fn::GetAtt"),
        says=(
            "dev-cluster: failed: no change set: Template error: instance of Fn::GetAtt",
            "dev-web: skipped, as it waits for dev-cluster",
            "dev-api: skipped, as it waits for dev-cluster",
            "dev-page: skipped, as it waits for dev-web",
        ),
        cures=_sets(change_set_failure=""),
        again=UPDATED,
    ),
    "a change set is never worked out": Fault(
        breaks=_sets(thinks=20_000.0),
        limits={"timeout": 600.0},
        says=(
            "dev-cluster: failed: no change set: CloudFormation took longer",
            "dev-web: skipped",
        ),
        cures=_sets(thinks=1.0),
        again=UPDATED,
    ),
    "a change set is gone before it is executed": Fault(
        breaks=_just_before("execute", _forgets_change_sets),
        says=(
            "dev-cluster: updating",
            "dev-cluster: ChangeSet [cs-",
            "dev-cluster: updating",
            "dev-cluster: updated in",
        ),
        well=True,
        again=("up to date",) * 4,
    ),
    "a stack that is created is deleted under our feet": Fault(
        before=Person,
        version="1",
        breaks=_another(15.0, lambda cloud: cloud.drop("dev-api")),
        says=(
            "dev-api: creating",
            "dev-api: failed (DELETE_COMPLETE): somebody else deleted it meanwhile",
        ),
        again=("up to date", "up to date", "created", "up to date"),
    ),
    "a stack that is updated is deleted under our feet": Fault(
        breaks=_another(17.0, lambda cloud: cloud.drop("dev-api")),
        says=(
            "dev-api: updating",
            "dev-api: failed (DELETE_COMPLETE): somebody else deleted it meanwhile",
        ),
        again=("up to date", "up to date", "created", "up to date"),
    ),
    "a creation fails and is undone": Fault(
        before=Person,
        version="1",
        breaks=_fails("dev-web", "ROLLBACK_COMPLETE", undoing=20.0),
        says=(
            "dev-web: creating",
            "dev-web: failed (ROLLBACK_COMPLETE): it could not be created",
            "  Service (AWS::ECS::Service) CREATE_FAILED: no room",
            "dev-page: skipped, as it waits for dev-web",
        ),
        again=("up to date", "created anew", "up to date", "created"),
    ),
    "a creation fails and cannot be undone": Fault(
        before=Person,
        version="1",
        breaks=_fails("dev-web", "ROLLBACK_FAILED", undoing=20.0),
        says=(
            "dev-web: failed (ROLLBACK_FAILED): it could not be created",
            "  Service (AWS::ECS::Service) CREATE_FAILED: no room",
        ),
        helps=("make delete ENV=test STACK=web",),
        again=("up to date", "created", "up to date", "created"),
    ),
    "an update fails and is undone": Fault(
        breaks=_fails("dev-web", "UPDATE_ROLLBACK_COMPLETE", undoing=20.0),
        says=(
            "dev-web: updating",
            "dev-web: failed (UPDATE_ROLLBACK_COMPLETE): it could not be updated",
            "  Service (AWS::ECS::Service) UPDATE_FAILED: no room",
            "dev-page: skipped, as it waits for dev-web",
        ),
        again=("up to date", "updated", "up to date", "updated"),
    ),
    "an update fails and cannot be undone": Fault(
        breaks=_fails("dev-web", "UPDATE_ROLLBACK_FAILED", reason="in use", undoing=20.0),
        says=(
            "dev-web: failed (UPDATE_ROLLBACK_FAILED): it could not be updated",
            "  Service (AWS::ECS::Service) UPDATE_FAILED: in use",
            "dev-page: skipped, as it waits for dev-web",
        ),
        helps=("make continue-rollback ENV=test STACK=web",),
        again=("up to date", "updated", "up to date", "updated"),
    ),
    "an update is cancelled by somebody else": Fault(
        breaks=_another(16.0, _cancels),
        says=("dev-web: failed (UPDATE_ROLLBACK_COMPLETE): it could not be updated",),
        again=("up to date", "updated", "up to date", "updated"),
    ),
    "a rollback fails once more": Fault(
        before=SCENES["continue-rollback"].before,
        command="make continue-rollback ENV=test STACK=web",
        breaks=_fails("dev-web", "UPDATE_ROLLBACK_FAILED", reason="in use"),
        says=(
            "dev-web: rolling back its update",
            "dev-web: failed (UPDATE_ROLLBACK_FAILED): its update could not be rolled back",
            "  Service (AWS::ECS::Service) UPDATE_ROLLBACK_FAILED: in use",
        ),
        helps=("make continue-rollback ENV=test STACK=web",),
        again=("rolled back",),
    ),
    "a rollback takes too long": Fault(
        before=SCENES["continue-rollback"].before,
        command="make continue-rollback ENV=test STACK=web",
        breaks=_sets(seconds={"dev-web": 1000.0}),
        limits={"timeout": 600.0},
        says=(
            "dev-web: still UPDATE_ROLLBACK_IN_PROGRESS after (TIMEOUT=): it is left to itself",
            "dev-web: failed (UPDATE_ROLLBACK_IN_PROGRESS): it took longer than TIMEOUT= allows",
            "  run the same command again: it waits for what runs and goes on from there",
        ),
        again=("rolled back",),
    ),
    "a deletion fails": Fault(
        command="make delete",
        breaks=_fails("dev-web", "DELETE_FAILED", reason="the bucket is not empty"),
        says=(
            "dev-web: deleting",
            "dev-web: failed (DELETE_FAILED): it could not be deleted",
            "  Service (AWS::ECS::Service) DELETE_FAILED: the bucket is not empty",
            "dev-cluster: skipped, as it waits for dev-web",
        ),
        helps=("make delete ENV=test STACK=web",),
        again=("nothing to delete", "nothing to delete", "nothing to delete", "deleted"),
    ),
    "a deletion is given up, as an export is in use": Fault(
        command="make delete",
        breaks=_fails(
            "dev-web",
            "CREATE_COMPLETE",
            reason="Export x cannot be deleted as it is in use by y",
            logical_id="dev-web",
        ),
        limits={"timeout": 600.0},
        says=(
            "dev-web: deleting",
            "dev-web: failed (CREATE_COMPLETE): it could not be deleted",
            "  dev-web (AWS::CloudFormation::Stack) CREATE_COMPLETE: Export x cannot be deleted as",
            "dev-cluster: skipped, as it waits for dev-web",
        ),
        again=("nothing to delete", "nothing to delete", "deleted", "deleted"),
    ),
    "a deletion meets an update that has just begun": Fault(
        command="make delete",
        breaks=_just_before("delete", _updates_page),
        says=(
            "dev-page: deleting",
            "dev-page: Stack [id/dev-page] cannot be deleted while in status UPDATE_IN_PROGRESS",
            "dev-page: UPDATE_IN_PROGRESS, waiting for that to end",
            "dev-page: deleting",
            "dev-page: deleted in",
        ),
        well=True,
        again=ABSENT,
    ),
    "credentials expire midway": Fault(
        breaks=_meets(EXPIRED, after=15.0),
        says=(
            "dev-cluster: updated in",
            "Interrupted.",
            "  CloudFormation is still at work on dev-api, dev-web, and goes on without us.",
            "  Not begun: dev-page.",
            GOES_ON,
            "AWS does not take the credentials: the security token has expired (ExpiredToken)",
            "  get or renew them by `aws sso login`; then run the same command again",
        ),
        again=("up to date", "up to date", "up to date", "updated"),
    ),
    "the connection is lost for minutes": Fault(
        breaks=_meets(NoAnswer("AWS could not be reached: no route to host"), 3.0, 203.0),
        says=("dev-cluster: updated in", "dev-page: updated in"),
        well=True,
        again=("up to date",) * 4,
    ),
    "the connection is lost for good": Fault(
        breaks=_meets(NoAnswer("AWS could not be reached: no route to host"), after=5.0),
        says=(
            "Interrupted.",
            "  CloudFormation is still at work on dev-cluster, and goes on without us.",
            "  Not begun: dev-web, dev-api, dev-page.",
            GOES_ON,
            "AWS could not be reached: no route to host",
        ),
        again=("up to date", "updated", "updated", "updated"),
    ),
    "an update takes too long": Fault(
        breaks=_sets(seconds={"dev-web": 100_000.0}, rollbacks=30.0),
        limits={"timeout": 600.0},
        says=(
            "dev-web: still UPDATE_IN_PROGRESS after (TIMEOUT=): cancelling it, which rolls it",
            "dev-web: failed (UPDATE_ROLLBACK_COMPLETE): it took longer than TIMEOUT= allows and",
        ),
        cures=_sets(seconds={}),
        again=("up to date", "updated", "up to date", "updated"),
    ),
    "a creation takes too long": Fault(
        before=Person,
        version="1",
        breaks=_sets(seconds={"dev-web": 1000.0}),
        limits={"timeout": 600.0},
        says=(
            "dev-web: still CREATE_IN_PROGRESS after (TIMEOUT=): it is left to itself",
            "dev-web: failed (CREATE_IN_PROGRESS): it took longer than TIMEOUT= allows",
            "  run the same command again: it waits for what runs and goes on from there",
        ),
        again=("up to date", "up to date", "up to date", "created"),
    ),
    "a deletion takes too long": Fault(
        command="make delete",
        breaks=_sets(seconds={"dev-web": 1000.0}),
        limits={"timeout": 600.0},
        says=(
            "dev-web: still DELETE_IN_PROGRESS after (TIMEOUT=): it is left to itself",
            "dev-web: failed (DELETE_IN_PROGRESS): it took longer than TIMEOUT= allows",
            "  run the same command again: it waits for what runs and goes on from there",
        ),
        again=("nothing to delete", "nothing to delete", "nothing to delete", "deleted"),
    ),
    "somebody else's operation has no end": Fault(
        breaks=lambda person: person.cloud.seed("dev-cluster", "UPDATE_IN_PROGRESS"),
        limits={"timeout": 600.0},
        says=(
            "dev-cluster: UPDATE_IN_PROGRESS, waiting for that to end",
            "dev-cluster: failed: somebody else's operation on it is still UPDATE_IN_PROGRESS",
            "  run the same command again: it waits for what runs and goes on from there",
            "dev-web: skipped, as it waits for dev-cluster",
        ),
        cures=lambda person: person.cloud.ends_in("dev-cluster", "UPDATE_COMPLETE", 30.0),
        again=UPDATED,
    ),
    "a call is refused": Fault(
        breaks=lambda person: person.cloud.refusals.update(
            {"execute dev-web": "not authorized to perform: cloudformation:ExecuteChangeSet"}
        ),
        says=(
            "dev-web: failed: not authorized to perform: cloudformation:ExecuteChangeSet",
            "dev-page: skipped, as it waits for dev-web",
        ),
        cures=lambda person: person.cloud.refusals.clear(),
        again=("up to date", "updated", "up to date", "updated"),
    ),
}


def in_order(wanted: tuple[str, ...], lines: list[str]) -> bool:
    """Whether there are lines that begin so, one after the other."""
    left = iter(lines)
    return all(any(line.startswith(one) for line in left) for one in wanted)


@pytest.mark.parametrize("name", FAULTS)
def test_it_is_said_the_exit_status_tells_and_the_same_command_then_ends_well(name: str) -> None:
    fault = FAULTS[name]
    person, steps = fault.before(), app(fault.version)
    road = fault.breaks(person)
    assert person.types(fault.command, steps, road, **fault.limits) == (0 if fault.well else 1)
    for number in range(len(fault.says)):
        assert in_order(fault.says[: number + 1], person.lines), person.said
    assert person.cloud.proposals == {}
    fault.cures(person)
    assert tuple(one.removesuffix(" CONFIRM=yes") for one in person.told_to) == fault.helps
    for command in person.told_to:
        assert person.types(command, steps) == 0, person.said
    assert person.types(fault.command, steps) == 0, person.said
    assert tuple(person.outcomes) == fault.again


@pytest.mark.parametrize("name", ["create", "update", "unchanged", "recreate", "delete", "protect"])
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("stones", ["throttled", "broken", "reset", "all"])
def test_a_bumpy_road_shows_in_nothing_that_is_said(name: str, seed: int, stones: str) -> None:
    scene = SCENES[name]
    smooth, person = scene.before(), scene.before()
    assert scene.runs(smooth) == 0
    road = bumpy(person, seed)
    for stone in {"throttled", "broken", "reset"} - {stones} if stones != "all" else ():
        setattr(road, stone, 0.0)
    assert scene.runs(person, road) == 0, person.said
    assert _sorted(person) == _sorted(smooth)
    assert person.cloud.proposals == {}
    assert scene.runs(person, bumpy(person, seed)) == 0, person.said
    assert set(person.outcomes) <= {"up to date", "nothing to delete"}


def _sorted(person: Person) -> list[str]:
    """The lines, whatever their order, without what depends on how long something took."""
    return sorted(" ".join(line.split()) for line in person.lines if " in all" not in line)
