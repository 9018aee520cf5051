"""What people see of a deploy or a delete while it goes on, and what is kept of it."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from generators.verbs.project import ROOT
from generators.verbs.reading import one_of

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from generators.deploy.events import Event, Summary
    from generators.deploy.recording import Recorder
    from generators.deploy.records import Record
    from generators.deploy.run import Emit
    from generators.model import Plan
    from generators.report import JsonLines

FORMATS = ("live", "plain", "json")
"""How events can be shown; `live` is plain where there is no terminal."""


@dataclass(frozen=True, kw_only=True)
class Showing:
    """The `emit` that the engine wants: it shows each event, and takes it down."""

    view: Emit
    recorder: Recorder
    machine: JsonLines | None = None

    def __call__(self, event: Event) -> None:
        """Take down the event and show it."""
        self.recorder(event)
        self.view(event)

    def summary(self, ended: Summary) -> None:
        """Show how all of it ended, and what decided how long it took."""
        from generators import report

        record = self.recorder.record()
        if self.machine is not None:
            self.machine.summary(ended, record)
            return
        tell(ended)
        report.took(report.err(), record)


@contextmanager
def showing(todo: Plan, verb: str, form: str) -> Iterator[Showing]:
    """Show a `deploy` or a `delete` of the plan; a deploy is kept on record, however it ends."""
    from generators.deploy import records
    from generators.deploy.recording import Recorder
    from generators.report import JsonLines

    chosen = one_of("FORMAT", form or FORMATS[0], FORMATS)
    before = records.load(ROOT, todo.environment.name)
    waits_for = _waits_for(todo, verb)
    recorder = Recorder(todo.environment.name, waits_for, _now)
    machine = JsonLines(_written, _now) if chosen == "json" else None
    try:
        if machine is not None:
            yield Showing(view=machine, recorder=recorder, machine=machine)
        else:
            with _view(todo, verb, chosen, waits_for, before) as view:
                yield Showing(view=view, recorder=recorder)
    finally:
        if verb == "deploy":
            _keep(recorder.record(before))


def tell(ended: Summary) -> None:
    """Show how all of it ended; whoever reads no more has the exit status, which stays as it is."""
    from generators import report

    with suppress(BrokenPipeError):
        report.summary(report.out(), ended)


def noted(event: Event) -> None:
    """Tell what comes up while there is nothing to be shown yet, such as that AWS throttles."""
    from generators import report

    report.Progress(report.err())(event)


def _waits_for(todo: Plan, verb: str) -> dict[str, frozenset[str]]:
    """The stacks that each one waits for; for a deletion those that need it."""
    if verb == "deploy":
        return {step.name: step.needs for step in todo.steps}
    return {
        step.name: frozenset(other.name for other in todo.steps if step.name in other.needs)
        for step in reversed(todo.steps)
    }


@contextmanager
def _view(
    todo: Plan,
    verb: str,
    chosen: str,
    waits_for: dict[str, frozenset[str]],
    before: Record | None,
) -> Iterator[Emit]:
    from generators import report

    console = report.err()
    if chosen == "plain" or not console.is_terminal or console.is_dumb_terminal:
        yield report.Progress(console)
        return
    templates = {step.name: step.template for step in todo.steps}
    board = report.Board(waits_for, templates, before.durations if before else {})
    title = f"{verb} {'to' if verb == 'deploy' else 'from'} {todo.environment.name}"
    live: AbstractContextManager[Emit] = report.LiveView(console, title, board, time.monotonic)
    with live as view:
        yield view


def _keep(record: Record) -> None:
    """Write the record; a deploy is no worse for one that cannot be written.

    One in which nothing was done leaves the record of the one before.
    """
    from generators.deploy import records

    if all(run.began is None for run in record.stacks):
        return
    try:
        records.save(ROOT, record)
    except OSError as error:
        path = records.path_of(ROOT, record.environment)
        print(f"{path} cannot be written: {error.strerror or error}", file=sys.stderr)


def _written(line: str) -> None:
    print(line, end="", flush=True)


def _now() -> datetime:
    return datetime.now(tz=UTC)
