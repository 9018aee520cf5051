"""CloudFormation's actions on change sets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from tests.bench.stand_in import operations, templates
from tests.bench.stand_in.region import ChangeSet, Region, Stack, Version, arn
from tests.bench.stand_in.templates import invalid
from tests.bench.stand_in.wire import Form, Refusal

EMPTY = (
    "The submitted information didn't contain changes."
    " Submit different information to create a change set."
)
_TIME = 0.2
"""The part of an operation's time that it takes to work one out."""

_TAKES_NO_UPDATE = ("ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED")


def create(
    region: Region, given: Form, version: Callable[[Mapping[str, str]], Version]
) -> dict[str, Any]:
    """Ask for one; `version` says what is wanted, given the parameters until now."""
    stack = _for(region, given, version)
    for one in stack.change_sets.values():
        if one.name == given["ChangeSetName"]:
            if one.token and one.token == given.get("ClientToken"):
                return {"Id": one.id, "StackId": stack.id}
            raise Refusal("AlreadyExistsException", f"ChangeSet {one.name} already exists")
    made = _worked_out(region, stack, given, version(stack.version.parameters))
    stack.change_sets[made.id] = made
    return {"Id": made.id, "StackId": stack.id}


def _for(region: Region, given: Form, version: Callable[[Mapping[str, str]], Version]) -> Stack:
    name, kind = given["StackName"], given.get("ChangeSetType", "UPDATE")
    stack = region.find(name)
    if kind == "CREATE":
        if stack is not None and stack.status != "REVIEW_IN_PROGRESS":
            raise invalid(f"Stack [{name}] already exists and cannot be created again")
        return stack or region.add(name, version({}))
    if stack is None:
        raise invalid(f"Stack [{name}] does not exist")
    if stack.status.endswith("_IN_PROGRESS") or stack.status in _TAKES_NO_UPDATE:
        raise invalid(f"Stack:{stack.id} is in {stack.status} state and can not be updated.")
    return stack


def _worked_out(region: Region, stack: Stack, given: Form, wanted: Version) -> ChangeSet:
    have = stack.version
    moved = {
        name for name, value in wanted.parameters.items() if have.parameters.get(name) != value
    }
    same = not moved and have.template == wanted.template and have.tags == wanted.tags
    return ChangeSet(
        id=arn(f"changeSet/{given['ChangeSetName']}/{uuid4()}"),
        name=given["ChangeSetName"],
        token=given.get("ClientToken", ""),
        version=wanted,
        ready=region.time() + _TIME * region.seconds,
        changes=list(templates.changes(have.template, wanted.template, moved)),
        empty=same and stack.status != "REVIEW_IN_PROGRESS",
    )


def describe(region: Region, given: Form) -> dict[str, Any]:
    """What came of it, all on one page."""
    stack, one = _found(region, given)
    status, can_be = _statuses(region, one)
    return {
        "ChangeSetName": one.name,
        "ChangeSetId": one.id,
        "StackId": stack.id,
        "StackName": stack.name,
        "Status": status,
        "StatusReason": EMPTY if status == "FAILED" else None,
        "ExecutionStatus": can_be,
        "Changes": [
            {"Type": "Resource", "ResourceChange": {"Scope": [], "Details": [], **change}}
            for change in (one.changes if status == "CREATE_COMPLETE" else ())
        ],
    }


def _statuses(region: Region, one: ChangeSet) -> tuple[str, str]:
    if region.time() < one.ready:
        return "CREATE_IN_PROGRESS", "UNAVAILABLE"
    return ("FAILED", "UNAVAILABLE") if one.empty else ("CREATE_COMPLETE", "AVAILABLE")


def execute(region: Region, given: Form) -> dict[str, Any]:
    """Begin to do it; all change sets of the stack go with that."""
    stack, one = _found(region, given)
    status, can_be = _statuses(region, one)
    if can_be != "AVAILABLE":
        raise Refusal(
            "InvalidChangeSetStatus",
            f"ChangeSet [{one.id}] cannot be executed in its current status of [{status}]",
        )
    if stack.busy:
        raise invalid(f"Stack:{stack.id} is in {stack.status} state and can not be updated.")
    token = given.get("ClientRequestToken", "")
    if stack.status == "REVIEW_IN_PROGRESS":
        stack.version = one.version
        operations.create(region, stack, token)
    else:
        operations.update(region, stack, one.version, token)
    return {}


def delete(region: Region, given: Form) -> dict[str, Any]:
    """Forget it."""
    try:
        stack, one = _found(region, given)
    except Refusal:
        return {}
    del stack.change_sets[one.id]
    return {}


def _found(region: Region, given: Form) -> tuple[Stack, ChangeSet]:
    wanted, name = given["ChangeSetName"], given.get("StackName")
    stacks = [region.known(name)] if name else region.stacks.values()
    for stack in stacks:
        for one in stack.change_sets.values():
            if wanted in (one.id, one.name):
                return stack, one
    raise Refusal("ChangeSetNotFound", f"ChangeSet [{wanted}] does not exist", status=404)
