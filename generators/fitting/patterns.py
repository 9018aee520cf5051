"""Patterns of hosts and paths as a load balancer's rules have them: which one covers which.

`*` stands for any characters and `?` for one; hosts are compared without case, paths with it
(https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Generic, TypeVar

T = TypeVar("T")
_WILD = re.compile(r"[*?]")


@dataclass(frozen=True)
class Match:
    """Requests to hosts of one pattern and to paths of one pattern; `*` and `/*` for any."""

    host: str
    path: str

    def __str__(self) -> str:
        return f"{'any host' if self.host == '*' else self.host}{self.path}"

    def covers(self, other: Match) -> bool:
        """Whether every request that the other is about is one that this is about."""
        return _covers(self.host, other.host) and _covers(self.path, other.path)


@cache
def _form(pattern: str) -> re.Pattern[str]:
    forms = {"*": ".*", "?": r"[^*]"}
    return re.compile("".join(forms.get(char, re.escape(char)) for char in pattern))


@cache
def _covers(pattern: str, other: str) -> bool:
    """Matches the one pattern against the other as if that were a text.

    What is found is true. What is missed are patterns such as `*?` and `?*`, which are one.
    """
    return _form(pattern).fullmatch(other) is not None


@dataclass(frozen=True)
class Index(Generic[T]):
    """Finds the matches that may cover another, without a look at each of them.

    The literal end of a host's pattern ends what it covers, the literal beginning of a path's
    pattern begins it.
    """

    _kept: dict[str, dict[str, list[tuple[Match, T]]]] = field(default_factory=dict)

    def add(self, match: Match, owner: T) -> None:
        """Keep the match."""
        paths = self._kept.setdefault(_end(match.host), {})
        paths.setdefault(_beginning(match.path), []).append((match, owner))

    def covering(self, match: Match) -> Iterator[tuple[Match, T]]:
        """Every match that covers this one, with its owner; itself too, if it is there."""
        for end in _ends(match.host):
            paths = self._kept.get(end)
            for beginning in _beginnings(match.path) if paths else ():
                for found, owner in paths.get(beginning, ()) if paths else ():
                    if found.covers(match):
                        yield found, owner


def _end(host: str) -> str:
    return _WILD.split(host)[-1] if _WILD.search(host) else f"={host}"


def _ends(host: str) -> Iterator[str]:
    literal = _WILD.split(host)[-1]
    if literal == host:
        yield f"={host}"
    yield from (literal[start:] for start in range(len(literal) + 1))


def _beginning(path: str) -> str:
    return _WILD.split(path)[0] if _WILD.search(path) else f"={path}"


def _beginnings(path: str) -> Iterator[str]:
    literal = _WILD.split(path)[0]
    if literal == path:
        yield f"={path}"
    yield from (literal[:end] for end in range(len(literal) + 1))
