"""What a service cannot be though its model takes it: each thing with its place and its cure."""

from __future__ import annotations

from collections.abc import Iterator

from generators.stacks.kind import Place
from generators.stacks.service.faults import (
    balancing,
    containers,
    dependencies,
    fargate,
    finding,
    images,
    logs,
    overrides,
    policy,
    ports,
    running,
    scaling,
    secrets,
    sizes,
    volumes,
)
from generators.stacks.service.spec import ServiceSpec

PARTS = (
    balancing,
    containers,
    dependencies,
    fargate,
    finding,
    images,
    logs,
    overrides,
    policy,
    ports,
    running,
    scaling,
    secrets,
    sizes,
    volumes,
)
"""Each tells by its `faults(spec)` what is wrong with one side of a spec."""


def faults(spec: ServiceSpec) -> Iterator[tuple[Place, str]]:
    """Every fault of the spec, by the part that it is in."""
    for part in PARTS:
        yield from part.faults(spec)
