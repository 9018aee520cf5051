"""What happens to each resource of a stack, followed from one to the next.

A resource that is made anew has another id, name and ARN: what refers to it changes, and is made
anew itself where that property cannot be changed. A new version of a launch template reaches the
group that names its latest, a new revision of a task definition the service.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from generators.review import marking, replacing
from generators.review.differing import Difference, differences
from generators.review.evaluate import Resource, Resources
from generators.review.marking import Fates, doubtful
from generators.review.masking import hidden, secret_names
from generators.review.model import Action, PropertyChange, Replacement, ResourceChange
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
    while True:
        found = dict(_changes(before, {name: fates.marked(one) for name, one in after.items()}))
        then = Fates(
            resources=after,
            anew={name: one.replacement for name, one in found.items() if _goes_on(one)},
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


def _goes_on(change: ResourceChange) -> bool:
    return change.action == Action.CHANGED and change.replacement != Replacement.NO


def _in_place(change: ResourceChange) -> bool:
    """Whether properties change that are the resource's own, not what stands around them."""
    own = (each.path for each in change.properties if not each.path.startswith(_AROUND))
    return change.action == Action.CHANGED and any(own)


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
            yield name, Replacement.MAYBE if doubtful(after) else Replacement.YES


def _changes(before: Resources, after: Resources) -> Iterator[tuple[str, ResourceChange]]:
    for name in dict.fromkeys((*before, *after)):
        if name not in after:
            yield name, _whole(before[name], Action.REMOVED)
        elif name not in before:
            yield name, _added(after[name])
        elif before[name].type != after[name].type:
            yield name, _another_type(before[name], after[name])
        elif after[name].condition and not before[name].condition:
            yield name, _whole(after[name], Action.REMOVED)
        elif (change := _change(before[name], after[name])).properties:
            yield name, change


def _whole(resource: Resource, action: Action) -> ResourceChange:
    """A resource that comes or goes; where a condition decides that, it only may."""
    doubt = resource.condition is not None
    word = "if" if action == Action.ADDED else "unless"
    return ResourceChange(
        logical_id=resource.logical_id,
        type=resource.type,
        action=action,
        replacement=Replacement.MAYBE if doubt else Replacement.NO,
        because=(f"{word} {resource.condition} holds",) if doubt else (),
    )


def _added(resource: Resource) -> ResourceChange:
    """A new resource with all that it says."""
    said = differences({}, resource.properties)
    return replace(
        _whole(resource, Action.ADDED),
        properties=tuple(_shown(one, Replacement.NO) for one in said),
    )


def _another_type(before: Resource, after: Resource) -> ResourceChange:
    change = PropertyChange(path="Type", old=before.type, new=after.type)
    return ResourceChange(
        logical_id=after.logical_id,
        type=after.type,
        action=Action.CHANGED,
        properties=(change,),
        refused=(replacing.of_attribute("Type").why,),
    )


def _change(before: Resource, after: Resource) -> ResourceChange:
    names = secret_names(before.properties) | secret_names(after.properties)
    own = differences(hidden(before.properties, names), hidden(after.properties, names))
    judged = [(each, _judged(each, before, after)) for each in own]
    around = differences(before.attributes, after.attributes)
    shown = (_shown(each, one.replacement) for each, one in judged)
    because = (_why(each, one) for each, one in judged if one.replacement != Replacement.NO)
    return ResourceChange(
        logical_id=after.logical_id,
        type=after.type,
        action=Action.CHANGED,
        properties=(*shown, *(_shown(each, Replacement.NO) for each in around)),
        replacement=_highest({one.replacement for _, one in judged}),
        because=tuple(dict.fromkeys(because)),
        refused=tuple(dict.fromkeys(one.why for _, one in judged if one.refused)),
    )


def _judged(change: Difference, before: Resource, after: Resource) -> replacing.Judgement:
    found = replacing.replacement(
        after.type, change.way, before.properties, after.properties, after.attributes
    )
    if found.replacement == Replacement.YES and doubtful(change.new):
        return replace(found, replacement=Replacement.MAYBE)
    return found


def _why(change: Difference, judged: replacing.Judgement) -> str:
    """The reason, and what made the property another where that is not its own change."""
    names = marking.followed(change.new)
    return f"its {'.'.join(change.way)} follows {' and '.join(names)}" if names else judged.why


def _highest(levels: set[Replacement]) -> Replacement:
    for level in (Replacement.YES, Replacement.MAYBE):
        if level in levels:
            return level
    return Replacement.NO


def _shown(change: Difference, replacement: Replacement) -> PropertyChange:
    names = marking.followed(change.new)
    if names and marking.plain(change.new) == change.old:
        return PropertyChange(path=change.path, follows=names, replacement=replacement)
    old, new = change.shown
    return PropertyChange(
        path=change.path,
        old=None if change.script else old,
        new=None if change.script else new,
        script=change.script,
        replacement=replacement,
    )
