"""Long texts in two versions, told as the lines that differ."""

from __future__ import annotations

from difflib import unified_diff

from generators.review.nodes import Node, is_function, written

_CONTEXT = 2
_LONG = 200
_BESIDE = "\0"


def differing(values: tuple[Node, Node], masked: tuple[Node, Node]) -> tuple[str, ...]:
    """The diff of two long texts as they may be shown, a line an item; empty if either is short."""
    before, after = map(_lines, values)
    if before is None or after is None:
        return ()
    old, new = masked
    one, other = _pairs(before, written(old)), _pairs(after, written(new))
    found = list(unified_diff(one, other, lineterm="", n=_CONTEXT))[2:]
    return tuple(line.partition(_BESIDE)[0] for line in found)


def _lines(value: Node) -> list[str] | None:
    """The lines of a long text; None if it is no text, or a short one."""
    if isinstance(value, list) or (isinstance(value, dict) and not is_function(value)):
        return None
    text = written(value) if value is not None else ""
    lines = text.splitlines()
    return lines if len(lines) > 1 or len(text) > _LONG else None


def _pairs(lines: list[str], shown: str) -> list[str]:
    """Each line as it may be shown, and after a mark as it is: lines differ though both are masked.

    Where there is no line for each, only what may be shown is compared.
    """
    masks = shown.splitlines()
    if len(masks) != len(lines):
        return masks
    return [f"{mask}{_BESIDE}{line}" for mask, line in zip(masks, lines, strict=True)]
