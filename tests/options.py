"""Every kind's options as tests use them: one by one, and in pairs drawn by a fixed seed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, islice
from random import Random
from typing import Any

from pydantic import BaseModel, ValidationError

from generators.model import Stack
from generators.render import as_text, build
from generators.stacks import KINDS

PAIRS_OF_A_KIND = 12


@dataclass(frozen=True, kw_only=True)
class Option:
    """A spec of a kind, by what it shows."""

    kind: str
    words: str
    spec: Mapping[str, Any]

    @property
    def name(self) -> str:
        """A name for reports."""
        return f"{self.kind}: {self.words}"

    def template(self) -> Mapping[str, Any]:
        """The template that comes of it."""
        spec = KINDS[self.kind].Spec.model_validate_json(json.dumps(self.spec))
        return build(
            Stack(
                name="option",
                kind=self.kind,
                parent=None,
                spec=spec,
                parameters={},
                environments={},
            )
        )

    def text(self) -> str:
        """The template as it would lie in output/."""
        return as_text(self.template())


EACH = tuple(
    Option(kind=kind, words=words, spec=spec)
    for kind in KINDS
    for words, spec in KINDS[kind].options.items()
)
"""Every option of every kind."""


def _merged(one: Any, other: Any) -> Any:
    """One spec with what the other says besides; where both say something, the other's."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        both = {key: _merged(one[key], other[key]) for key in one if key in other}
        return {**one, **other, **both}
    if _named(one) and _named(other):
        both = _merged({each["name"]: each for each in one}, {each["name"]: each for each in other})
        return list(both.values())
    return other


def _named(value: Any) -> bool:
    """Whether it is a list of things with names, such as containers."""
    return isinstance(value, list) and all(
        isinstance(each, Mapping) and "name" in each for each in value
    )


def _pairs(kind: str) -> Iterator[Option]:
    """Pairs that can be together, in an order that looks random and never changes."""
    pairs = list(combinations(KINDS[kind].options.items(), 2))
    Random(kind).shuffle(pairs)
    for (first, one), (second, other) in pairs:
        spec = _merged(one, other)
        try:
            read = KINDS[kind].Spec.model_validate_json(json.dumps(spec))
        except ValidationError:
            continue
        if list(KINDS[kind].faults(read)):
            continue
        if spec not in (one, other):
            yield Option(kind=kind, words=f"{first} + {second}", spec=spec)


PAIRS = tuple(option for kind in KINDS for option in islice(_pairs(kind), PAIRS_OF_A_KIND))
"""Some pairs of options of every kind."""


def fields(model: type[BaseModel], path: str = "") -> Iterator[str]:
    """Every key that a spec of the model can have, with the way to it."""
    for name, field in model.model_fields.items():
        yield f"{path}{name}"
        for inner in _models(field.annotation):
            yield from fields(inner, f"{path}{name}.")


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in getattr(annotation, "__args__", ()):
        yield from _models(inner)


def said(value: Any, path: str = "") -> Iterator[str]:
    """Every key that a spec says, with the way to it; names that it chooses itself are no keys."""
    match value:
        case BaseModel():
            for key in value.model_fields_set:
                yield f"{path}{key}"
                yield from said(getattr(value, key), f"{path}{key}.")
        case Mapping():
            for inner in value.values():
                yield from said(inner, path)
        case list() | tuple():
            for inner in value:
                yield from said(inner, path)
