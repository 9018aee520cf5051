"""SVG as text: elements, escaping, and about how wide a text is.

Nobody here knows the fonts of whoever looks at the picture: widths are those of a wide system font,
so that a text has room enough in a narrower one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

_WIDTHS = (
    (re.compile(r"[ijl.,:;'|!]"), 0.34),
    (re.compile(r"[()\[\]{}ftrI \-/]"), 0.42),
    (re.compile(r"[mwMW@%]"), 0.98),
    (re.compile(r"[A-Z…→_]"), 0.76),
    (re.compile(r"[\x00-\u02ff]"), 0.64),
)
"""Characters about as wide as each other, in parts of the font's size; the first that fits."""

_CONTROL = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def element(name: str, attributes: Mapping[str, object], *children: str) -> str:
    """An element. The children are SVG themselves: `text` escapes what is none."""
    said = "".join(f" {key}={quoteattr(_shown(value))}" for key, value in attributes.items())
    return f"<{name}{said}>{''.join(children)}</{name}>" if children else f"<{name}{said}/>"


def text(words: str) -> str:
    """Words as content of an element; characters that no XML may have are left out."""
    return escape(_CONTROL.sub("", words))


def width(words: str, size: float, *, bold: bool = False) -> float:
    """About how wide the words are."""
    ems = sum(_ems(character) for character in words)
    return ems * size * (1.08 if bold else 1)


def cut(words: str, most: float, size: float, *, bold: bool = False) -> str:
    """The words, or as many of their characters as fit, and `…`."""
    if width(words, size, bold=bold) <= most:
        return words
    while words and width(f"{words}…", size, bold=bold) > most:
        words = words[:-1]
    return f"{words}…"


def _ems(character: str) -> float:
    return next((ems for like, ems in _WIDTHS if like.match(character)), 1.05)


def _shown(value: object) -> str:
    """Numbers with one digit after the point at most."""
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return _CONTROL.sub("", str(value))
