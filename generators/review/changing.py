"""What a deploy does to one resource, by what differs between its two versions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from generators.review import marking, replacing
from generators.review.differing import Difference, differences
from generators.review.evaluate import Resource, Resources
from generators.review.marking import doubtful
from generators.review.masking import hidden, secret_names
from generators.review.model import Action, PropertyChange, Replacement, ResourceChange
from generators.review.showing import shown, why

Known = dict[str, tuple[Resource | None, ResourceChange | None]]
"""What happens to each resource as it is after, worked out once."""


def changes(
    before: Resources, after: Resources, known: Known
) -> Iterator[tuple[str, ResourceChange]]:
    """What happens to each resource, of those to which something does; `known` remembers it."""
    for name in dict.fromkeys((*before, *after)):
        new = after.get(name)
        if name not in known or known[name][0] != new:
            known[name] = (new, _change(before.get(name), new))
        change = known[name][1]
        if change is not None:
            yield name, change


def _change(before: Resource | None, after: Resource | None) -> ResourceChange | None:
    if before is None or after is None:
        return _added(after) if after else _gone(before) if before else None
    if before == after:
        return None
    if before.type != after.type:
        return _another_type(before, after)
    if after.condition not in (None, before.condition):
        return _may_go(before, after)
    change = _changed(before, after)
    return change if change.properties else None


def _gone(resource: Resource) -> ResourceChange:
    """A resource that is made no longer; one that a condition decided only may have been made."""
    condition = resource.condition
    return ResourceChange(
        logical_id=resource.logical_id,
        type=resource.type,
        action=Action.REMOVED,
        replacement=Replacement.MAYBE if condition else Replacement.NO,
        because=(f"if {condition} held until now",) if condition else (),
    )


def _may_go(before: Resource, after: Resource) -> ResourceChange:
    """A resource that another condition decides from now on, and what happens if it stays."""
    condition = marking.sure(after.condition)
    why = f"unless {condition} holds"
    if condition == before.condition:
        why = f"its condition {condition} is decided otherwise now"
    change = _changed(before, after)
    return ResourceChange(
        logical_id=after.logical_id,
        type=after.type,
        action=Action.REMOVED,
        properties=change.properties,
        replacement=Replacement.MAYBE,
        because=(why,),
        refused=change.refused,
        remaining=change if change.properties else None,
    )


def _added(resource: Resource) -> ResourceChange:
    """A new resource with all that it says; a condition may leave it out."""
    said = differences({}, resource.properties, owner=resource.logical_id)
    condition = marking.sure(resource.condition)
    return ResourceChange(
        logical_id=resource.logical_id,
        type=resource.type,
        action=Action.ADDED,
        properties=tuple(shown(one, Replacement.NO) for one in said),
        replacement=Replacement.MAYBE if condition else Replacement.NO,
        because=(f"if {condition} holds",) if condition else (),
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


def _changed(before: Resource, after: Resource) -> ResourceChange:
    names = secret_names(before.properties) | secret_names(after.properties)
    olds, news = hidden(before.properties, names), hidden(after.properties, names)
    own = differences(olds, news, owner=after.logical_id)
    judged = [(each, _judged(each, before, after)) for each in own]
    around = differences(before.attributes, after.attributes)
    told = (shown(each, one.replacement) for each, one in judged)
    reasons = (why(each, one) for each, one in judged if one.replacement != Replacement.NO)
    return ResourceChange(
        logical_id=after.logical_id,
        type=after.type,
        action=Action.CHANGED,
        properties=(*told, *(shown(each, Replacement.NO) for each in around)),
        replacement=_highest({one.replacement for _, one in judged}),
        because=tuple(dict.fromkeys(reasons)),
        refused=tuple(dict.fromkeys(one.why for _, one in judged if one.refused)),
    )


def _judged(change: Difference, before: Resource, after: Resource) -> replacing.Judgement:
    found = replacing.replacement(
        after.type, change.way, before.properties, after.properties, after.attributes
    )
    if found.replacement == Replacement.YES and doubtful(change.old, change.new):
        return replace(found, replacement=Replacement.MAYBE)
    return found


def _highest(levels: set[Replacement]) -> Replacement:
    for level in (Replacement.YES, Replacement.MAYBE):
        if level in levels:
            return level
    return Replacement.NO
