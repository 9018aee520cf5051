"""A service in one environment, as a tenant of its cluster."""

from __future__ import annotations

from dataclasses import dataclass

from generators.fitting.hosts import Host, Where, where
from generators.fitting.places import Place
from generators.stacks.service.spec import ServiceSpec


@dataclass(frozen=True, kw_only=True, eq=False)
class Tenant(Place):
    """A service. `host` is None where its cluster is not one of params/."""

    spec: ServiceSpec
    host: Host | None

    @property
    def says(self) -> Where | None:
        """Where it runs by its own word."""
        providers = [item.provider for item in self.spec.capacity]
        return where(providers) if providers else None

    @property
    def on_instances(self) -> bool:
        """Whether its tasks run on the host's instances."""
        return self.host is not None and (self.says or self.host.strategy) == "instances"

    @property
    def most(self) -> int | None:
        """The most tasks that it may have, beside those of a deployment."""
        scaling = self.spec.scaling
        if not scaling:
            return self.number(self.spec.desired_count)
        most = self.number(scaling.max)
        later = [one.max for one in scaling.schedules.values() if one.max is not None]
        return None if most is None else max([most, *later])

    @property
    def least(self) -> int | None:
        """The fewest tasks that it may have, none at all aside."""
        scaling = self.spec.scaling
        if not scaling:
            return self.number(self.spec.desired_count)
        least = self.number(scaling.min)
        later = [one.min for one in scaling.schedules.values() if one.min is not None]
        return None if least is None else max(1, min([least, *later]))

    @property
    def memory(self) -> int | None:
        """MiB of memory that ECS sets aside for each task."""
        if self.spec.memory is not None:
            return self.number(self.spec.memory)
        parts = [
            self.number(c.memory if c.memory_reservation is None else c.memory_reservation)
            for c in self.spec.containers
        ]
        return None if None in parts else sum(part or 0 for part in parts)

    @property
    def cpu(self) -> int | None:
        """CPU units that ECS sets aside for each task."""
        if self.spec.cpu is not None:
            return self.number(self.spec.cpu)
        parts = [self.number(c.cpu) for c in self.spec.containers]
        return None if None in parts else sum(part or 0 for part in parts)
