"""Texts of strangers inside Markdown: shown as they are, doing nothing.

Whatever a template or params hold may reach a comment: markup, HTML, mentions, references to other
issues, characters that turn a line around. All but plain words goes into code, where GitHub and
GitLab read none of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"})
"""Kinds of characters that are not seen, or change how others are."""

_OPENING, _CLOSING = r"""["'(]*""", r"""[.,;:!?)"']*"""
_PIECES = re.compile(
    rf"(?P<space>\s+)|(?P<before>{_OPENING})`(?P<span>[^`\n]+)`(?P<after>{_CLOSING})(?!\S)|(?P<token>\S+)"
)
_EDGES = re.compile(rf"(?P<before>{_OPENING})(?P<core>.*?)(?P<after>{_CLOSING})", re.DOTALL)
_WORD = re.compile(r"[^\W_]+(?:['’/–-][^\W_]+)*|\d[\d.,:]*%?|[–—→·…-]|e\.g|i\.e|")  # noqa: RUF001
_LINK = re.compile(r"[0-9a-f]{7,40}|gh-\d+", re.IGNORECASE)
"""What GitHub makes a link of though it looks like a word: a commit, an issue."""

_PUNCTUATION = re.compile(r"[^\w\s./-]|_", re.ASCII)


def visible(text: str) -> str:
    """The text with characters that cannot be seen written out; line ends and tabs stay."""
    if text.isprintable():
        return text
    return "".join(_seen(character) for character in text)


def _seen(character: str) -> str:
    hidden = unicodedata.category(character) in _HIDDEN and character not in "\n\t"
    return f"\\u{ord(character):04x}" if hidden else character


def cut(text: str, limit: int) -> str:
    """The text, or as much of its beginning as the limit allows."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def line(text: str, limit: int = 300) -> str:
    """The text as one visible line of so many characters."""
    return cut(visible(text), limit).replace("\n", "⏎").replace("\t", " ")


def code(text: str, limit: int = 300) -> str:
    """Code for anywhere in a line, tables included."""
    shown = line(text, limit) or '""'
    if "|" in shown:
        return tagged(shown, limit)  # no backtick form of a bar is right within and without tables
    fence = "`" * (_longest_run(shown) + 1)
    space = " " if shown[0] in "` " or shown[-1] in "` " else ""
    return f"{fence}{space}{shown}{space}{fence}"


def tagged(text: str, limit: int = 300) -> str:
    """The same in HTML, for inside of HTML; every sign is an entity, so that none is markup."""
    shown = line(text, limit) or '""'
    return f"<code>{_PUNCTUATION.sub(_entity, shown)}</code>"


def _entity(found: re.Match[str]) -> str:
    return "".join(f"&#{ord(character)};" for character in found[0])


def prose(text: str, limit: int = 800) -> str:
    """A sentence: plain words stay so, whatever else is in it becomes code."""
    return "".join(map(_piece, _PIECES.finditer(line(text, limit)))).strip()


def _piece(found: re.Match[str]) -> str:
    """Space, code that is marked as such already, or a word; two pieces of code never touch."""
    if found["space"]:
        return " "
    if found["span"]:
        return f"{found['before']}{code(found['span'])}{found['after']}"
    edges = _EDGES.fullmatch(found["token"])
    if not edges or "`" in found["token"]:
        return code(found["token"])
    before, core, after = edges.groups()
    plain = _WORD.fullmatch(core) and not _LINK.fullmatch(core)
    return str(found["token"]) if plain else f"{before}{code(core)}{after}"


def fenced(lines: Iterable[str], language: str = "", limit: int = 160) -> str:
    """A block of code of at most so many lines."""
    every = [cut(visible(each).replace("\n", "⏎"), 400) for each in lines]
    left = len(every) - limit
    shown = [*every[:limit], f"… {left} more lines"] if left > 0 else every
    fence = "`" * max(3, max(map(_longest_run, shown), default=0) + 1)
    return "\n".join((f"{fence}{language}", *shown, fence))


def _longest_run(text: str) -> int:
    return max(map(len, re.findall(r"`+", text)), default=0)
