"""What the stack's own events tell: failures, signals, and the physical ids of what it made.

A creation that failed rolls back and takes its resources along; the events keep their ids.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from generators.deploy.cloud import Resource, StackEvent
from generators.deploy.diagnose.facts import Failed, Signals

_ECHOES = (
    "Resource creation cancelled",
    "Resource update cancelled",
    "Resource deletion cancelled",
    "Resource creation Initiated",
)
_REPEATS = ("The following resource(s) failed", "ollback requested by user", "User Initiated")
_STACK = "AWS::CloudFormation::Stack"
_SIGNAL = re.compile(r"Received (?P<what>SUCCESS|FAILURE) signal with UniqueId (?P<id>\S+)")
_MISSED = re.compile(r"Failed to receive (?P<missed>\d+) resource signal")
_SHOWN = 5


def failures(events: Sequence[StackEvent]) -> tuple[Failed, ...]:
    """The resources that failed first and by themselves; `events` are oldest first."""
    found: dict[str, Failed] = {}
    for event in events:
        if _failed(event) and event.logical_id not in found:
            found[event.logical_id] = Failed(
                logical_id=event.logical_id,
                type=event.type,
                status=event.status,
                reason=event.reason,
            )
    return tuple(found.values())[:_SHOWN]


def _failed(event: StackEvent) -> bool:
    if event.reason.startswith(_ECHOES):
        return False
    if event.type != _STACK:
        return event.status.endswith("_FAILED")
    # The stack itself fails by its resources, or by something that is told of it alone: an export
    # that another stack uses.
    ended = event.status.endswith(("_FAILED", "ROLLBACK_IN_PROGRESS")) and event.reason
    return bool(ended) and not any(text in event.reason for text in _REPEATS)


def signals(events: Sequence[StackEvent]) -> tuple[Signals, ...]:
    """What each resource that waits for instances has heard from them, or waited for in vain."""
    heard: dict[str, Signals] = {}
    for event in events:
        before = heard.get(event.logical_id, Signals(logical_id=event.logical_id))
        if (after := _with(before, event.reason)) != before:
            heard[event.logical_id] = after
    return tuple(heard.values())


def _with(signals: Signals, reason: str) -> Signals:
    if match := _MISSED.search(reason):
        return replace(signals, missed=signals.missed + int(match["missed"]))
    match = _SIGNAL.search(reason)
    if not match:
        return signals
    if match["what"] == "SUCCESS":
        return replace(signals, succeeded=_once(signals.succeeded, match["id"]))
    return replace(signals, failed=_once(signals.failed, match["id"]))


def _once(ids: tuple[str, ...], fresh: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*ids, fresh.rstrip("."))))


def made(
    events: Sequence[StackEvent], resources: Sequence[Resource], type_: str
) -> tuple[str, ...]:
    """The physical ids of the stack's resources of a type; those of the events come first."""
    return tuple(dict.fromkeys(_ids(events, resources, type_)))


def _ids(events: Sequence[StackEvent], resources: Sequence[Resource], type_: str) -> Iterator[str]:
    everything: tuple[StackEvent | Resource, ...] = (*events, *resources)
    for one in everything:
        if one.type == type_ and one.physical_id:
            yield one.physical_id
