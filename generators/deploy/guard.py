"""Which changes of a change set want a yes before they happen."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

from generators.deploy.cloud import Change, Trigger

Approve = Callable[[str, tuple[Change, ...]], bool]
"""Whether a stack (by its name in `params/`) may be changed so; gets the guarded changes only."""

# Each of its resources is a revision of one thing: a new one beside the old one is its way to
# change, and CloudFormation calls that a replacement. A launch template has versions inside itself.
REVISED = "AWS::ECS::TaskDefinition"

# CloudFormation calls these Conditional whenever their instances are to change. It replaces the
# group itself only under AutoScalingReplacingUpdate, which no kind writes: they roll.
ROLLING = "AWS::AutoScaling::AutoScalingGroup"


def settled(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes with Conditional made False where it can be told that nothing is replaced.

    CloudFormation leaves open what refers to something that changes. A `Ref`, an ARN, an id
    or a name is another only if what it refers to is replaced itself.
    """
    found = list(changes)
    while True:
        going = {change.logical_id for change in found if _may_go(change)}
        safe = [c for c in found if c.replacement == "Conditional" and _stays(c, going)]
        if not safe:
            return tuple(found)
        found = [replace(c, replacement="False") if c in safe else c for c in found]


def _may_go(change: Change) -> bool:
    return change.action in ("Remove", "Dynamic") or change.replacement in ("True", "Conditional")


def _stays(change: Change, going: Collection[str]) -> bool:
    if change.action != "Modify":
        return False
    harmless = (_harmless(trigger, going) for trigger in change.triggers)
    return change.type == ROLLING or (bool(change.triggers) and all(harmless))


def _harmless(trigger: Trigger, going: Collection[str]) -> bool:
    logical_id, _, attribute = trigger.entity.partition(".")
    refers = trigger.source == "ResourceReference" or (
        trigger.source == "ResourceAttribute" and attribute.endswith(("Arn", "Id", "Name"))
    )
    return refers and logical_id not in going


def effect(change: Change) -> str:
    """What happens to the resource, as one says it: `will be replaced`, `may be replaced` …"""
    match change.action, change.replacement:
        case "Add", _:
            return "will be added"
        case "Remove", _:
            return "will be removed"
        case "Import", _:
            return "will be imported"
        case _, "True":
            return "will be replaced"
        case ("Dynamic", _) | (_, "Conditional"):
            return "may be replaced"
        case _:
            return "will be changed"


def guarded(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Those changes that replace or remove a resource, or may do so."""
    return tuple(change for change in changes if loses(change) and not _revises(change))


def loses(change: Change) -> bool:
    """Whether a resource that exists is replaced or removed, or may be."""
    return effect(change) in {"will be removed", "will be replaced", "may be replaced"}


def _revises(change: Change) -> bool:
    return change.type == REVISED and change.action == "Modify"


def names(stack: str, changes: Iterable[Change]) -> tuple[str, ...]:
    """How a person names these resources in `REPLACE=`: `web.TargetGroup`."""
    return tuple(f"{stack}.{change.logical_id}" for change in changes)


def allowing(allowed: Collection[str]) -> Approve:
    """An `Approve` that says yes where every resource is among `allowed` (`web.TargetGroup`)."""

    def approve(stack: str, changes: tuple[Change, ...]) -> bool:
        return all(name in allowed for name in names(stack, changes))

    return approve
