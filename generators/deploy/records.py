"""The record of a deploy, and its file: `.local/last-deploy-ENVIRONMENT.json`.

It is for people to look at afterwards; no deploy depends upon it, and it may be deleted. Times are
seconds since the deploy began.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from generators.files import write_atomically

_VERSION = 1

SKIPPED, FAILED, UNFINISHED = "skipped", "failed", "unfinished"
"""What became of a stack, besides the outcomes of `events`."""


@dataclass(frozen=True, kw_only=True)
class ResourceRun:
    """Something done to a resource; `ended` is None where its end was not told."""

    logical_id: str
    type: str
    began: float
    ended: float | None = None
    failed: bool = False


@dataclass(frozen=True, kw_only=True)
class StackRun:
    """What was done to a stack, if anything: `began` is None where CloudFormation had no work.

    `action` is that of `events.StackStarted`; `outcome` one of `events.Outcome`, or one of those
    above; `needs` are the stacks that it waited for.
    """

    stack: str
    needs: tuple[str, ...] = ()
    action: str = ""
    outcome: str = UNFINISHED
    began: float | None = None
    ended: float | None = None
    resources: tuple[ResourceRun, ...] = ()

    @property
    def seconds(self) -> float:
        """How long it took since it began, 0 where it did not, or has not ended."""
        if self.began is None or self.ended is None:
            return 0.0
        return self.ended - self.began


@dataclass(frozen=True, kw_only=True)
class Record:
    """A deploy: when it began, how long it took, and every stack of its plan, in its order.

    `durations` has for each stack and action how long that took when it last went well, in this
    deploy or in one before it.
    """

    environment: str
    at: datetime
    seconds: float
    stacks: tuple[StackRun, ...]
    durations: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


def critical_path(record: Record) -> tuple[StackRun, ...]:
    """The chain of stacks that decided how long it took: each waited for the one before it."""
    runs = {run.stack: run for run in record.stacks if run.began is not None}
    path: list[StackRun] = []
    last = max(runs.values(), key=_end, default=None)
    while last is not None:
        path.insert(0, last)
        last = max((runs[name] for name in last.needs if name in runs), key=_end, default=None)
    return tuple(path)


def _end(run: StackRun) -> float:
    return run.ended if run.ended is not None else float("inf")


def path_of(root: Path, environment: str) -> Path:
    """Where the record of an environment's last deploy lies."""
    return root / ".local" / f"last-deploy-{environment}.json"


def save(root: Path, record: Record) -> None:
    """Write the record in place of the one before; raises OSError where that cannot be."""
    data = {"version": _VERSION, **asdict(record), "at": record.at.isoformat()}
    write_atomically(path_of(root, record.environment), json.dumps(data, indent=1) + "\n")


def load(root: Path, environment: str) -> Record | None:
    """The record of the last deploy; None where there is none, or none that can be read."""
    try:
        data = json.loads(path_of(root, environment).read_text(encoding="utf-8"))
        return _record(data) if data.pop("version") == _VERSION else None
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def _record(data: dict[str, Any]) -> Record:
    stacks = (_stack(one) for one in data.pop("stacks"))
    return Record(stacks=tuple(stacks), at=datetime.fromisoformat(data.pop("at")), **data)


def _stack(data: dict[str, Any]) -> StackRun:
    resources = tuple(ResourceRun(**one) for one in data.pop("resources"))
    return StackRun(resources=resources, needs=tuple(data.pop("needs")), **data)
