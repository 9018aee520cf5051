"""When an operation has ended, and what it has left behind."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import cast

from generators.deploy.calls import Calls
from generators.deploy.cloud import Cloud, Operation, StackEvent, StackState
from generators.deploy.events import Cause
from generators.deploy.run import Run
from generators.deploy.survey import Region
from generators.deploy.telling import Watched
from generators.deploy.watch import Watcher
from tests.deploy.fakes import EPOCH, Told
from tests.deploy.virtual import Time

OURS = Operation(stack="web", id="id/web", token="ours")
Look = tuple[str, Sequence[StackEvent]]


class Script:
    """A stack that has, look after look, this status (empty: it is gone) and these new events."""

    def __init__(self, *looks: Look) -> None:
        self.looks = list(looks)
        self.told: list[StackEvent] = []
        self.fresh = True

    def events(self, _: Operation, after: str) -> tuple[StackEvent, ...]:
        if self.fresh:
            self.told += self.looks[0][1]
        self.fresh = False
        ids = [event.id for event in self.told]
        return tuple(self.told[ids.index(after) + 1 :] if after else self.told)

    def stack(self, name: str) -> StackState | None:
        status, _ = self.looks[0]
        if len(self.looks) > 1:
            self.looks.pop(0)
            self.fresh = True
        return StackState(name="web", id=name, status=status, created=EPOCH) if status else None


def event(number: int, logical_id: str, status: str, physical_id: str = "") -> StackEvent:
    return StackEvent(
        id=str(number),
        logical_id=logical_id,
        physical_id=physical_id or f"{logical_id}-1",
        type="AWS::EC2::SecurityGroup",
        status=status,
        reason="resource hunter2 has a dependent object" if status == "DELETE_FAILED" else "",
        at=EPOCH,
        token="ours",
    )


def follow(script: Script) -> Watched:
    async def work(calls: Calls) -> Watched:
        cloud = cast(Cloud, script)
        run = Run(cloud=cloud, calls=calls, emit=Told(), secrets={"hunter2"})
        watcher = Watcher(run, Region(run))
        one = watcher.follow(OURS)
        await asyncio.wait({one.over})
        await one.story.read()
        state = await watcher.described(one, urgent=True)
        return Watched(state=state, cause=one.story.cause, left=one.story.left)

    found: Watched = Time().run(work)
    return found


def test_how_the_last_operation_ended_is_not_taken_for_the_end_of_this_one() -> None:
    script = Script(
        ("UPDATE_ROLLBACK_COMPLETE", ()),
        ("UPDATE_ROLLBACK_COMPLETE", ()),
        ("UPDATE_IN_PROGRESS", ()),
        ("UPDATE_COMPLETE", ()),
    )
    assert follow(script).status == "UPDATE_COMPLETE"


def test_an_operation_that_ended_between_two_looks_is_known_by_its_events() -> None:
    script = Script(
        ("CREATE_COMPLETE", ()), ("UPDATE_COMPLETE", [event(1, "web", "UPDATE_COMPLETE")])
    )
    assert follow(script).status == "UPDATE_COMPLETE"
    assert follow(Script(("", ()))).status == "DELETE_COMPLETE"


def test_what_could_not_be_deleted_in_the_end_is_left() -> None:
    events = [
        event(1, "Old", "DELETE_FAILED"),
        event(2, "Group", "DELETE_FAILED", "sg-1"),
        event(3, "Old", "DELETE_COMPLETE"),
        event(4, "Group", "UPDATE_COMPLETE", "sg-2"),
    ]
    watched = follow(Script(("UPDATE_IN_PROGRESS", events), ("UPDATE_COMPLETE", ())))
    assert watched.left == (
        Cause(
            logical_id="Group",
            type="AWS::EC2::SecurityGroup",
            status="DELETE_FAILED",
            reason="resource **** has a dependent object",
        ),
    )
