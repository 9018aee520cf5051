"""Sizes of containers and tasks on instances that do not go together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from generators.parts.sizes import TASK_CPU
from generators.stacks.kind import Place
from generators.stacks.service.spec import ServiceSpec

Sizes = Sequence[tuple[int, Any]]


def faults(spec: ServiceSpec) -> Iterator[tuple[Place, str]]:
    """Bounds that are none, and sums above the whole. What environments decide is not judged."""
    for i, container in enumerate(spec.containers):
        most, least = container.memory, container.memory_reservation
        if isinstance(most, int) and isinstance(least, int) and least >= most:
            message = f"is {least}, and memory is {most}; it must be less, or memory more"
            yield ("containers", i, "memory_reservation"), message
        if most is None and least is None and spec.memory is None and not spec.on_fargate:
            message = "has no memory; give it memory or memory_reservation, or memory to the task"
            yield ("containers", i), message
        if isinstance(most, int) and isinstance(spec.memory, int) and most > spec.memory:
            message = f"is {most}, and the whole task has {spec.memory}"
            yield ("containers", i, "memory"), message
    if not spec.on_fargate and isinstance(spec.cpu, int) and spec.cpu not in TASK_CPU:
        message = f"is {spec.cpu}; allowed for a whole task: {TASK_CPU[0]} to {TASK_CPU[-1]}"
        yield ("cpu",), message
    yield from _sums(spec)


def _sums(spec: ServiceSpec) -> Iterator[tuple[Place, str]]:
    """What the containers set aside, above what the task has."""
    cpu = [container.cpu for container in spec.containers]
    memory = [
        container.memory if container.memory_reservation is None else container.memory_reservation
        for container in spec.containers
    ]
    for key, sizes, whole in (("cpu", cpu, spec.cpu), ("memory", memory, spec.memory)):
        given = [size for size in sizes if size is not None]
        known = all(isinstance(size, int) for size in given) and isinstance(whole, int)
        if known and sum(given) > whole:
            message = f"is {whole}, and the containers take {sum(given)} together"
            yield (key,), message
