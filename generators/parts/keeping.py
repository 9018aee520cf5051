"""What becomes of a resource that holds state when its stack, or its place in it, goes."""

from __future__ import annotations

from typing import Any

from troposphere import Delete, Retain

KEPT_WHEN_REPLACED: dict[str, Any] = {
    "DeletionPolicy": Delete,
    "UpdateReplacePolicy": Retain,
}
"""For what can still be read or taken up again beside the one that comes in its place.

A replacement is often an accident, and leaves it behind; a deletion is meant, and leaves nothing.
Why so, and why not for other types: docs/decisions/13-what-holds-state.md.
"""
