"""What CloudFormation did with a stack: its events, by the operation that they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rich.console import Console
from rich.text import Text

from generators.deploy.cloud import StackEvent
from generators.deploy.statuses import busy
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
    "IMPORT_COMPLETE": "took over resources",
    "IMPORT_ROLLBACK_COMPLETE": "took over no resources: rolled back",
    "IMPORT_ROLLBACK_FAILED": "took over no resources, and is not rolled back either",
    "REVIEW_IN_PROGRESS": "has a first change set that nobody has executed",
}

_TIME, _NAME, _TAIL = len("  00:00:00"), 20, 36
"""How wide the time is, how wide names may be in any terminal, and what is left for the rest."""


def events(
    console: Console, stack: str, told: Sequence[Sequence[StackEvent]], now: datetime
) -> None:
    """The operations, newest last, each with its events below it; times are local."""
    for number, own in enumerate(told):
        if number:
            console.print()
        console.print(_head(stack, own, now))
        widest = _widest(console, stack, own)
        rows = [_event(stack, event) for event in own]
        room = console.width if console.is_terminal else None
        kept = [
            row if event.reason else _fitting(row, widest, room)
            for event, row in zip(own, rows, strict=True)
        ]
        table(console, kept, widest)


def _fitting(row: Row, widest: Sequence[int], room: int | None) -> Row:
    """The row, without the resource's type where that would take a line of its own."""
    *start, type_ = row
    cells = zip(start, widest, strict=False)
    used = sum(max(len(cell), width) + 2 for cell, width in cells)
    return row if room is None or used + len(type_) <= room else (*start, "")


def _widest(console: Console, stack: str, own: Sequence[StackEvent]) -> tuple[int, ...]:
    """Limits of the columns: a long status of the stack's own moves no other, a long name few.

    What does not go to a terminal is laid out in columns all the same.
    """
    if not console.is_terminal:
        return ()
    others = [event.status for event in own if not _own(stack, event)]
    status = max(map(len, others), default=0) or len("CREATE_IN_PROGRESS")
    return _TIME, status, max(_NAME, console.width - _TIME - status - _TAIL)


def _head(stack: str, own: Sequence[StackEvent], now: datetime) -> Text:
    end = next((event for event in reversed(own) if _own(stack, event)), own[-1])
    line = Text(f"{own[0].at.astimezone():%Y-%m-%d %H:%M:%S}  ", style="bold")
    if busy(end.status):
        line.append(f"{stack} {end.status}", style="bold")
        return line.append(f", for {duration((now - own[0].at).total_seconds())} now", "not bold")
    said = _ENDS.get(end.status, end.status)
    bad = "FAILED" in end.status or "ROLLBACK" in end.status
    line.append(f"{stack} {said}", style="bold red" if bad else "bold")
    if end is own[0]:
        return line
    return line.append(f", in {duration((end.at - own[0].at).total_seconds())}", style="not bold")


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
