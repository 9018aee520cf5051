"""One operation from its call to its end, and whether that end is the one that was wanted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from generators.deploy import explaining
from generators.deploy.cloud import Operation, StackState
from generators.deploy.events import TimedOut, Waiting
from generators.deploy.followed import Followed
from generators.deploy.run import new_token
from generators.deploy.statuses import Standing, busy, standing
from generators.deploy.telling import Watched
from generators.deploy.watch import Watcher
from generators.errors import DeployFailed, Refused, UserError

Final = Callable[[StackState], None]
"""Is told a stack whose outputs will not change any more."""

Goal = Literal["CREATE_COMPLETE", "UPDATE_COMPLETE", "DELETE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"]

_FELL = {
    "CREATE_COMPLETE": "it could not be created",
    "UPDATE_COMPLETE": "it could not be updated",
    "DELETE_COMPLETE": "it could not be deleted",
    "UPDATE_ROLLBACK_COMPLETE": "its update could not be rolled back",
}
_GONE = "somebody else deleted it meanwhile"
_LATE = "it took longer than TIMEOUT= allows"

_WAITED = "run the same command again: it waits for what runs and goes on from there"


class OperationFailed(UserError):
    """CloudFormation tried, and the stack did not reach what it should be."""

    def __init__(self, message: str, watched: Watched, advice: str | None = None) -> None:
        super().__init__(message, advice=advice)
        self.watched = watched


@dataclass(frozen=True, kw_only=True)
class Work:
    """An operation to be done: on which stack, to what end, and how long it may take.

    `stack` is CloudFormation's name, `file` that in `params/`. `urgent` says that others wait for
    the stack; `final` is told the stack once its outputs will not change any more, which may be
    before the operation has ended.
    """

    stack: str
    file: str
    goal: Goal
    patience: float
    urgent: bool = False
    final: Final = lambda _: None


async def begun(watcher: Watcher, work: Work, begin: Callable[[str], Operation]) -> Followed:
    """Begin an operation by `begin`, a call that takes the operation's token.

    From the moment it is sent until it has ended the stack counts as running, so that an interrupt
    can name it.
    """
    running = watcher.run.running

    def sent(token: str) -> Operation:
        running.add(work.stack)
        return begin(token)

    try:
        operation = await watcher.run.calls(sent, new_token())
    except Refused:
        running.discard(work.stack)
        raise
    one = watcher.follow(
        operation, plain="UPDATE" not in work.goal, deletes=work.goal == "DELETE_COMPLETE"
    )
    explaining.begin(
        watcher.run,
        work.file,
        one.story,
        early=work.goal in ("CREATE_COMPLETE", "UPDATE_COMPLETE"),
    )
    return one


async def done(watcher: Watcher, work: Work, one: Followed) -> None:
    """Return once CloudFormation is no longer at work; an update that takes too long is cancelled.

    Raises `OperationFailed` where something else takes too long: that is left to itself.
    """
    if await _over(watcher, work, one, work.patience):
        return
    state = await _late(watcher, work, one)
    if state is None:
        return
    watched = Watched(state=state, cause=one.story.cause)
    if busy(state.status):
        watcher.forget(one)
        raise OperationFailed(_LATE, watched, _WAITED)
    raise OperationFailed(f"{_LATE} and was cancelled", watched)


async def ended(watcher: Watcher, work: Work, one: Followed) -> Watched:
    """How it ended; `OperationFailed` where that is another status than the goal."""
    state = None
    if not one.gone:
        state = await watcher.described(one, urgent=work.urgent or one.fallen)
    well = (state.status if state else "DELETE_COMPLETE") == work.goal
    if not well or work.goal == "UPDATE_COMPLETE" or one.story.lacks_its_end:
        await one.story.read(surely=True)
    watched = Watched(state=state, cause=one.story.cause, left=one.story.left)
    if not well:
        raise OperationFailed(_GONE if state is None else _FELL[work.goal], watched)
    return watched


async def settled(
    watcher: Watcher, stack: str, state: StackState | None, patience: float
) -> StackState | None:
    """The stack, None where there is none, once nobody's operation is under way on it."""
    run = watcher.run
    while state is not None and standing(state) is Standing.BUSY:
        run.running.add(stack)
        told: set[str] = set()

        def news(status: str, told: set[str] = told) -> None:
            if status not in told:
                told.add(status)
                run.emit(Waiting(stack=stack, status=status))

        news(state.status)
        theirs = Operation(stack=stack, id=state.id, token="")
        one = watcher.follow(theirs, seen=True, news=news)
        if not await _in_time(one.over, patience):
            watcher.forget(one)
            # While a person was asked nobody looked: it may have ended long ago.
            state = await run.calls.soon(run.cloud.stack, state.id)
            if state is None or standing(state) is not Standing.BUSY:
                break
            raise DeployFailed(
                f"somebody else's operation on it is still {state.status}", advice=_WAITED
            )
        state = await watcher.described(one, urgent=True)
    run.running.discard(stack)
    return state


async def _over(watcher: Watcher, work: Work, one: Followed, patience: float) -> bool:
    """Whether it is over in time; its outputs are told as soon as they are final."""
    until = watcher.run.now() + patience
    if not await _in_time(one.final, patience):
        return False
    if not one.over.done():
        state = await watcher.described(one, urgent=True)
        if state is not None:
            work.final(state)
    if not await _in_time(one.over, until - watcher.run.now()):
        return False
    watcher.run.running.discard(work.stack)
    return True


async def _late(watcher: Watcher, work: Work, one: Followed) -> StackState | None:
    """What becomes of an operation that takes too long; None where it has just ended."""
    run = watcher.run
    state = await run.calls.soon(run.cloud.stack, one.operation.id)
    if state is not None and busy(state.status):
        cancelled = state.status == "UPDATE_IN_PROGRESS" and await _cancelled(watcher, state)
        run.emit(
            TimedOut(
                stack=work.stack, status=state.status, seconds=work.patience, cancelled=cancelled
            )
        )
        if not cancelled:
            return state
    await _over(watcher, work, one, work.patience)
    after = await run.calls.soon(run.cloud.stack, one.operation.id)
    return None if after is None or after.status == work.goal else after


async def _cancelled(watcher: Watcher, state: StackState) -> bool:
    try:
        await watcher.run.calls(watcher.run.cloud.cancel, state, new_token())
    except Refused:
        return False  # it has ended, or only cleans up
    return True


async def _in_time(future: asyncio.Future[None], seconds: float) -> bool:
    await asyncio.wait({future}, timeout=max(seconds, 0.0))
    if future.done():
        future.result()
    return future.done()
