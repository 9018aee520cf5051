"""A property's change in words or lines, for whoever shows it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from difflib import unified_diff
from typing import Any

from generators.review.model import PropertyChange
from generators.review.nodes import written

SHORT = 100
"""Characters up to which an old and a new value stand beside each other in a line."""

_LINES = 2_000
"""Lines of a value that are compared; nobody reads further, and comparing takes its square."""


def short(change: PropertyChange) -> tuple[str | None, str | None] | None:
    """Old and new as two short texts, None for what is not there; None if they want lines."""
    if change.follows:
        return None, None
    if change.script:
        return None
    texts = tuple(None if one is None else written(one) for one in (change.old, change.new))
    if all(one is None or (len(one) <= SHORT and "\n" not in one) for one in texts):
        return texts[0], texts[1]
    return None


def differing(change: PropertyChange) -> Iterator[str]:
    """The lines of a diff from old to new."""
    if change.script:
        yield from change.script
        return
    old, new = _lines(change.old), _lines(change.new)
    if not old or not new or old == new:
        yield from (f"-{each}" for each in old)
        yield from (f"+{each}" for each in new)
        return
    _, _, first, *rest = unified_diff(old, new, lineterm="", n=2)  # the two are names of files
    if not first.startswith("@@ -1"):
        yield first
    yield from rest


def _lines(value: Any) -> list[str]:
    match value:
        case None:
            return []
        case str() | {"Fn::Sub": str()} | {"Fn::Base64": _}:
            return written(value).split("\n")[:_LINES]
    return json.dumps(value, indent=2, ensure_ascii=False).split("\n")[:_LINES]
