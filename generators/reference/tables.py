"""Tables in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[tuple[str, ...]]) -> str:
    """A table with that head, or a word that there is nothing to show."""
    lines = [_line(row) for row in rows]
    if not lines:
        return "There are none.\n"
    return "\n".join([_line(head), "|" + "---|" * len(head), *lines]) + "\n"


def _line(row: Iterable[str]) -> str:
    return "| " + " | ".join(map(_cell, row)) + " |"


def _cell(text: str) -> str:
    """Bars would end the cell, and what looks like a tag would not be shown, but for code."""
    parts = re.split(r"(`[^`]*`)", text.replace("|", "\\|"))
    return "".join(p if p.startswith("`") else p.replace("<", "&lt;") for p in parts)
