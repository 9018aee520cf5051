"""What the application cannot be allowed."""

from __future__ import annotations

from collections.abc import Iterator

from generators.stacks.kind import Place
from generators.stacks.service.spec import ServiceSpec


def faults(spec: ServiceSpec) -> Iterator[tuple[Place, str]]:
    """Wildcards that nobody gave a reason for."""
    for i, statement in enumerate(spec.task_policy):
        for place, message in statement.faults():
            yield ("task_policy", i, *place), message
