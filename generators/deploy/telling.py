"""What an operation's events say: told as they come, and summed up at its end."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from generators.deploy.cloud import Operation, StackEvent, StackState
from generators.deploy.events import Cause, ResourceEvent
from generators.deploy.run import Run
from generators.deploy.statuses import busy
from generators.errors import Refused


@dataclass(frozen=True, kw_only=True)
class Watched:
    """How an operation ended; `state` is None for a stack that is gone.

    `left` are the resources that could not be deleted.
    """

    state: StackState | None
    cause: Cause | None
    left: tuple[Cause, ...] = ()

    @property
    def status(self) -> str:
        """CloudFormation's status of the stack now."""
        return self.state.status if self.state else "DELETE_COMPLETE"


@dataclass(kw_only=True, eq=False)
class Story:
    """The events of one operation so far; `trouble` says that something of it has failed.

    Whoever is `refused` its events does without: they tell more, but nothing depends on them.
    """

    run: Run
    operation: Operation
    told: list[StackEvent] = field(default_factory=list)
    refused: bool = field(default=False, init=False)
    trouble: asyncio.Event = field(default_factory=asyncio.Event, init=False, repr=False)
    _one: asyncio.Lock = field(default_factory=asyncio.Lock, init=False, repr=False)

    async def read(self, *, surely: bool = False) -> tuple[StackEvent, ...]:
        """Tell what has happened since it was read last."""
        if self.refused:
            return ()
        calls = self.run.calls
        call = calls.soon if surely else calls.look
        async with self._one:
            last = self.told[-1].id if self.told else ""
            try:
                fresh = await call(self.run.cloud.events, self.operation, last)
            except Refused as error:
                self._does_without(error)
                return ()
            for event in fresh:
                self.told.append(event)
                self.run.emit(self._resource(event))
        if any(event.cause and event.status != "DELETE_FAILED" for event in fresh):
            self.trouble.set()
        return fresh

    def _does_without(self, error: Refused) -> None:
        stack, self.refused = self.operation.stack, True
        why = error.message.removeprefix(f"{stack}: ")
        self.run.note(f"its events cannot be read: {why}", stack)

    def of_the_stack(self, event: StackEvent) -> bool:
        """Whether it is about the stack itself and not about one of its resources."""
        itself = event.logical_id == self.operation.stack
        return itself or event.physical_id == self.operation.id

    @property
    def lacks_its_end(self) -> bool:
        """Whether some of it was told, and not yet how it ended."""
        if not self.told:
            return False
        return not self.of_the_stack(self.told[-1]) or busy(self.told[-1].status)

    @property
    def cause(self) -> Cause | None:
        """The first resource that failed, else what the stack itself says of its failure."""
        resources = [one for one in self.told if one.cause and not self.of_the_stack(one)]
        fell = ("ROLLBACK_IN_PROGRESS", "_FAILED")
        itself = [one for one in self.told if one.reason and one.status.endswith(fell)]
        return next((self._said(event) for event in [*resources, *itself]), None)

    @property
    def left(self) -> tuple[Cause, ...]:
        """Resources whose deletion failed and was not done in the end."""
        last = {(event.logical_id, event.physical_id): event for event in self.told}
        return tuple(self._said(one) for one in last.values() if one.status == "DELETE_FAILED")

    def _said(self, event: StackEvent) -> Cause:
        return Cause(
            logical_id=event.logical_id,
            type=event.type,
            status=event.status,
            reason=self.run.mask(event.reason),
        )

    def _resource(self, event: StackEvent) -> ResourceEvent:
        return ResourceEvent(
            stack=self.operation.stack,
            logical_id=event.logical_id,
            type=event.type,
            status=event.status,
            reason=self.run.mask(event.reason),
            at=event.at,
        )
