"""How a create, an update, its cancellation and a delete go through their statuses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial

from tests.bench.stand_in.region import Region, Stack, Version, tell

_BY_USER = "User Initiated"
_CLEANUP = 0.95
"""The part of an update after which nothing but cleaning up is left."""


def create(region: Region, stack: Stack, token: str) -> None:
    """Begin to create what the stack is made of."""
    _begin(region, stack, "CREATE_IN_PROGRESS", token)
    _resources(region, stack, "CREATE", stack.version.template["Resources"])
    _end(region, stack, 1.0, "CREATE_COMPLETE")


def update(region: Region, stack: Stack, version: Version, token: str) -> None:
    """Begin to make another of it."""
    stack.before, stack.version = stack.version, version
    stack.updated = datetime.now(UTC)
    _begin(region, stack, "UPDATE_IN_PROGRESS", token)
    old, new = stack.before.template["Resources"], version.template["Resources"]
    _resources(region, stack, "CREATE", new.keys() - old.keys(), _CLEANUP)
    other = [name for name in new.keys() & old.keys() if new[name] != old[name]]
    _resources(region, stack, "UPDATE", other, _CLEANUP)
    _end(region, stack, _CLEANUP, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")
    for name in old.keys() - new.keys():
        region.later(stack, 1.0, partial(_resource, stack, name, "DELETE_COMPLETE"))
    _end(region, stack, 1.0, "UPDATE_COMPLETE")


def cancel(region: Region, stack: Stack, token: str) -> None:
    """Roll an update back, which takes half as long."""
    if stack.before is not None:
        stack.version, stack.before = stack.before, None
    _begin(region, stack, "UPDATE_ROLLBACK_IN_PROGRESS", token)
    _end(region, stack, 0.45, "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS")
    _end(region, stack, 0.5, "UPDATE_ROLLBACK_COMPLETE")


def delete(region: Region, stack: Stack, token: str) -> None:
    """Begin to delete all of it."""
    _begin(region, stack, "DELETE_IN_PROGRESS", token)
    _resources(region, stack, "DELETE", list(stack.resources))
    _end(region, stack, 1.0, "DELETE_COMPLETE")


def _begin(region: Region, stack: Stack, status: str, token: str) -> None:
    stack.operation += 1
    stack.token = token
    stack.change_sets.clear()
    region.becomes(stack, status, _BY_USER)


def _end(region: Region, stack: Stack, part: float, status: str) -> None:
    region.later(stack, part, partial(region.becomes, stack, status))


def _resources(
    region: Region, stack: Stack, verb: str, names: Iterable[str], whole: float = 1.0
) -> None:
    """One after the other, evenly over the time."""
    todo = sorted(names)
    for number, name in enumerate(todo):
        at, after = number / (len(todo) + 1), (number + 1) / (len(todo) + 1)
        region.later(stack, whole * at, partial(_resource, stack, name, f"{verb}_IN_PROGRESS"))
        region.later(stack, whole * after, partial(_resource, stack, name, f"{verb}_COMPLETE"))


def _resource(stack: Stack, name: str, status: str) -> None:
    stack.resources[name] = status
    tell(stack, name, f"{stack.name}-{name}", stack.type_of(name), status, None)
    if status == "DELETE_COMPLETE":
        del stack.resources[name]
