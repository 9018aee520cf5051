"""Stack policies, which ministack only keeps: what they deny is not done.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/protect-stack-resources.html
"""

from __future__ import annotations

import json
from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Any

from ministack.core.responses import get_region
from ministack.services import cloudformation
from ministack.services.cloudformation import stacks as lifecycle

from generators.deploy.emulated.changes import instead
from generators.deploy.emulated.services import rule
from generators.deploy.emulated.wire import Params, Refused

_during: dict[tuple[str, str], str] = {}
"""The policy of the update that is under way, where it has one of its own; by region and stack."""


def install() -> None:
    """Stand in for the functions named here."""
    instead(lifecycle, "_update_resource", _as_allowed)
    instead(lifecycle, "_resolve_stack_outputs", _removing_as_allowed)


@rule("cloudformation", "UpdateStack", "ExecuteChangeSet")
def for_this_update(params: Params) -> None:
    """UpdateStack may bring a policy for itself alone; an executed change set never does."""
    policy = params.get("StackPolicyDuringUpdateBody", "")
    if policy:
        valid(policy)
    change_set = cloudformation._change_sets.get(params.get("ChangeSetName", "")) or {}
    stack = change_set.get("StackName") or params.get("StackName", "")
    name = stack.split("/")[1] if stack.startswith("arn:") else stack
    _during[get_region(), name] = policy


@rule("cloudformation", "SetStackPolicy")
def is_a_policy(params: Params) -> None:
    """What is set has the form of a policy."""
    valid(params.get("StackPolicyBody", ""))


def valid(policy: str) -> None:
    """Raise `Refused` unless the policy has statements, each with what it has to have."""
    try:
        statements = json.loads(policy)["Statement"]
        whole = all(
            one["Effect"] in ("Allow", "Deny")
            and one["Principal"] == "*"
            and {"Action", "NotAction"} & set(one)
            for one in statements
        )
    except (ValueError, KeyError, TypeError):
        whole = False
    if not whole:
        raise Refused("ValidationError", "Error validating stack policy: Invalid stack policy")


def denial(policy: str, action: str, logical_id: str, kind: str) -> str:
    """Why a policy does not allow an action on a resource; empty where it does."""
    if not policy:
        return ""
    allowed = False
    for number, one in enumerate(json.loads(policy)["Statement"], 1):
        if not _is_about(one, action, f"LogicalResourceId/{logical_id}", kind):
            continue
        if one["Effect"] == "Deny":
            what, which = (", ".join(_list(one.get(key, "*"))) for key in ("Action", "Resource"))
            return (
                f"Action denied by stack policy: Statement [#{number}] does not allow [{what}]"
                f" for resource [{which}];"
            )
        allowed = True
    return "" if allowed else "Action denied by stack policy: no statement matched;"


def _is_about(statement: Params, action: str, resource: str, kind: str) -> bool:
    conditions = (statement.get("Condition") or {}).values()
    return (
        _names(statement, "Action", action)
        and _names(statement, "Resource", resource)
        and all(_any(test.get("ResourceType", []), kind) for test in conditions)
    )


def _names(statement: Params, element: str, found: str) -> bool:
    if f"Not{element}" in statement:
        return not _any(statement[f"Not{element}"], found)
    return _any(statement.get(element, []), found)


def _any(patterns: Any, found: str) -> bool:
    return any(fnmatchcase(found, pattern) for pattern in _list(patterns))


def _list(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def _policy_of(stack: str) -> str:
    """The policy that counts now; none does while an update is rolled back."""
    record = cloudformation._stacks.get(stack) or {}
    if record.get("StackStatus") != "UPDATE_IN_PROGRESS":
        return ""
    return _during.get((get_region(), stack)) or str(record.get("_stack_policy") or "")


def _as_allowed(theirs: Callable[..., Any], *args: Any) -> Any:
    """A resource is neither changed nor replaced against the policy."""
    kind, _, old, new, stack, logical_id = args[:6]
    if old != new:
        replaced = lifecycle._replacing_change(kind, old, new)
        action = "Update:Replace" if replaced else "Update:Modify"
        if why := denial(_policy_of(stack), action, logical_id, kind):
            raise ValueError(why)
    return theirs(*args)


def _removing_as_allowed(theirs: Callable[..., Any], *args: Any) -> Any:
    """Before anything is removed: whether all that is to be removed may be."""
    surviving, stack, stack_id = args[2], args[5], args[6]
    resources = (cloudformation._stacks.get(stack) or {}).get("_resources") or {}
    for name in sorted(set(resources) - set(surviving)):
        kind, physical_id = resources[name]["ResourceType"], resources[name]["PhysicalResourceId"]
        if why := denial(_policy_of(stack), "Update:Delete", name, kind):
            lifecycle._add_event(stack_id, stack, name, kind, "UPDATE_FAILED", why, physical_id)
            raise ValueError(f"The following resource(s) failed to update: [{name}].")
    return theirs(*args)
