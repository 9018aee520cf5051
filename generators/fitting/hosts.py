"""A cluster in one environment, as the host of services."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from generators.fitting.places import Place
from generators.params.yaml12 import Path
from generators.stacks.cluster.sizes import Size, size_of
from generators.stacks.cluster.spec import ClusterSpec

Where = Literal["instances", "fargate"]


def where(providers: Iterable[str]) -> Where:
    """On which of the two the tasks of a strategy run; ECS takes no strategy with both."""
    return "instances" if "instances" in providers else "fargate"


@dataclass(frozen=True, kw_only=True, eq=False)
class Host(Place):
    """A cluster."""

    spec: ClusterSpec

    @property
    def strategy(self) -> Where:
        """Where services run that do not say."""
        return where(item.provider for item in self.spec.strategy)

    @property
    def max_size(self) -> int | None:
        """How many instances there may be."""
        text = self.known("MaxSize") or ""
        return int(text) if self.spec.instances and text.isdecimal() else None

    @property
    def types(self) -> tuple[str, ...]:
        """The instance types that it may have; empty if that is not known."""
        if self.spec.instances and self.spec.instances.mixed:
            return self.spec.instances.mixed.types
        text = self.known("InstanceType")
        return (text,) if self.spec.instances and text else ()

    @property
    def types_path(self) -> Path:
        """Where in the file they stand, or would."""
        mixed = self.spec.instances and self.spec.instances.mixed
        return ("spec", "instances", "mixed", "types") if mixed else self.path("InstanceType")

    @property
    def size(self) -> Size | None:
        """What any instance has at least; None if a type is not known.

        ECS, too, goes by the smallest type, parameter by parameter, and starts nothing for a task
        that is larger:
        https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-scaling-behavior.html
        """
        sizes = [size_of(name) for name in self.types]
        known = [size for size in sizes if size]
        if not known or len(known) < len(sizes):
            return None
        return Size(
            vcpus=min(size.vcpus for size in known),
            gib=min(size.gib for size in known),
            interfaces=min(size.interfaces for size in known),
            gpus=min(size.gpus for size in known),
        )
