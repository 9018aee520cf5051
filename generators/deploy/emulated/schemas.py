"""What CloudFormation's own schemas say of a type, as cfn-lint bundles them.

From them comes which properties exist at all, and which can only be given at creation, so that a
change set can say Replacement as AWS says it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER
from ministack.services.cloudformation import provisioners

from generators.deploy.emulated.wire import Refused

_REGION = "us-east-1"  # where every type exists
registered: set[str] = set()
"""The types whose replacement is told from their schemas."""


@dataclass(frozen=True, kw_only=True)
class Schema:
    """A type's properties by name, and the paths that need a replacement: always, or perhaps."""

    properties: frozenset[str]
    read_only: frozenset[str]
    create_only: tuple[tuple[str, ...], ...]
    perhaps: tuple[tuple[str, ...], ...]
    tags: bool


@cache
def of(kind: str) -> Schema:
    """The schema of a type."""
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema(_REGION, kind).schema
    read_only = {path[0] for path in _paths(schema, "readOnlyProperties") if len(path) == 1}
    return Schema(
        properties=frozenset(schema["properties"]),
        read_only=frozenset(read_only),
        create_only=_paths(schema, "createOnlyProperties"),
        perhaps=_paths(schema, "conditionalCreateOnlyProperties"),
        tags="Tags" in schema["properties"],
    )


def register(kind: str) -> None:
    """Tell ministack which properties of a type replace it, and that stack tags reach it."""
    schema = of(kind)
    registered.add(kind)
    whole = {path[0] for path in schema.create_only if len(path) == 1}
    partly = {path[0] for path in (*schema.create_only, *schema.perhaps)} - whole
    provisioners._REPLACING_PROPERTIES[kind] = tuple(sorted(whole))
    provisioners._CONDITIONALLY_REPLACING_PROPERTIES[kind] = tuple(sorted(partly))
    if schema.tags:
        provisioners._STACK_TAG_PROPERTY.setdefault(kind, ("Tags", "list"))


def check(kind: str, properties: Mapping[str, Any]) -> None:
    """Refuse properties that the type does not have or that nobody may set."""
    schema = of(kind)
    unknown = sorted(set(properties) - (schema.properties - schema.read_only))
    if unknown:
        raise Refused("InvalidRequest", f"Encountered unsupported property {', '.join(unknown)}")


def nested_replacement(kind: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Whether a create-only part of a property that may otherwise be updated has changed."""
    paths = (path for path in of(kind).create_only if len(path) > 1)
    return any(_at(old, path) != _at(new, path) for path in paths)


def _paths(schema: Mapping[str, Any], key: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(path.split("/")[2:]) for path in schema.get(key) or ())


def _at(value: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value
