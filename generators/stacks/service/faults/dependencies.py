"""What containers cannot wait for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generators.errors import did_you_mean
from generators.stacks.kind import Place
from generators.stacks.service.spec import ServiceSpec
from generators.stacks.service.spec.containers import ContainerSpec


def faults(spec: ServiceSpec) -> Iterator[tuple[Place, str]]:
    """Containers that are not there, states that they never reach, and circles."""
    by_name = {container.name: container for container in spec.containers}
    in_circle: set[str] = set()
    for i, container in enumerate(spec.containers):
        for name, condition in container.depends_on.items():
            place = ("containers", i, "depends_on", name)
            if name == container.name:
                yield place, "is the container itself"
            elif name not in by_name:
                others = set(by_name) - {container.name}
                yield place, f"is no container of the task{did_you_mean(name, others)}"
            elif never := _never(by_name[name], condition):
                yield place, never
        circle = _circle(container.name, by_name)
        if circle and container.name not in in_circle:
            in_circle.update(circle)
            message = f"is a circle, in which none can start: {' → '.join((*circle, circle[0]))}"
            yield ("containers", i, "depends_on"), message


def _never(other: ContainerSpec, condition: str) -> str | None:
    """Why the other container never comes so far, if it does not."""
    if condition == "HEALTHY" and not other.health_check:
        return f"waits for {other.name} to be HEALTHY, which has no health_check; give it one"
    if condition in ("COMPLETE", "SUCCESS") and other.essential:
        return (
            f"waits for {other.name} to end, with which the task would end too; "
            "it wants essential: false"
        )
    return None


def _circle(start: str, by_name: Mapping[str, ContainerSpec]) -> list[str]:
    """The way from a container to itself, by what each depends on; empty if there is none."""
    ways = [[start]]
    seen = {start}
    while ways:
        way = ways.pop(0)
        for name in by_name[way[-1]].depends_on:
            if name == start and len(way) > 1:
                return way
            if name in by_name and name not in seen:
                seen.add(name)
                ways.append([*way, name])
    return []
