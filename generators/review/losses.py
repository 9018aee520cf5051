"""What a deploy makes anew, takes away, or cannot do at all, as findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from generators import stateful
from generators.review.evaluate import Resource
from generators.review.model import Action, Finding, Replacement, ResourceChange, Sense, Topic
from generators.review.pair import Pair
from generators.review.replacing import names

REVISED = "AWS::ECS::TaskDefinition"
"""Each of its resources is a revision of one thing: a new one is its way to change."""

_LET_GO = ("Retain", "RetainExceptOnCreate")


def findings(pair: Pair, changes: Mapping[str, ResourceChange]) -> Iterator[Finding]:
    """A finding for each resource that is made anew or removed, or may be."""
    for name, before in pair.before.resources.items():
        if name not in changes:
            continue
        change = changes[name]
        if change.refused:
            words = f"makes the deploy fail: {'; '.join(change.refused)}"
            yield replace(_finding(pair, before, words, grave=False), fails=True)
        if change.action == Action.REMOVED:
            yield _removed(pair, before, change)
        stays = change.remaining or change
        if _is_anew(stays):
            yield _anew(pair, before, stays)


def _is_anew(change: ResourceChange) -> bool:
    if change.action != Action.CHANGED or change.refused or change.type == REVISED:
        return False
    return change.replacement != Replacement.NO


def state_of(resources: Mapping[str, Resource]) -> str:
    """What would go with all of these, as the end of a sentence; empty if nothing would."""
    lost = [
        f"{name} ({what})"
        for name, one in resources.items()
        if (what := stateful.lost(one.type)) and _policy(one, "DeletionPolicy") not in _LET_GO
    ]
    return f", and {', '.join(lost)} with it" if lost else ""


def _finding(pair: Pair, before: Resource, words: str, *, grave: bool) -> Finding:
    return Finding(
        topic=Topic.REPLACE,
        sense=Sense.WORSE,
        stack=pair.stack,
        subject=before.logical_id,
        words=words,
        grave=grave,
    )


def _policy(resource: Resource, name: str) -> str:
    return str(resource.attributes.get(name, "Delete"))


def _removed(pair: Pair, before: Resource, change: ResourceChange) -> Finding:
    may = "may be" if change.replacement == Replacement.MAYBE else "is"
    why = f" ({', '.join(change.because)})" if change.because else ""
    lost = stateful.lost(before.type)
    policy = _policy(before, "DeletionPolicy")
    if policy in _LET_GO:
        words = f"{may} let go{why}: it stays in the account, no longer the stack's"
    elif policy == "Snapshot":
        words = f"{may} removed{why}; a snapshot of it is kept"
    else:
        words = f"{may} removed{why}" + (f"; lost with it: {lost}" if lost else "")
    grave = bool(lost) and policy not in (*_LET_GO, "Snapshot")
    return _finding(pair, before, words, grave=grave)


def _anew(pair: Pair, before: Resource, change: ResourceChange) -> Finding:
    may = "may be" if change.replacement == Replacement.MAYBE else "is"
    words = f"{may} replaced, as {' and '.join(change.because)}"
    after = pair.after.resources[before.logical_id]
    if name := names.collides(after.type, before.properties, after.properties):
        words += f"; the deploy fails by that, as {name} is given and stays the same"
        return replace(_finding(pair, before, words, grave=False), fails=True)
    lost = stateful.lost(before.type)
    match _policy(before, "UpdateReplacePolicy"):
        case "Retain" | "RetainExceptOnCreate":
            words += "; the old one is kept"
            words += f", the new one is without {lost}" if lost else ""
        case "Snapshot":
            words += "; a snapshot of the old one is kept"
        case _ if lost:
            words += f"; lost with it: {lost}"
    return _finding(pair, before, words, grave=bool(lost))
