"""Waits for what somebody else has begun on a stack."""

from __future__ import annotations

from generators.deploy.cloud import Operation, StackState
from generators.deploy.events import Waiting
from generators.deploy.overtime import WAITED, in_time
from generators.deploy.statuses import Standing, standing
from generators.deploy.watch import Watcher
from generators.errors import DeployFailed


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
        if not await in_time(one.over, patience):
            watcher.forget(one)
            # While a person was asked nobody looked: it may have ended long ago.
            state = await run.calls.soon(run.cloud.stack, state.id)
            if state is None or standing(state) is not Standing.BUSY:
                break
            raise DeployFailed(
                f"somebody else's operation on it is still {state.status}", advice=WAITED
            )
        state = await watcher.described(one, urgent=True)
    run.running.discard(stack)
    return state
