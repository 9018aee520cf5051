"""What took how long in a deploy, taken down from its events.

Times are seconds since the deploy began. Nothing of a parameter, an output or a reason is in it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime

from generators.deploy import events as ev
from generators.deploy.records import FAILED, SKIPPED, UNFINISHED, Record, ResourceRun, StackRun


class Recorder:
    """An `emit` that takes down what it is told; `now` is the time of day.

    `waits_for` has the stacks that each one waits for.
    """

    def __init__(
        self,
        environment: str,
        waits_for: Mapping[str, Collection[str]],
        now: Callable[[], datetime],
    ) -> None:
        self._environment, self._now, self._at = environment, now, now()
        self._stacks = {
            name: StackRun(stack=name, needs=tuple(sorted(needs)))
            for name, needs in waits_for.items()
        }

    def __call__(self, event: ev.Event) -> None:
        """Take down one event."""
        match event:
            case ev.StackStarted(stack=stack, action=action):
                self._put(stack, action=action, began=self._seconds())
            case ev.Waiting(stack=stack):
                # What was begun, if anything, came to nothing: somebody else was quicker.
                self._put(stack, action="", began=None)
            case ev.ResourceEvent(stack=stack) if stack in self._stacks:
                self._stacks[stack] = _with(self._stacks[stack], event, self._of(event.at))
            case ev.StackFinished(stack=stack, outcome=outcome):
                self._put(stack, outcome=outcome, ended=self._seconds())
            case ev.StackFailed(stack=stack):
                self._put(stack, outcome=FAILED, ended=self._seconds())
            case ev.StackSkipped(stack=stack):
                self._put(stack, outcome=SKIPPED)

    def record(self, before: Record | None = None) -> Record:
        """All of it so far; durations that are not known now are those of the record before."""
        known = {stack: dict(one) for stack, one in (before.durations if before else {}).items()}
        for run in self._stacks.values():
            if run.began is not None and run.outcome not in (FAILED, UNFINISHED):
                known.setdefault(run.stack, {})[run.action] = run.seconds
        return Record(
            environment=self._environment,
            at=self._at,
            seconds=self._seconds(),
            stacks=tuple(map(_inside, self._stacks.values())),
            durations=known,
        )

    def _put(self, stack: str, **changes: object) -> None:
        if stack in self._stacks:
            self._stacks[stack] = replace(self._stacks[stack], **changes)  # type: ignore[arg-type]

    def _seconds(self) -> float:
        return self._of(self._now())

    def _of(self, at: datetime) -> float:
        return (at - self._at).total_seconds()


def _with(run: StackRun, event: ev.ResourceEvent, at: float) -> StackRun:
    """The run with one more event of a resource: it begins something, or ends what was begun."""
    if event.logical_id == run.stack or event.type == "AWS::CloudFormation::Stack":
        return run
    found = list(run.resources)
    places = [
        place
        for place, one in enumerate(found)
        if one.logical_id == event.logical_id and one.ended is None
    ]
    if event.status.endswith("_IN_PROGRESS"):
        if not places:
            found.append(ResourceRun(logical_id=event.logical_id, type=event.type, began=at))
    elif places:
        failed = event.status.endswith("_FAILED")
        found[places[-1]] = replace(found[places[-1]], ended=at, failed=failed)
    return replace(run, resources=tuple(found))


def _inside(run: StackRun) -> StackRun:
    """The run with its resources inside of it: AWS's clock is not ours."""
    if run.began is None:
        return replace(run, resources=())
    began, ended = run.began, run.ended if run.ended is not None else float("inf")
    inside = (
        replace(
            one,
            began=min(max(one.began, began), ended),
            ended=None if one.ended is None else min(max(one.ended, began), ended),
        )
        for one in run.resources
    )
    return replace(run, resources=tuple(inside))
