"""Runs make's verbs against the stand-in, each in a process of its own, and measures them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.project import LEVELS, Code, Limits, emulated

SCRIPT = Path(__file__).with_name("deploying.py")

PHASES = (("fresh", "deploy", LEVELS), ("unchanged", "deploy", 0), ("deleted", "delete", LEVELS))
"""What is done with the stacks, make's verb for it, and how many operations it takes in a row."""

BEGINNING = ("CreateStack", "ExecuteChangeSet", "DeleteStack")
"""The calls that begin an operation."""


@dataclass(frozen=True, kw_only=True)
class Ended:
    """A process that has ended: its exit status, times in seconds, and what it has written.

    `first_cpu` are the CPU seconds until its first call, None where it made none.
    """

    status: int
    began: float
    wall: float
    cpu: float
    first_cpu: float | None
    said: str


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One verb on so many stacks; times are in seconds, `path` is the critical path.

    `start` is what passed before the first call, `calls` are all that came by their actions,
    `throttled` those of them that were throttled.
    """

    phase: str
    stacks: int
    limits: Limits
    path: float
    ended: Ended
    start: float
    calls: Mapping[str, int]
    throttled: Mapping[str, int]

    @property
    def limit(self) -> float:
        """What no deploy can be faster than: the calls that must be made, and the path."""
        made = Counter(self.calls) - Counter(self.throttled)
        begun = sum(made[action] for action in BEGINNING)
        return self.path + (begun / self.limits.rate if self.limits.rate else 0.0)

    @property
    def calls_a_stack(self) -> float:
        """All calls by the number of stacks."""
        return sum(self.calls.values()) / self.stacks


def measured(code: Code, root: Path, services: int, limits: Limits) -> Iterator[Measured]:
    """Deploy a project's stacks, deploy them once more, and delete them."""
    with emulated(root, limits) as url:
        for phase, verb, levels in PHASES:
            ended = run(code, root, verb)
            report = _report(url)
            yield Measured(
                phase=phase,
                stacks=services + 1,
                limits=limits,
                path=levels * limits.seconds,
                ended=ended,
                start=(report["first"] or ended.began + ended.wall) - ended.began,
                calls=report["calls"],
                throttled=report["throttled"],
            )
            if ended.status:
                return


def run(code: Code, root: Path, verb: str) -> Ended:
    """Run a verb in the project at the root."""
    with tempfile.TemporaryFile("w+") as out, tempfile.NamedTemporaryFile("r") as facts:
        began, clock = time.time(), time.monotonic()
        process = subprocess.Popen(
            [code.python, SCRIPT, facts.name, verb, str(code.jobs)],
            cwd=root,
            env=code.environ(),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
        )
        status, cpu = _waited(process)
        wall = time.monotonic() - clock
        out.seek(0)
        return Ended(
            status=status,
            began=began,
            wall=wall,
            cpu=cpu,
            first_cpu=json.loads(facts.read() or "{}").get("cpu"),
            said=out.read(),
        )


def _waited(process: subprocess.Popen[Any]) -> tuple[int, float]:
    """The exit status of a process of ours, and its CPU seconds."""
    try:
        _, status, usage = os.wait4(process.pid, 0)
    except BaseException:
        process.kill()
        raise
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage.ru_utime + usage.ru_stime


def _report(url: str) -> dict[str, Any]:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(f"{url}/report") as answer:
        found: dict[str, Any] = json.load(answer)
    return found


def say(text: str) -> None:
    """Progress, on standard error."""
    sys.stderr.write(f"{text}\n")
