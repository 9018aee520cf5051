"""Words that all forms of a review share: lists of names, counts, what happens to a thing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generators.review.model import (
    Action,
    Finding,
    PropertyChange,
    Replacement,
    ResourceChange,
    Sense,
    StackReview,
    Topic,
)

_TOPICS: Mapping[tuple[Topic, Sense], str] = {
    (Topic.REPLACE, Sense.WORSE): "replaced or removed",
    (Topic.REPLACE, Sense.BETTER): "kept",
    (Topic.REPLACE, Sense.NOTE): "replacement",
    (Topic.RIGHTS, Sense.WORSE): "rights widened",
    (Topic.RIGHTS, Sense.BETTER): "rights narrowed",
    (Topic.RIGHTS, Sense.NOTE): "rights",
    (Topic.EXPOSURE, Sense.WORSE): "opened",
    (Topic.EXPOSURE, Sense.BETTER): "closed",
    (Topic.EXPOSURE, Sense.NOTE): "reachable",
    (Topic.PROTECTION, Sense.WORSE): "protection lost",
    (Topic.PROTECTION, Sense.BETTER): "protection gained",
    (Topic.PROTECTION, Sense.NOTE): "protection",
    (Topic.THREADS, Sense.WORSE): "broken",
    (Topic.THREADS, Sense.BETTER): "mended",
    (Topic.THREADS, Sense.NOTE): "threads",
    (Topic.LEFT, Sense.WORSE): "left behind",
    (Topic.LEFT, Sense.BETTER): "taken back",
    (Topic.LEFT, Sense.NOTE): "left behind",
}

_REVISED = "AWS::ECS::TaskDefinition"
"""A new one of these is how it changes; the service that runs it tells the rest."""

_HAPPENS = (
    *("added", "replaced", "may be replaced", "new revision"),
    *("changed", "removed", "may be removed"),
)
"""All that `happens`, in the order in which it is counted."""


def topic(finding: Finding) -> str:
    """What a finding is about, and which way it goes."""
    return _TOPICS[finding.topic, finding.sense]


def worth_a_look(finding: Finding) -> bool:
    """Whether a reviewer sees it unfolded: what is worse, and what can be reached now."""
    return finding.sense is Sense.WORSE or (
        finding.topic is Topic.EXPOSURE and finding.sense is Sense.NOTE
    )


def counted(count: int, one: str, many: str = "") -> str:
    """`1 stack`, `3 stacks`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def listed(names: Sequence[str], limit: int = 6) -> str:
    """`a`, `a and b`, `a, b and c`, `a, b, c and 4 more`."""
    if len(names) > limit:
        return f"{', '.join(names[:limit])} and {len(names) - limit} more"
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def reached(stacks: int, others: int) -> str:
    """How far a change reaches: `3 stacks`, `1 of 12 stacks`."""
    if not others:
        return counted(stacks, "stack")
    return f"{stacks:,} of {stacks + others:,} stacks"


def happens(resource: ResourceChange) -> str:
    """What a deploy does to a resource."""
    match resource.action, resource.replacement:
        case Action.CHANGED, Replacement.YES if resource.type == _REVISED:
            return "new revision"
        case Action.CHANGED, Replacement.YES:
            return "replaced"
        case Action.CHANGED, Replacement.MAYBE:
            return "may be replaced"
        case Action.REMOVED, Replacement.MAYBE:
            return "may be removed"
    return resource.action.value


def changes(stack: StackReview) -> str:
    """What changes in a stack, in counts: `1 added, 1 replaced, 3 values`."""
    if stack.action is Action.ADDED:
        return f"new, {counted(len(stack.resources), 'resource')}"
    if stack.action is Action.REMOVED:
        held = f", {counted(len(stack.resources), 'resource')}" if stack.resources else ""
        return f"no longer here{held}"
    values = {change.path for changed in stack.values.values() for change in changed}
    pieces = [
        *_resources(stack.resources),
        *_sections(stack.others),
        *_some(len(values), "value"),
    ]
    return ", ".join(pieces) or "nothing of its own"


def _resources(resources: Sequence[ResourceChange]) -> list[str]:
    """Each resource counts once, however many ways it changes in different environments."""
    done = {(happens(resource), resource.logical_id) for resource in resources}
    counts = {what: sum(what == one for one, _ in done) for what in _HAPPENS}
    return [
        counted(count, what) if what == "new revision" else f"{count} {what}"
        for what, count in counts.items()
        if count
    ]


def _sections(others: Sequence[PropertyChange]) -> list[str]:
    """What changes besides resources, by the section of the template that it is in."""
    paths = [change.path.split(".")[:2] for change in others]
    places = {(path[0] if path[0] in _COUNTED else "", path[-1]) for path in paths}
    counts = {one: sum(section == one for section, _ in places) for one, _ in places}
    return [
        counted(counts[section], *words) for section, words in _COUNTED.items() if section in counts
    ]


_COUNTED: Mapping[str, tuple[str, str]] = {
    "Parameters": ("parameter", "parameters"),
    "Outputs": ("output", "outputs"),
    "Conditions": ("condition", "conditions"),
    "Mappings": ("mapping", "mappings"),
    "Rules": ("rule", "rules"),
    "Description": ("description", "descriptions"),
    "Metadata": ("piece of metadata", "pieces of metadata"),
    "": ("other part", "other parts"),
}
"""Sections of a template, and what is counted of them."""


def _some(count: int, one: str, many: str = "") -> list[str]:
    return [counted(count, one, many)] if count else []


def mark(change: PropertyChange, resource: ResourceChange | None = None) -> str:
    """What a change of a property does to its resource, if it is more than a change."""
    if resource is not None and resource.type == _REVISED:
        return ""
    return {
        Replacement.NO: "",
        Replacement.MAYBE: "may replace it",
        Replacement.YES: "replaces it",
    }[change.replacement]
