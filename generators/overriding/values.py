"""A value, held against what CloudFormation's schema says of its property."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generators.errors import did_you_mean
from generators.overriding import functions
from generators.overriding.functions import Said, items
from generators.resource_schemas import WORDS, Node, Schema, is_of
from generators.stacks.service.overrides import is_worked_out

READ_ONLY = "is read-only: CloudFormation says it, and nobody else"

Way = tuple[str | int, ...]


def faults(
    schema: Schema, declared: frozenset[str], node: Node, value: Any, way: Way
) -> Iterator[Said]:
    """What is wrong with a value, and with what is in it.

    `declared` are the names that it may refer to, `way` is that of the property in its resource.
    """
    if is_worked_out(value):
        yield from functions.faults(declared, value)
        return
    types = schema.types(node)
    if not any(is_of(type_, value) for type_ in types):
        found = next((words for type_, words in WORDS.items() if is_of(type_, value)), "null")
        yield (), f"is {found}; wanted: {' or '.join(WORDS[type_] for type_ in types)}"
        return
    choices = schema.choices(node)
    if isinstance(value, str) and choices and value not in choices:
        yield (), f"is none of its values{did_you_mean(value, map(str, choices))}"
    for step, item in items(value):
        inner = schema.item(node) if isinstance(step, int) else schema.property(node, step)
        if inner is None:
            known = schema.properties(node)
            yield (step,), f"is no property here{did_you_mean(str(step), known)}"
        elif schema.is_read_only((*way, step)):
            yield (step,), READ_ONLY
        else:
            for place, message in faults(schema, declared, inner, item, (*way, step)):
                yield (step, *place), message
