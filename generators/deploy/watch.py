"""Follows what CloudFormation is doing until it has ended, and tells it as it comes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from generators.deploy.clock import Clock
from generators.deploy.cloud import Operation, StackEvent, StackState
from generators.deploy.events import Cause, ResourceEvent, Waiting
from generators.deploy.run import Run
from generators.deploy.statuses import Standing, standing

FIRST_WAIT = 0.2
LONGEST_WAIT = 4.0
"""Seconds between two looks: an account has about five looks a second for all who use it."""

T = TypeVar("T")


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


def polled(clock: Clock, look: Callable[[], T | None]) -> T:
    """What `look` finds in the end; the waits between looks begin short and grow."""
    wait = FIRST_WAIT
    while (found := look()) is None:
        clock.sleep(wait)
        wait = min(wait * 1.5, LONGEST_WAIT)
    return found


def settled(run: Run, stack: str) -> StackState | None:
    """The stack, None where there is none, once nobody's operation is under way on it."""
    told: list[str] = []

    def look() -> tuple[StackState | None] | None:
        state = run.cloud.stack(stack)
        if state is None or standing(state) is not Standing.BUSY:
            return (state,)
        if state.status not in told:
            told.append(state.status)
            run.running.add(stack)
            run.emit(Waiting(stack=stack, status=state.status))
        return None

    (state,) = polled(run.clock, look)
    run.running.discard(stack)
    return state


def followed(run: Run, operation: Operation) -> Watched:
    """Tell the operation's events as they come, until it has ended."""
    told: list[StackEvent] = []
    begun = False

    def look() -> Watched | None:
        nonlocal begun
        _tell(run, operation, told)
        state = run.cloud.stack(operation.id)
        busy = standing(state) is Standing.BUSY
        # Just after the call a stack may still show how its last operation ended: ours has ended
        # only if it was seen to begin.
        begun = begun or busy or bool(told)
        if state is not None and (busy or not begun):
            return None
        _tell(run, operation, told)
        return Watched(state=state, cause=_cause(run, operation, told), left=_left(run, told))

    return polled(run.clock, look)


def _tell(run: Run, operation: Operation, told: list[StackEvent]) -> None:
    for event in run.cloud.events(operation, told[-1].id if told else ""):
        told.append(event)
        run.emit(
            ResourceEvent(
                stack=operation.stack,
                logical_id=event.logical_id,
                type=event.type,
                status=event.status,
                reason=run.mask(event.reason),
                at=event.at,
            )
        )


def _cause(run: Run, operation: Operation, told: list[StackEvent]) -> Cause | None:
    """The first resource that failed, else what the stack itself says of its failure."""

    def of_the_stack(event: StackEvent) -> bool:
        return event.logical_id == operation.stack or event.physical_id == operation.id

    resources = [event for event in told if event.cause and not of_the_stack(event)]
    fell = ("ROLLBACK_IN_PROGRESS", "_FAILED")
    itself = [event for event in told if event.reason and event.status.endswith(fell)]
    return next((_said(run, event) for event in [*resources, *itself]), None)


def _left(run: Run, told: list[StackEvent]) -> tuple[Cause, ...]:
    """Resources whose deletion failed and was not done in the end."""
    last = {(event.logical_id, event.physical_id): event for event in told}
    return tuple(_said(run, event) for event in last.values() if event.status == "DELETE_FAILED")


def _said(run: Run, event: StackEvent) -> Cause:
    return Cause(
        logical_id=event.logical_id,
        type=event.type,
        status=event.status,
        reason=run.mask(event.reason),
    )
