"""Why a stack failed, for a terminal: the likely cause first, then what was seen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rich.text import Text

from generators.deploy.diagnose.facts import Facts, Log, ServiceFacts, TaskFacts
from generators.deploy.diagnose.why import Explanation

EVENTS, TASKS, LINES = 5, 3, 15
_LONG = 500
_WRAPPED = re.compile(
    r'^Resource handler returned message: "(.*)" \(RequestToken: .*\)$', re.DOTALL
)
_TROUBLE = ("unhealthy", "unavailable")


def lines(explanation: Explanation) -> list[Text]:
    """The lines to print, indented below what the stack's failure says."""
    return [*_causes(explanation), *_seen(explanation.facts)]


def _causes(explanation: Explanation) -> Iterator[Text]:
    for number, cause in enumerate(explanation.causes):
        head = "Likely cause: " if number == 0 else "Perhaps also: "
        yield Text("  ").append(head, style="bold").append(cause.sentence, style="bold yellow")
        yield Text(f"    {cause.cure}")
    if not explanation.causes:
        yield Text("  None of the well-known causes; this is what was seen:", style="bold")


def _seen(facts: Facts) -> Iterator[Text]:
    yield from _listed(
        "Failed resources",
        [
            f"{one.logical_id} ({one.type}) {one.status}: {_bare(one.reason)}"
            for one in facts.failed
        ],
    )
    for signals in facts.signals:
        if signals.failed:
            yield _row(f"{signals.logical_id}: signalled failure: {', '.join(signals.failed)}")
    yield from _listed("Auto Scaling", [f"{one.group}: {one.text}" for one in facts.activities])
    for room in facts.rooms:
        left = [f"{i.id}: {i.cpu} CPU units, {i.memory} MiB left" for i in room.instances[:TASKS]]
        yield from _listed(f"Instances of {room.cluster}", left or ["none"])
    for service in facts.services:
        yield from _service(service)
    for note in facts.notes:
        yield Text(f"  {note}", style="dim")


def _service(service: ServiceFacts) -> Iterator[Text]:
    counts = f": {service.running} of {service.desired} tasks run" if service.status else ""
    pending = f", {service.pending} start" if service.pending else ""
    status = f" ({service.status})" if service.status not in ("", "ACTIVE") else ""
    yield _title(f"Service {service.name}{status}{counts}{pending}")
    for one in service.deployments:
        if one.rollout == "FAILED" or one.failed:
            yield _row(f"deployment {one.rollout}, {one.failed} tasks failed: {one.reason}")
    for event in reversed(service.events[:EVENTS]):
        at = event.at.astimezone().strftime("%H:%M:%S")
        yield _row(f"{at}  {event.text}")
    for task in service.stopped[:TASKS]:
        yield from _task(task)
    for group in service.groups:
        for target in group.targets:
            if target.state in _TROUBLE:
                yield _row(
                    f"{target.id}:{target.port} is {target.state} ({target.reason}):"
                    f" {target.description}; asked by {group.check}"
                )
    for log in service.logs:
        yield from _log(log)


def _task(task: TaskFacts) -> Iterator[Text]:
    yield _row(f"task {task.id} stopped: {task.reason or task.code}")
    for one in task.containers:
        code = "" if one.exit_code is None else f" exit code {one.exit_code}"
        health = f" {one.health}" if one.health == "UNHEALTHY" else ""
        reason = f": {one.reason}" if one.reason else ""
        if code or health or reason:
            yield _row(f"  {one.name}{code}{health}{reason}")


def _log(log: Log) -> Iterator[Text]:
    yield _title(f"The last lines of {log.container} ({log.group}, {log.stream})")
    for line in log.lines[-LINES:]:
        yield _row(line, style="cyan")


def _listed(title: str, rows: Sequence[str]) -> Iterator[Text]:
    if rows:
        yield _title(title)
        yield from map(_row, rows)


def _bare(reason: str) -> str:
    """What a resource's handler said, without what CloudFormation wraps around it."""
    return _WRAPPED.sub(r"\1", reason)


def _title(text: str) -> Text:
    return Text(f"  {text}", style="bold")


def _row(text: str, style: str = "") -> Text:
    # Control characters of an application's log would move the cursor, or ring the bell.
    plain = "".join(one if one.isprintable() else " " for one in text)
    short = plain if len(plain) <= _LONG else f"{plain[:_LONG]} …"
    return Text(f"    {short}", style=style)
