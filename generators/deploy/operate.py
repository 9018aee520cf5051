"""One operation from its call to its end, and whether that end is the one that was wanted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from generators.deploy.cloud import Operation
from generators.deploy.run import Run
from generators.deploy.watch import Watched, followed
from generators.errors import UserError

Goal = Literal["CREATE_COMPLETE", "UPDATE_COMPLETE", "DELETE_COMPLETE"]

_FELL = {
    "CREATE_COMPLETE": "it could not be created",
    "UPDATE_COMPLETE": "it could not be updated",
    "DELETE_COMPLETE": "it could not be deleted",
}


class OperationFailed(UserError):
    """CloudFormation tried, and the stack did not reach what it should be."""

    def __init__(self, message: str, watched: Watched) -> None:
        super().__init__(message)
        self.watched = watched


def operate(run: Run, stack: str, begin: Callable[[], Operation], goal: Goal) -> Watched:
    """Begin an operation and follow it; `OperationFailed` where it ends in another status.

    Until it has ended the stack counts as running, so that an interrupt can name it.
    """
    run.running.add(stack)
    watched = followed(run, begin())
    run.running.discard(stack)
    if watched.status != goal:
        raise OperationFailed(_FELL[goal], watched)
    return watched
