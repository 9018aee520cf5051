"""A review for three readers: Markdown for a pull request, a terminal, and JSON for scripts.

All three tell the same, the worst first: what loses state, what is replaced, granted, opened or
lost, then each stack. Stacks to which the same happens are told of once.
"""

from __future__ import annotations

from generators.report.review.data import as_json
from generators.report.review.markdown import LIMIT, MARKER, markdown
from generators.report.review.terminal import terminal

__all__ = ["LIMIT", "MARKER", "as_json", "markdown", "terminal"]
