"""Which of a stack's events belong together: one operation, with whatever became of it.

Tokens do not tell it. A cancel has one of its own, and what is begun in the console has none. What
tells is the stack itself: an operation begins where the stack's own status goes on after one that
was an end. A rollback that follows at once belongs to what it rolls back.

Knows no boto3, no terminal and no clock of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generators.deploy.cloud import StackEvent
from generators.deploy.statuses import busy

STACK = "AWS::CloudFormation::Stack"


def operations(told: Iterable[tuple[str, StackEvent]]) -> Iterator[tuple[StackEvent, ...]]:
    """The operations, the last one first, each with its events, oldest first.

    `told` has each event after the id of its stack, newest first. It is read no further than to the
    end of the operation before. What another stack of that name did, which is gone, is left out.
    """
    found: list[StackEvent] = []
    whose, began = "", 0
    first: StackEvent | None = None
    for stack, event in told:
        whose = whose or stack
        if stack != whose:
            break
        own = is_own(event, stack)
        if own and first is not None and _begins(first, after=event):
            yield tuple(reversed(found[:began]))
            found = found[began:]
        found.append(event)
        if own:
            first, began = event, len(found)
    if found:
        yield tuple(reversed(found))


def is_own(event: StackEvent, stack: str) -> bool:
    """Whether it tells of the stack with that id itself; a nested one has another."""
    return event.type == STACK and event.physical_id == stack


def _begins(event: StackEvent, *, after: StackEvent) -> bool:
    """Whether an operation begins with the stack's own event, by the one before it.

    A nested stack that has ended goes back once its parent fails, which is one operation with one
    token.
    """
    together = event.token == after.token != ""
    return busy(event.status) and not busy(after.status) and not together
