"""CloudFormation's change sets, where ministack's differ from the real ones.

Here and in `stacks` ministack is not extended through a table of its own, but by standing in for
one of its functions. Each says what AWS does instead.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ministack.services import cloudformation
from ministack.services.cloudformation import changesets, engine, provisioners
from ministack.services.cloudformation import stacks as lifecycle

from generators.deploy.emulated import schemas
from generators.deploy.emulated.services import memory
from generators.deploy.emulated.wire import Params


def install() -> None:
    """Stand in for the functions named here."""
    instead(changesets, "_resolve_props_for_diff", _only_what_is_there)
    instead(changesets, "_diff_resources", _exact_replacement)
    for module in (lifecycle, provisioners):
        instead(module, "_replacing_change", _or_a_nested_one)


def instead(module: Any, name: str, ours: Callable[..., Any]) -> None:
    """Let `ours` stand for a module's function; that one is its first argument."""
    theirs = getattr(module, name)
    setattr(module, name, lambda *args, **named: ours(theirs, *args, **named))


@memory("cloudformation", "DescribeChangeSet")
def _secrets_unsaid(_: Params, answer: Params) -> Params:
    """A NoEcho parameter's value is masked in a change set as it is in a stack."""
    change_set = cloudformation._change_sets.get(answer["ChangeSetId"]) or {}
    resolved = change_set.get("_resolved_params") or {}
    for parameter in answer.get("Parameters") or ():
        known = resolved.get(parameter["ParameterKey"]) or {}
        if known.get("NoEcho"):
            parameter["ParameterValue"] = "****"
        elif "SsmName" in known:
            parameter["ParameterValue"] = known["SsmName"]
            parameter["ResolvedValue"] = known["Value"]
    return answer


def _only_what_is_there(theirs: Callable[..., Any], template: Any, params: Any, *rest: Any) -> Any:
    """A change set compares the resources that exist under each side's conditions.

    So one whose condition turns true is an Add and one whose condition turns false is a Remove.
    """
    resolved = theirs(template, params, *rest)
    if not template:
        return resolved
    conditions = engine._evaluate_conditions(template, params)
    there = {
        name: resource
        for name, resource in resolved.get("Resources", {}).items()
        if conditions.get(resource.get("Condition"), True)
    }
    return {**resolved, "Resources": there}


def _exact_replacement(theirs: Callable[..., Any], old: Params, new: Params, *rest: Any) -> Any:
    """A property of which only a nested part is create-only replaces if that part changes."""
    changes = theirs(old, new, *rest)
    for change in changes:
        found = change["ResourceChange"]
        name, kind = found["LogicalResourceId"], found["ResourceType"]
        if (
            found["Action"] == "Modify"
            and found.get("Replacement") == "Conditional"
            and _ours(kind)
        ):
            before, after = (side["Resources"][name].get("Properties") or {} for side in (old, new))
            _decide(found, kind, before, after)
    return changes


def _decide(found: Params, kind: str, before: Params, after: Params) -> None:
    nested = {path[0] for path in schemas.of(kind).create_only if len(path) > 1}
    perhaps = {path[0] for path in schemas.of(kind).perhaps}
    replaced = schemas.nested_replacement(kind, before, after)
    for detail in found["Details"]:
        target = detail["Target"]
        direct = detail.get("ChangeSource") == "DirectModification"
        if direct and target.get("Name") in nested - perhaps:
            target["RequiresRecreation"] = "Always" if replaced else "Never"
    found["Replacement"] = lifecycle._replacement(found["Details"], False)


def _or_a_nested_one(theirs: Callable[..., bool], kind: str, old: Params, new: Params) -> bool:
    """When the update runs, a change of a nested create-only part replaces too."""
    return theirs(kind, old, new) or (_ours(kind) and schemas.nested_replacement(kind, old, new))


def _ours(kind: str) -> bool:
    return kind in schemas.registered
