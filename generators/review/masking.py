"""Values as they may be shown in a review, and the variables that hide theirs."""

from __future__ import annotations

from collections.abc import Mapping

from generators.review.nodes import Node, items
from generators.secrecy import MASK, masked

__all__ = ["MASK", "hidden", "masked", "secret_names"]


def secret_names(properties: Mapping[str, Node]) -> set[str]:
    """The variables of a task definition's containers that are secrets."""
    containers = items(properties.get("ContainerDefinitions"))
    return {
        str(secret.get("Name"))
        for container in containers
        if isinstance(container, dict)
        for secret in items(container.get("Secrets"))
        if isinstance(secret, dict)
    }


def hidden(value: Node, names: set[str]) -> Node:
    """The value with the variables of these names masked wherever they stand in plain text."""
    match value:
        case {"Name": str(name), "Value": str()} if name in names:
            return {**value, "Value": MASK}
        case dict() if names:
            return {key: hidden(inner, names) for key, inner in value.items()}
        case list() if names:
            return [hidden(inner, names) for inner in value]
    return value
