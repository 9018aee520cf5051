"""A stack as the live view has it at a moment."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Phase(Enum):
    """What a stack is at, the most urgent first."""

    FAILED = "failed"
    ASKING = "asking"
    RUNNING = "running"
    NEXT = "next"
    WAITING = "waiting"
    DONE = "done"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One stack: `state` in words, times in seconds since the start, resources done of `total`.

    `among` are the resources that count, all of them where it is None; `expected` is how long the
    same took last time.
    """

    stack: str
    needs: frozenset[str]
    size: int
    phase: Phase = Phase.WAITING
    state: str = ""
    began: float | None = None
    ended: float | None = None
    among: frozenset[str] | None = None
    total: int = 0
    done: frozenset[str] = frozenset()
    last: str = ""
    expected: float | None = None
