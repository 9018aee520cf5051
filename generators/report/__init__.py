"""Events, previews and summaries for a terminal, a pipe or a log.

Progress goes to `err()`, data to `out()`. No line of data is broken here: an ARN that is copied or
searched for stays whole. rich heeds NO_COLOR and knows a pipe.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from generators.report.bad_ends import Trouble, ailing, troubles
    from generators.report.board import Board
    from generators.report.differing import drift, tags, templates
    from generators.report.history import events
    from generators.report.json_lines import JsonLines
    from generators.report.live import LiveView
    from generators.report.logs import LogView
    from generators.report.progress import Progress
    from generators.report.standing import Declared, declared, environment, outputs, status
    from generators.report.timing import timeline, took
    from generators.report.unprotected import lapses
    from generators.report.views import plan, summary
    from generators.report.words import duration, err, out

__all__ = [
    "Board",
    "Declared",
    "JsonLines",
    "LiveView",
    "LogView",
    "Progress",
    "Trouble",
    "ailing",
    "declared",
    "drift",
    "duration",
    "environment",
    "err",
    "events",
    "lapses",
    "out",
    "outputs",
    "plan",
    "status",
    "summary",
    "tags",
    "templates",
    "timeline",
    "took",
    "troubles",
]

_HOMES = {
    "board": ("Board",),
    "differing": ("drift", "tags", "templates"),
    "history": ("events",),
    "json_lines": ("JsonLines",),
    "live": ("LiveView",),
    "logs": ("LogView",),
    "progress": ("Progress",),
    "standing": ("Declared", "declared", "environment", "outputs", "status"),
    "timing": ("timeline", "took"),
    "bad_ends": ("Trouble", "ailing", "troubles"),
    "unprotected": ("lapses",),
    "views": ("plan", "summary"),
    "words": ("duration", "err", "out"),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    # A verb wants two or three of them; all of them together take a tenth of a deploy's start.
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
