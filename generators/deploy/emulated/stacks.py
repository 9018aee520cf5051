"""CloudFormation's stacks and events, where ministack's differ from the real ones."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from ministack.core.responses import get_region
from ministack.services import cloudformation
from ministack.services.cloudformation import stacks as lifecycle

from generators.deploy.emulated.changes import instead
from generators.deploy.emulated.services import memory
from generators.deploy.emulated.wire import Params

_untouched: dict[tuple[str, str, str], str] = {}
"""The status of resources whose update, now running, changes nothing; by region, stack and id."""


def install() -> None:
    """Stand in for the functions named here."""
    instead(lifecycle, "_update_resource", _note_what_is_untouched)
    instead(lifecycle, "_add_event", _silent_about_what_is_untouched)
    instead(lifecycle, "_delete_resource", _not_under_what_stays)


@memory("cloudformation", "DescribeStacks")
def _parameters_as_given(_: Params, answer: Params) -> Params:
    """A parameter of an SSM type shows that parameter's name and what it resolved to."""
    for stack in answer.get("Stacks") or ():
        record = _record(stack["StackId"])
        for parameter in stack.get("Parameters") or ():
            known = (record.get("_resolved_params") or {}).get(parameter["ParameterKey"]) or {}
            if "SsmName" in known and not known.get("NoEcho"):
                parameter["ResolvedValue"] = parameter["ParameterValue"]
                parameter["ParameterValue"] = known["SsmName"]
        if not stack.get("LastUpdatedTime") or stack["LastUpdatedTime"] == stack["CreationTime"]:
            stack.pop("LastUpdatedTime", None)
    return answer


def _note_what_is_untouched(theirs: Callable[..., Any], *args: Any) -> Any:
    """Remember, until its next event, that a resource's update changes nothing."""
    old, new, stack, logical_id = args[2:6]
    key = (get_region(), stack, logical_id)
    _untouched.pop(key, None)
    if old == new and not _redefined(stack, logical_id):
        _untouched[key] = _resource(stack, logical_id).get("ResourceStatus", "UPDATE_COMPLETE")
    return theirs(*args)


def _silent_about_what_is_untouched(theirs: Callable[..., Any], *args: Any, **named: Any) -> Any:
    """A resource that an update does not change has no events in it, and keeps its status."""
    stack_id, stack, logical_id, _, status = args[:5]
    before = _untouched.pop((get_region(), stack, logical_id), None)
    if before is None or status != "UPDATE_COMPLETE":
        return theirs(*args, **named)
    events = cloudformation._stack_events[stack_id]
    if events and events[-1]["LogicalResourceId"] == logical_id:
        events.pop()
    _resource(stack, logical_id)["ResourceStatus"] = before
    return None


def _not_under_what_stays(theirs: Callable[..., Any], *args: Any) -> Any:
    """When a resource cannot be deleted, what it depends on is not deleted either."""
    stack, logical_id = args[3:5]
    record = cloudformation._stacks.get(stack) or {}
    if record.get("StackStatus") == "DELETE_IN_PROGRESS":
        resources = record.get("_resources") or {}
        failed = [
            name
            for name, one in resources.items()
            if name != logical_id and one.get("ResourceStatus") == "DELETE_FAILED"
        ]
        definitions = (record.get("_template") or {}).get("Resources") or {}
        if logical_id in lifecycle._with_dependencies(failed, definitions, set(resources)):
            raise ValueError("Resource deletion cancelled")
    return theirs(*args)


def _redefined(stack: str, logical_id: str) -> bool:
    """Whether something beside the properties changes: metadata or a policy."""
    record = cloudformation._stacks.get(stack) or {}
    try:
        after = json.loads(record.get("_template_body") or "{}")
    except ValueError:
        return False
    sides = [(record.get("_template") or {}), after]
    found = [(side.get("Resources") or {}).get(logical_id) or {} for side in sides]
    return any(found[0].get(key) != found[1].get(key) for key in lifecycle._DIFFED_ATTRIBUTES)


def _record(stack_id: str) -> Params:
    found = (one for one in cloudformation._stacks.values() if one["StackId"] == stack_id)
    return next(found, {})


def _resource(stack: str, logical_id: str) -> Params:
    record = cloudformation._stacks.get(stack) or {}
    found: Params = (record.get("_resources") or {}).get(logical_id) or {}
    return found
