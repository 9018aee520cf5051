"""Rows of the live view as lines of a terminal: as much of each as its width allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from generators.report.rows import Phase, Row
from generators.report.words import clock

_FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
_MARKS = {
    Phase.DONE: ("✓", "green"),
    Phase.FAILED: ("✗", "red"),
    Phase.ASKING: ("?", "yellow"),
    Phase.NEXT: ("·", "dim"),
    Phase.WAITING: ("·", "dim"),
}
_STYLES = {
    Phase.DONE: "green",
    Phase.FAILED: "red",
    Phase.ASKING: "bold yellow",
    Phase.RUNNING: "cyan",
    Phase.NEXT: "dim",
    Phase.WAITING: "dim",
}
_NAME, _STATE, _BAR = 30, 18, 10
"""The widest that names and states get, and how wide bars are."""

_WIDE = 100
"""From so many columns on there is room for bars."""


@dataclass(frozen=True, kw_only=True)
class _Widths:
    """How wide each column is; 0 for one that has nothing in it."""

    whole: int
    name: int
    state: int
    time: int
    count: int


def shown(rows: Sequence[Row], now: float, width: int) -> list[Text]:
    """A line a row: mark, name, state, time (of last time's), resources, last event."""
    names = max((cell_len(row.stack) for row in rows), default=0)
    begun = [row for row in rows if not _quiet(row)]
    widths = _Widths(
        whole=width,
        name=min(_NAME, names, width // 3),
        state=min(_STATE, max((cell_len(row.state) for row in begun), default=0)),
        time=max((len(_time(row, now)) for row in begun), default=0),
        count=max((len(_count(row)) for row in begun), default=0),
    )
    return [_line(row, now, widths) for row in rows]


def _line(row: Row, now: float, widths: _Widths) -> Text:
    line = Text(no_wrap=True, overflow="crop")
    mark, style = _mark(row, now)
    line.append(f"{mark} ", style=style)
    line.append(_cut(row.stack, widths.name), style="dim" if _quiet(row) else "")
    if _quiet(row):
        # It has neither time nor resources, so that its words may stand in their place.
        left = widths.whole - cell_len(line.plain) - 2
        return line.append(f"  {_clipped(row.state, left)}", style="dim")
    line.append(f"  {_cut(row.state, widths.state)}", style=_style(row))
    line.append(f"  {_time(row, now):>{widths.time}}", style="yellow" if _late(row, now) else "")
    if widths.whole >= _WIDE and widths.count:
        line.append("  ").append_text(_bar(row))
    if widths.count:
        line.append(f"  {_count(row):>{widths.count}}")
    left = widths.whole - cell_len(line.plain) - 2
    if row.last and left > 8:
        style = "red" if row.phase is Phase.FAILED or "_FAILED" in row.last else "dim"
        line.append(f"  {_clipped(row.last, left)}", style=style)
    line.rstrip()
    line.truncate(widths.whole)
    return line


def _quiet(row: Row) -> bool:
    return row.phase in (Phase.WAITING, Phase.NEXT)


def _count(row: Row) -> str:
    """The resources done of those that the template has; conditions may leave some of them out."""
    if row.phase is Phase.DONE:
        return ""
    return f"{min(len(row.done), row.total)}/{row.total}" if row.total else ""


def _mark(row: Row, now: float) -> tuple[str, str]:
    if row.phase is Phase.RUNNING:
        return _FRAMES[int(now * 8) % len(_FRAMES)], "cyan"
    return _MARKS[row.phase]


def _style(row: Row) -> str:
    if row.state in ("skipped", "not changed"):
        return "yellow"
    if row.state == "up to date":
        return "dim green"
    return "yellow" if row.state in ("rolling back", "cancelling") else _STYLES[row.phase]


def _time(row: Row, now: float) -> str:
    """How long it has taken, and how long it took last time."""
    if row.began is None:
        return ""
    took = clock((now if row.ended is None else row.ended) - row.began)
    return took if row.expected is None else f"{took} of {clock(row.expected)}"


def _late(row: Row, now: float) -> bool:
    """Whether it takes much longer than last time."""
    if row.phase is not Phase.RUNNING or row.began is None or row.expected is None:
        return False
    return now - row.began > 1.5 * row.expected + 10


def _bar(row: Row) -> Text:
    if not row.total:
        return Text(" " * _BAR)
    full = round(_BAR * min(len(row.done) / row.total, 1.0))
    full = _BAR if row.phase is Phase.DONE else full
    style = "green" if row.phase is Phase.DONE else "red" if row.phase is Phase.FAILED else "cyan"
    return Text("━" * full, style=style).append("─" * (_BAR - full), style="bright_black")


def _cut(text: str, width: int) -> str:
    """The text in so many cells exactly."""
    return set_cell_size(_clipped(text, width), width)


def _clipped(text: str, width: int) -> str:
    text = " ".join(text.split())
    return text if cell_len(text) <= width else f"{set_cell_size(text, width - 1).rstrip()}…"
