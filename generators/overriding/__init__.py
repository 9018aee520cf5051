"""A spec's overrides, held against the template that came of them and CloudFormation's schemas.

No message shows a value: it may be a secret.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generators import resource_schemas
from generators.errors import Complaint, did_you_mean
from generators.overriding import values
from generators.overriding.functions import Said
from generators.params.yaml12 import Document, Path
from generators.resource_schemas import Node, Schema
from generators.stacks.service.overrides import is_worked_out, steps

Overrides = Mapping[str, Mapping[str, Any]]
"""Values by logical id and property path."""


def complaints(
    document: Document, overrides: Overrides, template: Mapping[str, Any]
) -> Iterator[Complaint]:
    """What cannot be set, each thing at its place in the file."""
    resources = template["Resources"]
    declared = frozenset({*template.get("Parameters", {}), *resources})
    for logical_id, properties in overrides.items():
        at: Path = ("spec", "overrides", logical_id)
        if logical_id not in resources:
            message = f"is no resource of the template{did_you_mean(logical_id, resources)}"
            yield document.complain(at, message)
            continue
        held = resources[logical_id]
        schema = resource_schemas.of(held["Type"])
        if schema is None:
            continue
        override = _Override(schema=schema, declared=declared)
        for path, value in properties.items():
            for inner, message in override.faults(held.get("Properties", {}), path, value):
                yield document.complain((*at, path, *inner), message)
        for path, later in _undone(list(properties)):
            yield document.complain((*at, path), f"is undone by {later}, which comes after it")


def _undone(paths: list[str]) -> Iterator[tuple[str, str]]:
    for i, path in enumerate(paths):
        for later in paths[i + 1 :]:
            if f"{path}.".startswith(f"{later}."):
                yield path, later


@dataclass(frozen=True, kw_only=True)
class _Override:
    """Overrides of one resource."""

    schema: Schema
    declared: frozenset[str]

    def faults(self, held: Any, path: str, value: Any) -> Iterator[Said]:
        """What is wrong with one of them; `held` are the properties with all of them set."""
        node: Node = self.schema.document
        way: list[str | int] = []
        for step in steps(path):
            wrong = self._no_way(node, held, way, step)
            if wrong:
                yield (), wrong
                return
            way.append(step)
            node = self._inner(node, step)
            held = held[step]
        if self.schema.is_read_only(tuple(way)):
            yield (), values.READ_ONLY
        else:
            yield from values.faults(self.schema, self.declared, node, value, tuple(way))

    def _inner(self, node: Node, step: str | int) -> Node:
        if isinstance(step, int):
            return self.schema.item(node)
        return self.schema.property(node, step) or {}

    def _no_way(self, node: Node, held: Any, way: list[str | int], step: str | int) -> str | None:
        """Why the step cannot be taken; None if it can."""
        here = ".".join(map(str, way)) or "the resource"
        if is_worked_out(held):
            return f"goes into {here}, which CloudFormation works out; set {here} as a whole"
        types = self.schema.types(node) if way else ["object"]
        if isinstance(step, int):
            if "array" not in types or not isinstance(held, list):
                return f"has {step} in {here}, which is no list"
            if step >= len(held):
                items = "item" if len(held) == 1 else "items"
                return f"is beyond {here}, which has {len(held)} {items}; the next is {len(held)}"
            return None
        if "object" not in types or not isinstance(held, dict):
            listed = isinstance(held, list)
            hint = f"; its items are numbered, as in {here}.0" if listed else ""
            return f"has {step} in {here}, which is no mapping{hint}"
        if self.schema.property(node, step) is None:
            known = self.schema.properties(node)
            return f"has {step}, which is no property of {here}{did_you_mean(step, known)}"
        return None
