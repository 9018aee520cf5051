"""Log groups followed: each line once, in the order of their times.

Knows no boto3, no terminal and no clock of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

_LATE = timedelta(seconds=60)
"""Lines become visible some seconds after their time, not always in its order."""

_CALM = 2.0
"""Seconds between looks at one group; an account may look five times a second at all of them."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of a log; a container of ECS writes to a stream prefix/container/task."""

    id: str
    at: datetime
    group: str
    stream: str
    text: str


class Lines(Protocol):
    """What following asks of CloudWatch Logs."""

    def since(self, group: str, start: datetime) -> Sequence[Line]:
        """The lines written to the group at or after that time; none where there is no group."""


@dataclass(frozen=True, kw_only=True)
class Watch:
    """The time of day, and the way to wait some seconds."""

    now: Callable[[], datetime]
    sleep: Callable[[float], None]


def follow(
    logs: Lines, groups: Sequence[str], start: datetime, watch: Watch | None
) -> Iterator[Line]:
    """The lines of all groups from `start` on: those that are there, with a `watch` for ever."""
    seen: dict[str, datetime] = {}
    while True:
        found = [line for group in groups for line in logs.since(group, start)]
        fresh = [line for line in found if line.id not in seen]
        yield from sorted(fresh, key=lambda line: line.at)
        if watch is None:
            return
        # What comes later than that is not seen; from here on nobody reads hours again and again.
        start = max(start, watch.now() - _LATE)
        seen = {line.id: line.at for line in found if line.at >= start}
        watch.sleep(max(_CALM, len(groups) * 0.5))
