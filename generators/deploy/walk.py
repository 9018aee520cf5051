"""Goes through the steps of a plan; a step that fails takes with it only what waits for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

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
from generators.errors import CannotReachAWS, Unconfirmed, UserError
from generators.model import Step

Act = Callable[[Step], StackFinished]
"""Brings one stack to where it should be; raises a `UserError` where that fails."""


def walk(
    run: Run, steps: Sequence[Step], waits_for: Mapping[str, Iterable[str]], act: Act
) -> Summary:
    """Act on one step after the other, in their order, and tell how each of them ended.

    `waits_for` has, for CloudFormation's name of each step, those of the steps before it that must
    have ended well.
    """
    ended: dict[str, Ended] = {}
    try:
        for step in steps:
            blocked = [n for n in sorted(waits_for[step.name]) if not _well(ended.get(n))]
            end: Ended = (
                StackSkipped(stack=step.name, because=tuple(blocked))
                if blocked
                else _attempt(run, step, act)
            )
            ended[step.name] = end
            run.emit(end)
    except BaseException as error:
        left = (step.name for step in steps if step.name not in {*ended, *run.running})
        run.emit(
            Interrupted(
                running=tuple(sorted(run.running)),
                waiting=tuple(left),
                resumable=isinstance(error, KeyboardInterrupt | CannotReachAWS),
            )
        )
        raise
    return Summary(ended=tuple(ended.values()))


def _well(end: Ended | None) -> bool:
    return isinstance(end, StackFinished)


def _attempt(run: Run, step: Step, act: Act) -> Ended:
    began = run.clock.now()
    try:
        return act(step)
    except CannotReachAWS:
        # The next stack would meet the same, and what runs keeps running.
        raise
    except UserError as error:
        run.running.discard(step.name)
        watched = error.watched if isinstance(error, OperationFailed) else None
        return StackFailed(
            stack=step.name,
            # Whoever tells the event names the stack.
            reason=run.mask(error.message).removeprefix(f"{step.name}: "),
            seconds=run.clock.now() - began,
            status=watched.status if watched else "",
            cause=watched.cause if watched else None,
            advice=error.advice,
            declined=isinstance(error, Unconfirmed),
        )
