"""What the views share: consoles, columns, and the words for times, statuses and changes."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from generators.deploy.cloud import Change
from generators.deploy.guard import at_stake, effect

Row = Sequence[str | Text]


def out() -> Console:
    """The console for data: standard output."""
    return Console(highlight=False, markup=False, emoji=False, soft_wrap=True)


def err() -> Console:
    """The console for progress and complaints: standard error."""
    console = Console(stderr=True, highlight=False, markup=False, emoji=False)
    # Progress is prose: a terminal shows it broken between words, a log has each event in a line.
    console.soft_wrap = not console.is_terminal
    return console


def duration(seconds: float) -> str:
    """Seconds as people say them: `0.4 s`, `12 s`, `3 min 05 s`, `1 h 02 min`."""
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest:02} s" if minutes else f"{rest} s"
    return f"{minutes // 60} h {minutes % 60:02} min"


def clock(seconds: float) -> str:
    """Seconds as a clock shows them: `0:07`, `12:05`, `1:02:09`."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def changed(change: Change) -> Text:
    """What a change set does to one resource, which of its properties differ, what is at stake."""
    what = effect(change)
    style = {"will be added": "green", "will be changed": ""}.get(what, "yellow")
    line = Text(f"{change.logical_id} ({change.type}) ").append(what, style=style)
    line.append(f": {', '.join(change.properties)}" if change.properties else "")
    return line.append(f"; {stake}" if (stake := at_stake(change)) else "")


def coloured(status: str) -> Text:
    """A status of CloudFormation: red where something failed, green where it is done."""
    bad = "FAILED" in status or "ROLLBACK" in status
    return Text(status, style="red" if bad else "green" if status.endswith("_COMPLETE") else "cyan")


def head(*titles: str) -> Row:
    """The first row of a table."""
    return [Text(title, style="bold") for title in titles]


def table(console: Console, rows: Sequence[Row]) -> None:
    """Columns side by side, each as wide as it needs; the last one has no padding."""
    cells = [[Text(c) if isinstance(c, str) else c for c in row] for row in rows]
    widths = [max(cell_len(cell.plain) for cell in column) for column in zip(*cells, strict=True)]
    for row in cells:
        for cell, width in zip(row[:-1], widths, strict=False):
            cell.pad_right(width + 2 - cell_len(cell.plain))
        line = Text.assemble(*row)
        line.rstrip()
        console.print(line)
