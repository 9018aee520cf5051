"""What the views share: consoles, columns, and the words for times, statuses and changes."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from generators.deploy.cloud import Change
from generators.deploy.guard import at_stake, effect

Row = Sequence[str | Text]

_ROOM, _INDENT = 30, 6
"""A last cell that is too long goes on in its column if that is so wide, else at this indent."""


class _Data(Console):
    """rich ends the process with 1 where nobody reads on; who called is to decide that."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))


class _Progress(Console):
    """What goes on goes on, though nobody may hear of it any more."""

    def on_broken_pipe(self) -> None:
        self.quiet = True


def out() -> Console:
    """The console for data: standard output."""
    return _Data(highlight=False, markup=False, emoji=False, soft_wrap=True)


def err() -> Console:
    """The console for progress and complaints: standard error."""
    console = _Progress(stderr=True, highlight=False, markup=False, emoji=False)
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


def table(console: Console, rows: Sequence[Row], widest: Sequence[int] = ()) -> None:
    """Columns side by side, each as wide as it needs; the last one has no padding.

    `widest` limits the columns: what is wider moves the rest of its row. A last cell that does not
    fit into a terminal goes on below, broken between words; elsewhere a row is a line.
    """
    cells = [[Text(c) if isinstance(c, str) else c for c in row] for row in rows]
    widths = [max(cell_len(cell.plain) for cell in column) for column in zip(*cells, strict=True)]
    widths = [min(pair) for pair in zip_longest(widths, widest, fillvalue=max(widths, default=0))]
    for *row, last in cells:
        for cell, width in zip(row, widths, strict=False):
            cell.pad_right(max(width - cell_len(cell.plain), 0) + 2)
        line = Text.assemble(*row)
        for part in _folded(console, line, last):
            part.rstrip()
            console.print(part)


def _folded(console: Console, start: Text, last: Text) -> Iterator[Text]:
    """The row's beginning with its last cell behind it, or below it where that has no room."""
    used, wanted = cell_len(start.plain), cell_len(last.plain)
    left = console.width - used
    if not console.is_terminal or not wanted or wanted <= left:
        yield start.append_text(last)
        return
    indent = used
    if left < _ROOM or wanted > 2 * left:
        yield start
        start, indent = Text(" " * _INDENT), _INDENT
    for part in _broken(last, console.width - indent):
        yield start.append_text(part)
        start = Text(" " * indent)


def _broken(text: Text, width: int) -> Iterable[Text]:
    """The text in lines, broken between words; rich would break an ARN as well."""
    places, line = [], 0
    for word in re.finditer(r"\S+", text.plain):
        if word.start() > line and cell_len(text.plain[line : word.end()]) > width:
            places.append(line := word.start())
    return text.divide(places)
