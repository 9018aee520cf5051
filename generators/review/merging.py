"""What several environments are told, told once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from generators.review.model import Finding, ResourceChange, ServiceNotice

Told = TypeVar("Told", ResourceChange, Finding, ServiceNotice)
"""Something that holds in some environments."""


def once(by_place: Mapping[str, Iterable[Told]]) -> tuple[Told, ...]:
    """What several environments are told, once, with their names where it is not all of them."""
    found: dict[str, tuple[Told, list[str]]] = {}
    for at, told in by_place.items():
        for one in told:
            found.setdefault(repr(one), (one, []))[1].append(at)
    return tuple(
        replace(one, environments=() if len(at) == len(by_place) else tuple(at))
        for one, at in found.values()
    )
