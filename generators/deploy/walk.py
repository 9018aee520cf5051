"""Starts every step the moment the last of what it waits for has ended well.

A step that fails takes with it only what waits for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from generators.deploy import explaining
from generators.deploy.events import (
    Ended,
    Interrupted,
    StackFailed,
    StackFinished,
    StackSkipped,
    Summary,
)
from generators.deploy.operate import OperationFailed
from generators.deploy.run import Run
from generators.deploy.statuses import cure
from generators.deploy.watch import Watcher
from generators.errors import CannotReachAWS, Unconfirmed, UserError
from generators.model import Step

Ready = Callable[[], None]
"""Lets those go on that wait for a step, which may be before it has ended."""

Act = Callable[[Step, Ready], Awaitable[StackFinished]]
"""Brings one stack to where it should be; raises a `UserError` where that fails.

How long it took is not the act's to say: the walk counts that for all alike.
"""

_RESUMABLE = KeyboardInterrupt | asyncio.CancelledError | CannotReachAWS


async def walk(
    watcher: Watcher, steps: Sequence[Step], waits_for: Mapping[str, Iterable[str]], act: Act
) -> Summary:
    """Act on every step as soon as it may start, and tell how each of them ended.

    `waits_for` has, for CloudFormation's name of each step, those of the steps before it that must
    have ended well. The watcher watches for these steps alone, and stops with them.
    """
    run, loop = watcher.run, asyncio.get_running_loop()
    ready: dict[str, asyncio.Future[bool]] = {step.name: loop.create_future() for step in steps}
    ended: dict[str, Ended] = {}

    async def one(step: Step) -> None:
        names = sorted(waits_for[step.name])
        well = {name: await asyncio.shield(ready[name]) for name in names}
        blocked = tuple(name for name in names if not well[name])
        end: Ended = (
            StackSkipped(stack=step.name, because=blocked)
            if blocked
            else await _attempt(run, step, act, lambda: _say(ready[step.name], True))
        )
        ended[step.name] = end
        run.emit(end)
        explaining.tell(run, step.name)
        _say(ready[step.name], isinstance(end, StackFinished))

    tasks = [loop.create_task(one(step)) for step in steps]
    try:
        await _all(tasks, watcher)
    except BaseException as error:
        left = (step.name for step in steps if step.name not in {*ended, *run.running})
        run.emit(
            Interrupted(
                running=tuple(sorted(run.running)),
                waiting=tuple(left),
                resumable=isinstance(error, _RESUMABLE),
            )
        )
        raise
    return Summary(ended=tuple(ended[step.name] for step in steps))


async def _all(tasks: Sequence[asyncio.Task[None]], watcher: Watcher) -> None:
    """Return when all have ended; where one raises, or we are stopped, stop all and raise that.

    Being stopped waits for the calls under way, unless it comes a second time.
    """
    try:
        if tasks:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
            for task in done:
                task.result()
    except BaseException:
        explaining.stop(watcher.run)
        raise
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, watcher.stop(), return_exceptions=True)


def _say(future: asyncio.Future[bool], well: bool) -> None:
    if not future.done():
        future.set_result(well)


async def _attempt(run: Run, step: Step, act: Act, ready: Ready) -> Ended:
    try:
        end = await act(step, ready)
    except CannotReachAWS:
        # The next stack would meet the same, and what runs keeps running.
        raise
    except UserError as error:
        watched = error.watched if isinstance(error, OperationFailed) else None
        # Only what CloudFormation has tried can be explained by what became of it.
        why = await explaining.advice(run, step.name) if watched else None
        state = watched.state if watched else None
        helps = cure(state, run.environment, step.stack) if state else ""
        return StackFailed(
            stack=step.name,
            # Whoever tells the event names the stack.
            reason=run.mask(error.message).removeprefix(f"{step.name}: "),
            seconds=run.took(step.name),
            status=watched.status if watched else "",
            cause=watched.cause if watched else None,
            advice="\n".join(filter(None, (error.advice or why, helps))) or None,
            declined=isinstance(error, Unconfirmed),
        )
    return replace(end, seconds=run.took(step.name))
