"""How each stack of a deploy stands at a moment, by the events so far. Knows no terminal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from generators.deploy import events as ev
from generators.report.rows import Phase, Row

_DOING: Mapping[str, str] = {
    "create": "creating",
    "recreate": "creating anew",
    "update": "updating",
    "delete": "deleting",
    "cancel": "cancelling",
    "roll back": "rolling back",
}

_VERBS: Mapping[str, str] = {
    "CREATE": "created",
    "UPDATE": "updated",
    "DELETE": "deleted",
    "IMPORT": "imported",
}


class Board:
    """All stacks, in the order of `waits_for`; `told` moves them on.

    `waits_for` has the stacks that each one waits for, `templates` the texts of their templates,
    and `durations` what each action took last time.
    """

    def __init__(
        self,
        waits_for: Mapping[str, frozenset[str]],
        templates: Mapping[str, str],
        durations: Mapping[str, Mapping[str, float]],
    ) -> None:
        self._durations = durations
        self._rows = {
            name: Row(
                stack=name,
                needs=needs,
                size=len(json.loads(templates[name]).get("Resources", {})),
            )
            for name, needs in waits_for.items()
        }

    @property
    def rows(self) -> tuple[Row, ...]:
        """Every stack, in the plan's order; those that wait say for whom."""
        ended = {name for name, row in self._rows.items() if row.ended is not None}
        return tuple(_waiting(row, ended) for row in self._rows.values())

    def __contains__(self, stack: str) -> bool:
        return stack in self._rows

    def told(self, event: ev.Event, now: float) -> None:
        """Move on by one event."""
        row = self._rows.get(getattr(event, "stack", ""))
        if row is not None:
            self._rows[row.stack] = self._moved(row, event, now)

    def _moved(self, row: Row, event: ev.Event, now: float) -> Row:
        match event:
            case ev.StackStarted():
                return self._started(row, event, now)
            case ev.ResourceEvent():
                return _resource(row, event)
            case ev.Waiting(status=status):
                words = "somebody else's operation goes on"
                return replace(row, phase=Phase.RUNNING, state=status, began=None, last=words)
            case ev.ReplacementsFound():
                return replace(row, phase=Phase.ASKING, state="wants a yes")
            case ev.StackFinished(outcome=outcome):
                return replace(row, phase=Phase.DONE, state=outcome, ended=now, last="")
            case ev.StackFailed(declined=declined, reason=reason):
                state = "not changed" if declined else "failed"
                return replace(row, phase=Phase.FAILED, state=state, ended=now, last=reason)
            case ev.StackSkipped(because=because):
                words = f"as {', '.join(because)} did not end well"
                return replace(row, phase=Phase.FAILED, state="skipped", ended=now, last=words)
        return row

    def _started(self, row: Row, event: ev.StackStarted, now: float) -> Row:
        among = None
        if event.action == "update":
            among = frozenset(change.logical_id for change in event.changes)
        return replace(
            row,
            phase=Phase.RUNNING,
            state=_DOING.get(event.action, event.action),
            began=now,
            among=among,
            total=row.size if among is None else len(among),
            done=frozenset(),
            last="",
            expected=self._durations.get(row.stack, {}).get(event.action),
        )


def _waiting(row: Row, ended: set[str]) -> Row:
    if row.phase is not Phase.WAITING or row.state:
        return row
    left = sorted(row.needs - ended)
    if not left:
        return replace(row, phase=Phase.NEXT, state="next")
    more = f" +{len(left) - 1}" if len(left) > 1 else ""
    return replace(row, state=f"waits for {left[0]}{more}")


def _resource(row: Row, event: ev.ResourceEvent) -> Row:
    if event.logical_id == row.stack or event.type == "AWS::CloudFormation::Stack":
        if "ROLLBACK_IN_PROGRESS" in event.status:
            # What is done from here on is undone: a count would only confuse.
            return replace(row, state="rolling back", total=0, last=event.reason or row.last)
        if "CLEANUP_IN_PROGRESS" in event.status:
            return replace(row, state="cleaning up")
        return row
    name = event.logical_id
    counts = row.among is None or name in row.among
    done = row.done | {name} if counts and event.status.endswith("_COMPLETE") else row.done
    return replace(row, done=done, last=f"{name} {_words(event)}")


def _words(event: ev.ResourceEvent) -> str:
    """What happens to a resource, shorter than CloudFormation says it."""
    verb, _, how = event.status.partition("_")
    match how:
        case "IN_PROGRESS" if verb in _VERBS:
            return f"being {_VERBS[verb]}"
        case "COMPLETE" if verb in _VERBS:
            return _VERBS[verb]
        case "FAILED":
            return f"{event.status}: {event.reason}" if event.reason else event.status
    return event.status
