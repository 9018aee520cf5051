"""The end of an update: what it leaves behind is deleted, whatever is in whose way.

ministack deletes what was replaced first, and then what the template no longer has. So a target
group that was replaced may still be in use by a listener that is about to go. CloudFormation tries
several times; here what cannot be deleted yet is tried again after everything else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ministack.core.responses import get_region
from ministack.services import cloudformation
from ministack.services.cloudformation import stacks as lifecycle

from generators.deploy.emulated.changes import instead
from generators.deploy.emulated.wire import Params

PHASE = "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"
_CLEANING = frozenset({"UPDATE_IN_PROGRESS", PHASE})
_late: dict[tuple[str, str], list[tuple[Any, ...]]] = {}
"""The deletions to try again, by region and stack."""


def install() -> None:
    """Stand in for the functions named here."""
    instead(lifecycle, "_delete_resource", _cleaning_up)
    instead(lifecycle, "_add_event", _after_another_try)


def _cleaning_up(theirs: Callable[..., Any], *args: Any) -> Any:
    """What an update leaves behind is deleted in a phase of its own, with events."""
    physical_id, stack = args[1], args[3]
    record = cloudformation._stacks.get(stack) or {}
    if record.get("StackStatus") not in _CLEANING:
        return theirs(*args)
    record["StackStatus"] = PHASE
    tell(record)
    lifecycle._add_event(*_place(record, args), "DELETE_IN_PROGRESS", "", physical_id)
    try:
        found = theirs(*args)
    except ValueError:
        _late.setdefault((get_region(), stack), []).append((theirs, args))
        return None
    lifecycle._add_event(*_place(record, args), "DELETE_COMPLETE", "", physical_id)
    return found


def _after_another_try(theirs: Callable[..., Any], *args: Any, **named: Any) -> Any:
    """Before a stack's update is complete: once more what could not be deleted."""
    _, stack, logical_id, _, status = args[:5]
    if logical_id == stack and status == "UPDATE_COMPLETE":
        record = cloudformation._stacks[stack]
        for delete, given in _late.pop((get_region(), stack), ()):
            _delete_late(theirs, delete, given, record)
        tell(record)
    return theirs(*args, **named)


def _delete_late(
    add_event: Callable[..., Any], delete: Callable[..., Any], args: tuple[Any, ...], record: Params
) -> None:
    try:
        delete(*args)
    except ValueError as error:
        add_event(*_place(record, args), "DELETE_FAILED", str(error), args[1])
        return
    add_event(*_place(record, args), "DELETE_COMPLETE", "", args[1])


def _place(record: Params, args: tuple[Any, ...]) -> tuple[str, str, str, str]:
    """Whose event it is: stack id, stack, logical id, type."""
    return record["StackId"], args[3], args[4], args[0]


def tell(record: Params) -> None:
    """Every update ends with a phase of cleaning up, though there be nothing to clean."""
    stack_id, stack = record["StackId"], record["StackName"]
    events = reversed(cloudformation._stack_events[stack_id])
    told = (one["ResourceStatus"] for one in events if one["LogicalResourceId"] == stack)
    if next(told, "") != PHASE:
        kind = "AWS::CloudFormation::Stack"
        lifecycle._add_event(stack_id, stack, stack, kind, PHASE, "", stack_id)
