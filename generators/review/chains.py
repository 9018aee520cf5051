"""What happens to each resource of a stack, followed from one to the next.

A resource that is made anew has another id, name and ARN: what refers to it changes, and is made
anew itself where that property cannot be changed. A new version of a launch template reaches the
group that names its latest, a new revision of a task definition the service.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from generators.review.changing import Known, changes
from generators.review.marking import Fates, doubtful
from generators.review.model import Action, Replacement, ResourceChange
from generators.review.pair import Pair


@dataclass(frozen=True, kw_only=True)
class Followed:
    """What happens to the resources of a stack by their logical ids, and to its outputs."""

    changes: Mapping[str, ResourceChange]
    moved: Mapping[str, Replacement]


def followed(pair: Pair) -> Followed:
    """Every resource that changes, and every output that has another value by that."""
    before, after = pair.before.resources, pair.after.resources
    fates = Fates(resources=after)
    known: Known = {}
    while True:
        marked = {name: fates.marked(one) for name, one in after.items()}
        found = dict(changes(before, marked, known))
        then = Fates(
            resources=after,
            anew={name: how for name, one in found.items() if (how := _anew(one))},
            changed=frozenset(name for name, one in found.items() if _in_place(one)),
        )
        if then == fates:
            told = {name: _by_condition(pair, one) for name, one in found.items()}
            return Followed(changes=told, moved=dict(_moved(pair, fates)))
        fates = then


def _by_condition(pair: Pair, change: ResourceChange) -> ResourceChange:
    """The change with the condition that decides it, where both templates have the resource."""
    gone = change.action == Action.REMOVED
    side = pair.after if gone else pair.before
    condition = side.template.get("Resources", {}).get(change.logical_id, {}).get("Condition")
    if change.action == Action.CHANGED or change.because or not condition:
        return change
    return replace(change, because=(f"{condition} {'no longer' if gone else 'now'} holds",))


def _anew(change: ResourceChange) -> Replacement | None:
    """How sure it is that the resource is made anew where it stays; None if it is not."""
    stays = change.remaining or change
    if stays.action != Action.CHANGED or stays.replacement == Replacement.NO:
        return None
    return stays.replacement


def _in_place(change: ResourceChange) -> bool:
    """Whether properties change that are the resource's own, not what stands around them."""
    stays = change.remaining or change
    own = (each.path for each in stays.properties if not each.path.startswith(_AROUND))
    return stays.action == Action.CHANGED and any(own)


_AROUND = (
    "DependsOn",
    "Metadata.",
    "CreationPolicy",
    "UpdatePolicy",
    "DeletionPolicy",
    "UpdateReplacePolicy",
)


def _moved(pair: Pair, fates: Fates) -> Iterator[tuple[str, Replacement]]:
    before = pair.before.outputs
    for name, value in pair.after.outputs.items():
        after = fates.node(value)
        if name in before and before[name] != after:
            yield name, Replacement.MAYBE if doubtful(before[name], after) else Replacement.YES
