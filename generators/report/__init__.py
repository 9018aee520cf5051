"""Events, previews and summaries for a terminal, a pipe or a log.

Progress goes to `err()`, data to `out()`. No line of data is broken here: an ARN that is copied or
searched for stays whole. rich heeds NO_COLOR and knows a pipe.
"""

from __future__ import annotations

from generators.report.as_yaml import as_yaml
from generators.report.board import Board
from generators.report.differing import drift, tags, templates
from generators.report.history import events
from generators.report.json_lines import JsonLines
from generators.report.live import LiveView
from generators.report.logs import LogView
from generators.report.progress import Progress
from generators.report.standing import Declared, declared, environment, outputs, status
from generators.report.timing import timeline, took
from generators.report.troubles import Trouble, ailing, troubles
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
    "as_yaml",
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
