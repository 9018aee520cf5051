"""What there is on Fargate alone, and what there is not on Fargate."""

from __future__ import annotations

from collections.abc import Iterator

from generators.parts.sizes import FARGATE
from generators.stacks.kind import Place
from generators.stacks.service.spec import ServiceSpec
from generators.stacks.service.spec.containers import ContainerSpec

TABLE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html"
"""AWS's own table of Fargate's sizes."""

LONGEST_STOP = 120
"""Seconds that a container on Fargate may take to end."""


def faults(spec: ServiceSpec) -> Iterator[tuple[Place, str]]:
    """Keys that do not go with where the tasks run."""
    if not spec.on_fargate:
        yield from _of_fargate_alone(spec)
        return
    yield from _size(spec)
    if spec.network_mode == "bridge":
        yield ("network_mode",), "is bridge; on Fargate each task has an interface: take it out"
    if "placement" in spec.model_fields_set:
        yield ("placement",), "is about instances, of which Fargate has none; take it out"
    for name, volume in spec.volumes.items():
        if volume.host_path:
            message = (
                "is a folder of an instance, of which Fargate has none; {} is shared by a task"
            )
            yield ("volumes", name, "host_path"), message
    for i, container in enumerate(spec.containers):
        for place, message in _of(container):
            yield ("containers", i, *place), message


def _of_fargate_alone(spec: ServiceSpec) -> Iterator[tuple[Place, str]]:
    cure = "take it out, or give capacity of fargate or fargate_spot"
    if spec.ephemeral_storage is not None:
        yield ("ephemeral_storage",), f"is of tasks on Fargate, and this runs on instances; {cure}"
    if spec.public_ip:
        yield ("public_ip",), f"is of tasks on Fargate, and this runs on instances; {cure}"


def _size(spec: ServiceSpec) -> Iterator[tuple[Place, str]]:
    """A pair of cpu and memory that is none of Fargate's."""
    for key in ("cpu", "memory"):
        found = getattr(spec, key)
        if found is None:
            yield (key,), f"is missing; on Fargate the task has a size: {TABLE}"
        elif not isinstance(found, int):
            yield (key,), "is a parameter; on Fargate cpu and memory are numbers, to be compared"
    if not isinstance(spec.cpu, int):
        return
    if spec.cpu not in FARGATE:
        allowed = ", ".join(map(str, FARGATE))
        yield ("cpu",), f"is {spec.cpu}, no size of Fargate's; use one of {allowed}: {TABLE}"
    elif isinstance(spec.memory, int) and spec.memory not in FARGATE[spec.cpu]:
        allowed = ", ".join(map(str, FARGATE[spec.cpu]))
        yield (
            ("memory",),
            f"{spec.memory} does not go with cpu {spec.cpu} on Fargate; use one of {allowed}: "
            f"{TABLE}",
        )


def _of(container: ContainerSpec) -> Iterator[tuple[Place, str]]:
    """What a container cannot have on Fargate."""
    if container.stop_timeout is not None and container.stop_timeout > LONGEST_STOP:
        message = f"is {container.stop_timeout}; on Fargate allowed: {LONGEST_STOP} or less"
        yield ("stop_timeout",), message
    for key in ("shared_memory", "gpus"):
        if getattr(container, key):
            yield (key,), "is not to be had on Fargate; take it out, or run on instances"
    for name in container.ulimits:
        if name != "nofile":
            yield ("ulimits", name), "is not to be set on Fargate; allowed: nofile"
    for i, capability in enumerate(container.capabilities.add if container.capabilities else ()):
        if capability != "SYS_PTRACE":
            place: Place = ("capabilities", "add", i)
            yield place, f"is {capability}, which Fargate does not give; allowed: SYS_PTRACE"
