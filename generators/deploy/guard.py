"""Which changes of a change set want a yes before they happen."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from generators.stateful import holds_state, lost

if TYPE_CHECKING:
    from generators.deploy.cloud import Change, Trigger

Approve = Callable[[str, "tuple[Change, ...]"], bool]
"""Whether a stack (by its name in `params/`) may be changed so; gets the guarded changes only."""

STATELESS = "yes"
"""What `REPLACE=` says for whatever can be made again as it was."""

# Each of its resources is a revision of one thing: a new one beside the old one is its way to
# change, and CloudFormation calls that a replacement. A launch template has versions inside itself.
REVISED = "AWS::ECS::TaskDefinition"

# CloudFormation calls these Conditional whenever their instances are to change. It replaces the
# group itself only under AutoScalingReplacingUpdate, which no kind writes: they roll.
ROLLING = "AWS::AutoScaling::AutoScalingGroup"


def settled(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes with Conditional made False where it can be told that nothing is replaced.

    CloudFormation leaves open what refers to something that changes. A `Ref`, an ARN, an id
    or a name is another only if what it refers to is replaced itself, or says what it likes.
    """
    found = list(changes)
    free = {change.logical_id for change in found if _is_custom(change)}
    while True:
        going = free | {change.logical_id for change in found if _may_go(change)}
        safe = [c for c in found if c.replacement == "Conditional" and _stays(c, going)]
        if not safe:
            return tuple(found)
        found = [replace(c, replacement="False") if c in safe else c for c in found]


def _may_go(change: Change) -> bool:
    return change.action in ("Remove", "Dynamic") or change.replacement in ("True", "Conditional")


def _is_custom(change: Change) -> bool:
    """Whether somebody's own code decides what the resource's Ref and attributes are."""
    return change.type.startswith(("Custom::", "AWS::CloudFormation::CustomResource"))


def _stays(change: Change, going: Collection[str]) -> bool:
    if change.action != "Modify":
        return False
    harmless = (_harmless(trigger, going) for trigger in change.triggers)
    return change.type == ROLLING or (bool(change.triggers) and all(harmless))


def _harmless(trigger: Trigger, going: Collection[str]) -> bool:
    logical_id, _, attribute = trigger.entity.partition(".")
    refers = trigger.source == "ResourceReference" or (
        trigger.source == "ResourceAttribute"
        and attribute.endswith(("Arn", "Id", "Name"))
        and not attribute.startswith("Outputs.")  # a nested stack's: whatever it puts there
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


def kept(change: Change) -> str:
    """What becomes of what is there, in CloudFormation's word: Retain, Snapshot, or Delete.

    CloudFormation tells it of a removal and of a certain replacement (PolicyAction, as in
    `ReplaceAndRetain`); where it does not, nothing is believed to be kept.
    """
    return change.policy.removeprefix("ReplaceAnd") or "Delete"


def at_stake(change: Change) -> str:
    """What would be lost or kept, such as "its logs would be lost"; empty where nothing would."""
    what, removed = lost(change.type), effect(change) == "will be removed"
    if not loses(change):
        return ""
    match kept(change):
        case "Retain" if removed:
            return "it is kept in the account, no longer the stack's"
        case "Retain":
            return "the old one is kept" + (f", the new one is without {what}" if what else "")
        case "Snapshot":
            return f"a snapshot of {'it' if removed else 'the old one'} is kept"
        case _:
            return f"{what} would be lost" if what else ""


def must_be_named(change: Change) -> bool:
    """Whether a yes to anything and everything does not cover this one.

    A replacement that keeps the old one is among these, for the new one is empty. A removal that
    keeps it is not: nothing is lost.
    """
    stays = effect(change) == "will be removed" and kept(change) == "Retain"
    return holds_state(change.type) and not stays


def unapproved(
    stack: str, changes: Iterable[Change], allowed: Collection[str]
) -> tuple[Change, ...]:
    """Those changes that are neither named by `allowed` nor covered by a `yes` in it."""
    return tuple(
        change
        for change in changes
        if f"{stack}.{change.logical_id}" not in allowed
        and (STATELESS not in allowed or must_be_named(change))
    )


def allowing(allowed: Collection[str]) -> Approve:
    """An `Approve` that says yes where all is allowed: by name (`web.TargetGroup`), or by `yes`.

    A `yes` is for what holds no state.
    """

    def approve(stack: str, changes: tuple[Change, ...]) -> bool:
        return not unapproved(stack, changes, allowed)

    return approve
