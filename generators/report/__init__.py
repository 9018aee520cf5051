"""Events, previews and summaries for a terminal, a pipe or a log.

Progress goes to `err()`, data to `out()`. No line of data is broken here: an ARN that is copied or
searched for stays whole. rich heeds NO_COLOR and knows a pipe.
"""

from __future__ import annotations

from generators.report.progress import Progress
from generators.report.views import outputs, plan, status, summary
from generators.report.words import duration, err, out

__all__ = ["Progress", "duration", "err", "out", "outputs", "plan", "status", "summary"]
