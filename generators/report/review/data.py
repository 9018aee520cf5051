"""A review as data for scripts; docs/review.md tells of its shape."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from generators.report.review.tally import FATES, Place, tally, to_be_named
from generators.review.model import (
    Finding,
    PropertyChange,
    ResourceChange,
    Review,
    ServiceNotice,
    StackReview,
)

VERSION = 1
"""Of the shape: it grows when a key goes or means something else, not when one is added."""

_GONE = ("replaced", "may_be_replaced", "removed", "may_be_removed")

Data = dict[str, Any]
"""What JSON calls an object."""


def as_json(review: Review, base: str, notes: Sequence[str] = ()) -> Data:
    """The review as JSON has it; the rest is as for Markdown."""
    return {
        "version": VERSION,
        "base": base,
        "notes": list(notes),
        "verdict": _verdict(review),
        "findings": [finding_data(finding) for finding in review.findings],
        "stacks": [stack_data(stack) for stack in review.stacks],
        "order": {name: list(stacks) for name, stacks in review.order.items()},
        "unchanged": review.unchanged,
    }


def finding_data(finding: Finding) -> Data:
    """One finding; `environments` is empty where it holds in each that the stack is in."""
    return {
        "topic": finding.topic.value,
        "sense": finding.sense.value,
        "stack": finding.stack,
        "subject": finding.subject,
        "words": finding.words,
        "grave": finding.grave,
        "fails": finding.fails,
        "environments": list(finding.environments),
    }


def stack_data(stack: StackReview) -> Data:
    """One stack."""
    return {
        "stack": stack.stack,
        "action": stack.action.value if stack.action else None,
        "environments": list(stack.environments),
        "resources": [_resource(resource) for resource in stack.resources],
        "others": [_change(change) for change in stack.others],
        "values": [
            {"environments": list(names), "parameters": [_change(change) for change in changes]}
            for names, changes in stack.values.items()
        ],
        "services": [_service(service) for service in stack.services],
    }


def _verdict(review: Review) -> Data:
    found = tally(review)
    return {
        "quiet": found.quiet,
        "failing": _names(found.failing),
        "stateful": _names(found.stateful),
        **{key: _names(found.gone[verb]) for key, verb in zip(_GONE, FATES, strict=True)},
        "rights": _names(found.widened),
        "exposure": _names(found.opened),
        "protection": _names((*found.unprotected, *found.lost)),
        "threads": _names(found.broken),
        "left": _names(found.left),
        "rolled": _names(found.rolled),
        "replace": to_be_named(found),
        "environments": list(found.environments),
    }


def _names(places: tuple[Place, ...]) -> list[str]:
    return [".".join(filter(None, place)) for place in places]


def _resource(resource: ResourceChange) -> Data:
    return {
        "logical_id": resource.logical_id,
        "type": resource.type,
        "action": resource.action.value,
        "replacement": resource.replacement.value,
        "because": list(resource.because),
        "refused": list(resource.refused),
        "environments": list(resource.environments),
        "properties": [_change(change) for change in resource.properties],
    }


def _change(change: PropertyChange) -> Data:
    return {
        "path": change.path,
        "old": change.old,
        "new": change.new,
        "script": list(change.script),
        "follows": list(change.follows),
        "replacement": change.replacement.value,
    }


def _service(service: ServiceNotice) -> Data:
    return {
        "logical_id": service.logical_id,
        "what": service.what,
        "because": list(service.because),
        "environments": list(service.environments),
    }
