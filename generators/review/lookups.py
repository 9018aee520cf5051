"""What a template's Mappings say, as far as the keys are known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generators.review.nodes import Node

Mappings = Mapping[str, Any]
"""The section of a template."""


def found(mappings: Mappings, keys: Node) -> Any:
    """What stands at a mapping's name and two keys; None if nothing does, or a key is not known."""
    at: Any = mappings
    for key in keys:
        if not isinstance(key, str) or not isinstance(at, dict) or key not in at:
            return None
        at = at[key]
    return at


def possible(mappings: Mappings, keys: Node) -> dict[tuple[str, ...], Any]:
    """All that may stand there, by the keys that lead to it."""
    found: dict[tuple[str, ...], Any] = {(): mappings}
    for key in keys:
        found = {
            (*way, name): inner[name]
            for way, inner in found.items()
            if isinstance(inner, dict)
            for name in ([key] if isinstance(key, str) else inner)
            if name in inner
        }
    return found
