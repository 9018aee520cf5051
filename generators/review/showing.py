"""A difference as people are shown it, and why it replaces the resource."""

from __future__ import annotations

from dataclasses import replace

from generators.review import marking
from generators.review.differing import Difference
from generators.review.model import PropertyChange, Replacement
from generators.review.replacing import Judgement


def why(change: Difference, judged: Judgement) -> str:
    """The reason, and what made the property another where that is not its own change."""
    way = ".".join(change.way)
    if names := marking.followed(change.new):
        return f"its {way} follows {' and '.join(names)}"
    if names := marking.asked(change.new):
        is_ = "is" if len(names) == 1 else "are"
        return f"its {way} depends on {' and '.join(names)}, which {is_} decided otherwise now"
    return judged.why


def shown(change: Difference, replacement: Replacement) -> PropertyChange:
    """The change of a property: old and new, or what it follows where that alone is another."""
    path = marking.sure(change.path)
    if marking.plain(change.new) == marking.plain(change.old):
        names = marking.marked_names([change.old, change.new])
        return PropertyChange(path=path, follows=names, replacement=replacement)
    told = replace(change, old=marking.sure(change.old), new=marking.sure(change.new))
    old, new = told.shown
    return PropertyChange(
        path=path,
        old=None if told.script else old,
        new=None if told.script else new,
        script=told.script,
        replacement=replacement,
    )
