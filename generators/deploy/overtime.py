"""What becomes of an operation that takes longer than it may."""

from __future__ import annotations

import asyncio

from generators.deploy.cloud import StackState
from generators.deploy.events import TimedOut
from generators.deploy.followed import Followed
from generators.deploy.run import Run
from generators.deploy.sent import new_token
from generators.deploy.statuses import busy
from generators.errors import Refused

WAITED = "run the same command again: it waits for what runs and goes on from there"
"""What helps where an operation is left to itself."""


async def late(run: Run, one: Followed, seconds: float) -> tuple[StackState | None, bool]:
    """How the stack is after so many seconds, and whether its update was cancelled.

    A cancelled one is waited for, for as long again; anything else is left to itself.
    """
    state = await _now(run, one)
    cancelled = await _cancelled(run, state)
    if not cancelled:
        state = await _now(run, one)  # a cancel that is refused has come too late
    if state is not None and busy(state.status):
        stack = one.operation.stack
        run.emit(TimedOut(stack=stack, status=state.status, seconds=seconds, cancelled=cancelled))
    if cancelled:
        await in_time(one.over, seconds)
        state = await _now(run, one)
    return state, cancelled


async def in_time(future: asyncio.Future[None], seconds: float) -> bool:
    """Whether it comes within so many seconds."""
    await asyncio.wait({future}, timeout=max(seconds, 0.0))
    if future.done():
        future.result()
    return future.done()


async def _now(run: Run, one: Followed) -> StackState | None:
    return await run.calls.soon(run.cloud.stack, one.operation.id)


async def _cancelled(run: Run, state: StackState | None) -> bool:
    if state is None or state.status != "UPDATE_IN_PROGRESS":
        return False
    try:
        await run.calls(run.cloud.cancel, state, new_token())
    except Refused:
        return False  # it has ended, or only cleans up
    return True
