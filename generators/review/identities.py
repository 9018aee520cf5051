"""What tells the items of a list apart."""

from __future__ import annotations

from collections.abc import Sequence

from generators.review.nodes import Node, written

IDENTITIES = (
    ("Name",),
    ("Key",),
    ("Sid",),
    ("Id",),
    ("PolicyName",),
    ("DeviceName",),
    ("ContainerName", "ContainerPort"),
    ("ContainerPort",),
    ("ContainerPath",),
    ("CapacityProvider",),
    ("ResourceType",),
    ("AttributeName",),
    ("PortName",),
    ("CertificateArn",),
    ("Type",),
    ("Field",),
)
"""Properties that tell the items of a list apart, the first that does."""


def identity(before: Sequence[Node], after: Sequence[Node]) -> tuple[str, ...] | None:
    """The names of the properties that tell the items apart; None if nothing does."""
    if not all(isinstance(item, dict) for item in (*before, *after)):
        return None
    for names in IDENTITIES:
        if all(_tells(items, names) for items in (before, after)):
            return names
    return None


def _tells(items: Sequence[Node], names: tuple[str, ...]) -> bool:
    if not all(isinstance(item.get(name), str | dict) for item in items for name in names):
        return False
    return len(by(items, names)) == len(items)


def by(items: Sequence[Node], names: tuple[str, ...]) -> dict[str, Node]:
    """The items by what these properties say."""
    return {":".join(written(item[name]) for name in names): item for item in items}
