"""Each event as a line of JSON, for machines; docs/events.md says what is in them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from generators.deploy import events as ev
from generators.deploy.records import Record, critical_path

_WORD = re.compile(r"(?<!^)(?=[A-Z])")


class JsonLines:
    """An `emit` that writes a line for each event; `now` is the time of day.

    Once nobody reads on, it writes no more: what goes on in AWS goes on, and has its exit status.
    """

    def __init__(self, write: Callable[[str], object], now: Callable[[], datetime]) -> None:
        self._write, self._now = write, now
        self._read = True

    def __call__(self, event: ev.Event) -> None:
        """Write one event: `time`, `event`, and the event's own fields, all of them always."""
        self._line(kind(type(event)), asdict(event))

    def summary(self, ended: ev.Summary, record: Record) -> None:
        """Write the last line: how it all ended."""
        path = [run.stack for run in critical_path(record)]
        failed = list(ended.failed)
        facts = {"ok": ended.ok, "failed": failed, "seconds": record.seconds, "critical_path": path}
        self._line("summary", facts)

    def _line(self, event: str, fields: dict[str, Any]) -> None:
        if not self._read:
            return
        head = {"time": _said(self._now()), "event": event}
        try:
            self._write(json.dumps({**head, **fields}, default=_said) + "\n")
        except BrokenPipeError:
            self._read = False


def kind(type_: type) -> str:
    """The name of a kind of event: `StackStarted` is `stack-started`."""
    return _WORD.sub("-", type_.__name__).lower()


def _said(value: object) -> str:
    """A time in UTC, as `2026-11-23T10:12:03.123Z`."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return str(value)
