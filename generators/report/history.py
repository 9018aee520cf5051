"""What CloudFormation did with a stack: its events, by the operation that they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from rich.console import Console
from rich.text import Text

from generators.deploy.cloud import StackEvent
from generators.report.words import Row, coloured, duration, table

_ENDS = {
    "CREATE_COMPLETE": "created",
    "CREATE_FAILED": "not created",
    "ROLLBACK_COMPLETE": "not created: what there was is removed",
    "ROLLBACK_FAILED": "not created, and not all removed that there was",
    "UPDATE_COMPLETE": "updated",
    "UPDATE_FAILED": "not updated",
    "UPDATE_ROLLBACK_COMPLETE": "not updated: rolled back",
    "UPDATE_ROLLBACK_FAILED": "not updated, and not rolled back either",
    "DELETE_COMPLETE": "deleted",
    "DELETE_FAILED": "not deleted",
    "IMPORT_COMPLETE": "imported",
}


def events(console: Console, stack: str, told: Sequence[StackEvent]) -> None:
    """The operations, newest last, each with its events below it; times are local."""
    for number, (_, group) in enumerate(groupby(told, key=lambda event: event.token)):
        own = list(group)
        if number:
            console.print()
        console.print(_head(stack, own))
        table(console, [_event(stack, event) for event in own])


def _head(stack: str, own: Sequence[StackEvent]) -> Text:
    first, last = own[0].at.astimezone(), own[-1].at.astimezone()
    end = next((e for e in reversed(own) if e.logical_id == stack), own[-1])
    running = end.status.endswith("_IN_PROGRESS")
    said = "in progress" if running else _ENDS.get(end.status, end.status)
    bad = "not " in said
    line = Text(f"{first:%Y-%m-%d %H:%M:%S}  ", style="bold")
    line.append(f"{stack} {said}", style="bold red" if bad else "bold")
    long = duration((last - first).total_seconds())
    return line.append(f", {'since' if running else 'in'} {long}", style="not bold")


def _event(stack: str, event: StackEvent) -> Row:
    # A failure is red whole, so that the eye finds it; what it took along is not its cause.
    red = event.cause
    status = coloured(event.status)
    if event.status.endswith("_FAILED") and not event.cause:
        status.stylize("not red yellow")
    name = Text(event.logical_id, style="bold red" if red else "bold" if _own(stack, event) else "")
    type_ = "" if _own(stack, event) else event.type.removeprefix("AWS::")
    tail = Text(type_, style="dim")
    if event.reason:
        tail.append(f"{'  ' if type_ else ''}{event.reason}", style="not dim red" if red else "dim")
    return (f"  {event.at.astimezone():%H:%M:%S}", status, name, tail)


def _own(stack: str, event: StackEvent) -> bool:
    return event.logical_id == stack and event.type == "AWS::CloudFormation::Stack"
