"""What a kind is: a model of its spec, and a function from the spec to a template."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from troposphere import Template

from generators.parts.ami import Ami
from generators.parts.spec import Spec

Values = Mapping[str, str]
"""A template's parameters, as far as their values are known before a deploy: by name, as text."""


def nothing_to_say(_spec: Any, _values: Values) -> Iterable[tuple[str, str]]:
    """For kinds whose parameters need no check across each other."""
    return ()


Place = tuple[str | int, ...]
"""The way to something in a spec: keys of mappings and indexes of lists."""


def no_faults(_spec: Any) -> Iterable[tuple[Place, str]]:
    """For kinds whose models say all that can be wrong with a spec."""
    return ()


def no_images(_spec: Any) -> Mapping[str, Ami]:
    """For kinds that start no instances."""
    return {}


def no_overrides(_spec: Any) -> Mapping[str, Mapping[str, Any]]:
    """For kinds whose properties cannot be set past their specs."""
    return {}


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A builder of templates.

    `template` is pure: the same spec gives the same template. `complaints` tells what the
    parameters of one environment cannot be together, as pairs of a parameter's name and a message.
    `faults` tells what a spec that the model takes cannot be all the same, each with its place.
    `on_demand` names the parameters that a template has only where its spec refers to them.
    `overrides` are the properties, by logical id and path, that a spec sets past its own keys.
    `images` names the parameters that hold the path of one release of an AMI, each with its series.
    `options` are specs, each by what it shows in a few words; together they use every field.
    """

    summary: str
    Spec: type[Spec]
    template: Callable[[Any], Template]
    complaints: Callable[[Any, Values], Iterable[tuple[str, str]]] = nothing_to_say
    on_demand: tuple[str, ...] = ()
    faults: Callable[[Any], Iterable[tuple[Place, str]]] = no_faults
    overrides: Callable[[Any], Mapping[str, Mapping[str, Any]]] = no_overrides
    images: Callable[[Any], Mapping[str, Ami]] = no_images
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
