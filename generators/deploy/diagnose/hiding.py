"""Takes secrets out of what was found: an application's log lines may hold any."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from functools import partial
from typing import Any

from generators.deploy.diagnose.facts import Facts, Log

Mask = Callable[[str], str]

HIDDEN = "****"
_LONG = 2000

_REST = re.compile(r"[^\s\"',;]*")
_GIVEN = re.compile(
    r"(?<![A-Za-z0-9_.-])(?P<name>[A-Za-z][A-Za-z0-9_.-]{0,60})(?P<sep>[\"']?\s*=\s*[\"']?|[\"']\s*:\s*[\"'])"
    r"(?P<value>[^\s\"',;]+)"
)
_KEY_BEGINS, _KEY_ENDS = re.compile(r"-----BEGIN [A-Z0-9 ]*KEY"), re.compile(r"-----END ")


def hidden(facts: Facts, mask: Mask) -> Facts:
    """The facts with asterisks for what `mask` knows, and for what looks like a secret."""
    masked: Facts = _each(facts, lambda text: shown(mask(text)))
    return masked


def shown(text: str) -> str:
    """The text with asterisks for whatever the generators would call a secret in params/."""
    # These belong to the service kind, which brings troposphere along; only a failure needs them.
    from generators.secrecy import HARMLESS, NAMES, VALUES

    def given(match: re.Match[str]) -> str:
        plain = not NAMES.fullmatch(match["name"]) or HARMLESS.fullmatch(match["value"])
        return match[0] if plain else f"{match['name']}{match['sep']}{HIDDEN}"

    for pattern in VALUES.values():
        text = _replaced(re.compile(pattern), text)
    return _GIVEN.sub(given, text)


def _replaced(pattern: re.Pattern[str], text: str) -> str:
    """Without what matches, and without what hangs on to it: a pattern knows but the beginning."""
    kept, at = [], 0
    for match in pattern.finditer(text):
        if match.start() >= at:
            rest = _REST.match(text, match.end())
            kept += [text[at : match.start()], HIDDEN]
            at = rest.end() if rest else match.end()
    return "".join([*kept, text[at:]])


def _each(value: Any, mask: Mask) -> Any:
    match value:
        case str():
            return mask(value)
        case tuple():
            return tuple(map(partial(_each, mask=mask), value))
        case Log():
            # A secret at the end of what was read of a line may be cut short, and not be known.
            lines = tuple(mask(line)[:_LONG] for line in _without_keys(value.lines))
            return replace(value, lines=lines)
        case _ if is_dataclass(value) and not isinstance(value, type):
            held = {field.name: getattr(value, field.name) for field in fields(value)}
            return replace(value, **{name: _each(one, mask) for name, one in held.items()})
    return value


def _without_keys(lines: tuple[str, ...]) -> list[str]:
    """The lines without the body of a private key, which has none of its header's marks."""
    kept, inside = [], False
    for line in lines:
        begins = _KEY_BEGINS.search(line)
        if not inside:
            kept.append(f"{line[: begins.start()]}{HIDDEN}" if begins else line)
        inside = (inside or begins is not None) and not _KEY_ENDS.search(line)
    return kept
