"""A text without the secrets in it: a script, a file, a command, an address, a sentence.

What is masked may go over several lines; each of them is masked by itself, so that a text has as
many lines as before. \\x1f may stand between the arguments of one command.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from generators.secrecy.names import is_key, is_secret
from generators.secrecy.patterns import PATTERNS, REFERENCE, RESOLVED, is_open, is_random

MASK = "****"
"""What stands for a secret."""

_ELSEWHERE = re.compile(rf"\barn:[^\s\"',;)}}\]]*|{RESOLVED}")
"""What only says where something lies: what stands in it names no values."""

_NAMED = re.compile(
    r"""(?P<lead>["'/]?)(?<![A-Za-z_])(?P<name>[A-Za-z_][\w.-]{0,99})\]?"""
    r"""(?P<to>\\*["']?[ \t]*(?:=>|:=|=(?!=)|:(?!:))[ \t]*)"""
)
_OPTION = re.compile(
    r"""(?<![\w-])--?(?P<name>[A-Za-z][\w.-]*)(?P<to>\\*["']?(?:,?[ \t\x1f]+|,(?=["'\\])))(?!-)"""
)
_BESIDE = re.compile(
    r"""(?ix)(?:name|key)\\*["']?\s*[:=]\s*\\*["']?(?P<name>[\w./-]+)\\*["']?\s*[,\s]\s*
    \\*["']?(?:default)?value(?P<to>\\*["']?[ \t]*[:=][ \t]*)"""
)
_QUOTED = r"""\\+"(?:[^"\\\x1f]|\\(?!"))*\\+"|"(?:[^"\\\x1f]|\\[^\x1f])*"|'[^'\x1f]*'"""
_WHOLE = re.compile(
    rf"(?:{_QUOTED})(?:{_QUOTED}|[\w$@!#%^*+./-])*|\$\([^()\n\x1f]*\)|"
    rf"""(?:{RESOLVED}|{REFERENCE}|(?![;&,|]+(?:\s|$|\\?["']|[\w.-]+=))(?:[^\s"']|["'](?=\w)))+"""
)
_LINE = re.compile(r"[^\n\x1f]*")
_BLOCK = re.compile(r"[ \t]*(?:[|>{\[][-+0-9]*)?[ \t]*(?:#.*)?(?=\n)")

_VISIBLE = re.compile(r"[^\n\r\v\f\x1c-\x1f\x85\u2028\u2029]+")

Span = tuple[int, int]


def shown(text: str) -> str:
    """The text with its secrets masked, by what they are called in it and by what they are."""
    for pattern in PATTERNS:
        text = _without(text, (match.span("value") for match in pattern.finditer(text)))
    return _without(text, _named(text))


def _without(text: str, spans: Iterator[Span]) -> str:
    pieces, at = [], 0
    for start, end in sorted(spans):
        if end > at:
            start = max(start, at)
            pieces += [text[at:start], _VISIBLE.sub(MASK, text[start:end])]
            at = end
    return "".join((*pieces, text[at:]))


def _named(text: str) -> Iterator[Span]:
    """Where values stand that go by the name of a secret."""
    elsewhere = [match.span() for match in _ELSEWHERE.finditer(text)]
    for pattern in (_NAMED, _OPTION, _BESIDE):
        for match in pattern.finditer(text):
            named = is_secret(match["name"]) or is_key(match["name"])
            if named and not _is_elsewhere(match, elsewhere):
                yield from _value(text, match)


def _is_elsewhere(match: re.Match[str], places: list[Span]) -> bool:
    """Whether it is in what says where something lies, or is an image and its tag."""
    named = match.groupdict()
    image = named.get("lead") == "/" and named["to"] == ":"
    return image or any(start < match.end() <= end for start, end in places)


def _value(text: str, match: re.Match[str]) -> Iterator[Span]:
    """The value that comes after a name: of a key that nobody knows, one that looks made."""
    start, name = match.end(), match["name"]
    end = _end(text, match)
    said = re.sub(r"""^\\*["']|\\*["']$""", "", text[start:end].strip().rstrip(",;"))
    if not is_open(said, within=True) if is_secret(name) else is_random(said):
        yield start, end


def _end(text: str, match: re.Match[str]) -> int:
    """Where a value ends: with its block of lines, its line, its quotes or its word."""
    start, to = match.end(), match["to"]
    assigned = ":" in to or "=" in to
    if assigned and (block := _BLOCK.match(text, start)):
        return _deeper(text, match.start("name"), block.end())
    if text[start : start + 1] in ("{", "[") and text[start : start + 2] != "{{":
        return _to_line_end(text, start)
    quoted = to.lstrip("\\")[:1] in ('"', "'") or text[start : start + 1] in ('"', "'")
    if assigned and to[-1:].isspace() and not quoted:
        return _to_line_end(text, start, match.groupdict().get("lead", ""))
    whole = _WHOLE.match(text, start)
    return whole.end() if whole else start


def _to_line_end(text: str, start: int, quote: str = "") -> int:
    """The end of the line, or of the quotes that the name stands in too."""
    found = _LINE.match(text, start)
    end = found.end() if found else len(text)
    stop = text.find(quote, start, end) if quote in ("'", '"') and quote else -1
    return end if stop <= start else stop


def _deeper(text: str, start: int, end: int) -> int:
    """Where the lines end that are further in than the one that the text is at."""
    begins = text.rfind("\n", 0, start) + 1
    margin, item = _margin(text[begins:]), text[begins:start].lstrip().startswith("-")
    while end < len(text):
        stop = text.find("\n", end + 1)
        stop = len(text) if stop < 0 else stop
        line = text[end + 1 : stop]
        listed = not item and _margin(line) == margin and line.lstrip().startswith("- ")
        if line.strip() and _margin(line) <= margin and not listed:
            return end
        end = stop
    return end


def _margin(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))
