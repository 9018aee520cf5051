"""One operation from its call to its end, and whether that end is the one that was wanted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from generators.deploy import explaining
from generators.deploy.cloud import Operation, StackState
from generators.deploy.events import Cause
from generators.deploy.followed import Followed
from generators.deploy.overtime import WAITED, in_time, late
from generators.deploy.run import Run
from generators.deploy.sent import Sent, new_token
from generators.deploy.statuses import FINAL, busy
from generators.deploy.telling import Watched
from generators.deploy.watch import Watcher
from generators.errors import UserError

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
    running, sent = watcher.run.running, Sent(begin)

    def send(token: str) -> Operation:
        running.add(work.stack)
        try:
            return sent(token)
        finally:
            if not sent.maybe:
                running.discard(work.stack)

    operation = await watcher.run.calls(send, new_token())
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

    One that is done and only cleans up is left to that. Raises `OperationFailed` where it was
    cancelled, and where something else takes too long: that is left to itself.
    """
    if await _over(watcher, work, one):
        return
    state, cancelled = await late(watcher.run, one, work.patience)
    watcher.forget(one)
    status = state.status if state else ""
    if busy(status) and not _reached(work, status):
        raise OperationFailed(_LATE, Watched(state=state, cause=one.story.cause), WAITED)
    watcher.run.running.discard(work.stack)
    if cancelled and state and not _reached(work, status):
        watched = Watched(state=state, cause=one.story.cause)
        raise OperationFailed(f"{_LATE} and was cancelled", watched)


async def ended(watcher: Watcher, work: Work, one: Followed) -> Watched:
    """How it ended; `OperationFailed` where that is another status than the goal."""
    state = await _at_rest(watcher, work, one)
    well = _reached(work, state.status if state else "DELETE_COMPLETE")
    if not well or work.goal == "UPDATE_COMPLETE" or one.story.lacks_its_end:
        await one.story.read(surely=True)
    watched = Watched(state=state, cause=one.story.cause, left=one.story.left)
    if well:
        return watched
    if state is None:
        raise OperationFailed(_GONE, watched)
    cause = watched.cause or _said(watcher.run, state)
    raise OperationFailed(_FELL[work.goal], replace(watched, cause=cause))


async def _at_rest(watcher: Watcher, work: Work, one: Followed) -> StackState | None:
    """The stack after the operation, None where it is gone."""
    while not one.gone:
        state = await watcher.described(one, urgent=work.urgent or one.fallen)
        if state is None or not busy(state.status) or _reached(work, state.status):
            return state
        # A listing had missed it, and that was taken for its end.
        watcher.run.running.add(work.stack)
        one = watcher.resume(one)
        await done(watcher, work, one)
    return None


async def _over(watcher: Watcher, work: Work, one: Followed) -> bool:
    """Whether it is over in time; its outputs are told as soon as they are final."""
    until = one.began + work.patience
    if not await in_time(one.final, until - watcher.run.now()):
        return False
    if not one.over.done():
        state = await watcher.described(one, urgent=True)
        if state is not None:
            work.final(state)
    if not await in_time(one.over, until - watcher.run.now()):
        return False
    watcher.run.running.discard(work.stack)
    return True


def _reached(work: Work, status: str) -> bool:
    """Whether that is what was wanted; an update that only cleans up can no longer fail."""
    return status == work.goal or (work.goal == "UPDATE_COMPLETE" and status == FINAL)


def _said(run: Run, state: StackState) -> Cause | None:
    """What CloudFormation says of the status alone, as where it has given a deletion up."""
    if not state.reason:
        return None
    reason, type_ = run.mask(state.reason), "AWS::CloudFormation::Stack"
    return Cause(logical_id=state.name, type=type_, status=state.status, reason=reason)
