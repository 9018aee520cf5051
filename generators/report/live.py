"""The live view of a terminal: a line a stack, which changes in place while the deploy goes on.

What has to stay (failures, questions, what to do next) is printed above it, as the plain log does.
"""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.text import Text

from generators.deploy import events as ev
from generators.report.board import Board
from generators.report.columns import shown
from generators.report.progress import Progress
from generators.report.rows import Phase, Row
from generators.report.words import clock

_A_SECOND = 8
"""How often the view is drawn anew."""

_ABOVE = 3
"""Lines of a terminal that are left to what was there before."""


class LiveView:
    """An `emit` that draws; `now` is in seconds. Use it as a context: at its end it is gone."""

    def __init__(
        self, console: Console, title: str, board: Board, now: Callable[[], float]
    ) -> None:
        self._console, self._title, self._board, self._now = console, title, board, now
        self._began = now()
        self._above = Progress(console)
        self._live = self._drawing()

    def _drawing(self) -> Live:
        return Live(
            console=self._console,
            get_renderable=self.drawn,
            refresh_per_second=_A_SECOND,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )

    def __enter__(self) -> LiveView:
        self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._live.stop()

    def __call__(self, event: ev.Event) -> None:
        """Move on by one event, and print it above if it has to stay."""
        self._board.told(event, self._seconds())
        if isinstance(event, ev.ReplacementsFound):
            # A person may be asked now: nothing may draw over the question. One that was stopped
            # would begin again where it was, and wipe out as many lines as it had.
            self._live.stop()
            self._live = self._drawing()
        elif not self._live.is_started:
            self._live.start(refresh=True)
        if _stays(event) or not self._has_row(event):
            self._above(event)

    def drawn(self) -> RenderableType:
        """The view as it is now."""
        width, height = self._console.size
        rows, seconds = self._board.rows, self._seconds()
        room = max(height - _ABOVE, 3)
        chosen = fitting(rows, room)
        lines = shown([row for row in rows if row in chosen], seconds, width)
        more = hidden([row for row in rows if row not in chosen])
        return Group(head(self._title, rows, seconds), *lines, *([more] if more else []))

    def _has_row(self, event: ev.Event) -> bool:
        """What is told of a stack outside the plan has no other place."""
        return not isinstance(event, ev.Waiting) or event.stack in self._board

    def _seconds(self) -> float:
        return self._now() - self._began


def _stays(event: ev.Event) -> bool:
    match event:
        case ev.ResourceEvent() | ev.StackStarted() | ev.StackSkipped() | ev.Waiting():
            return False
        case ev.StackFinished(left=left):
            return bool(left)
    return True


def head(title: str, rows: tuple[Row, ...], seconds: float) -> Text:
    """The first line: how far all of it is."""
    line = Text(title, style="bold", no_wrap=True, overflow="ellipsis")
    line.append(f"  {clock(seconds)}", style="not bold")
    ended = sum(row.ended is not None and row.phase is Phase.DONE for row in rows)
    line.append(f"  {ended} of {len(rows)} stacks done", style="not bold")
    for phase, word, style in (
        (Phase.RUNNING, "running", "cyan"),
        (Phase.FAILED, "not done", "red"),
    ):
        count = sum(row.phase is phase for row in rows)
        if count:
            line.append(" · ", style="not bold dim").append(f"{count} {word}", style=style)
    return line


def fitting(rows: tuple[Row, ...], room: int) -> list[Row]:
    """As many rows as there is room for, the most urgent; one line less where some are left out."""
    if len(rows) <= room:
        return list(rows)
    order = list(Phase)
    # Of those that are done the last ones tell most.
    urgent = sorted(rows, key=lambda row: (order.index(row.phase), -(row.ended or 0.0)))
    return urgent[: room - 1]


def hidden(rows: list[Row]) -> Text | None:
    """The last line: how many there are besides, by what they are at."""
    if not rows:
        return None
    counts = {phase: sum(row.phase is phase for row in rows) for phase in Phase}
    said = ", ".join(f"{count} {phase.value}" for phase, count in counts.items() if count)
    return Text(f"  … and {said}", style="dim")
