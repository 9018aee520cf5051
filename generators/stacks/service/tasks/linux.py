"""What Linux gives a container and keeps from it."""

from __future__ import annotations

from typing import Any

from troposphere.ecs import KernelCapabilities, LinuxParameters, Tmpfs, Ulimit

from generators.stacks.service.spec.containers import ContainerSpec
from generators.stacks.service.spec.linux import CapabilitiesSpec


def of_linux(spec: ContainerSpec) -> dict[str, Any]:
    """Linux's part of the container's definition."""
    parameters = {
        "Capabilities": spec.capabilities and capabilities(spec.capabilities),
        "InitProcessEnabled": spec.init or None,
        "SharedMemorySize": spec.shared_memory,
        "Tmpfs": [Tmpfs(ContainerPath=one.path, Size=one.size) for one in spec.tmpfs] or None,
    }
    said = {key: value for key, value in parameters.items() if value is not None}
    return {
        "LinuxParameters": LinuxParameters(**said) if said else None,
        "Ulimits": [
            Ulimit(Name=name, SoftLimit=limit.soft, HardLimit=limit.hard)
            for name, limit in spec.ulimits.items()
        ],
    }


def capabilities(spec: CapabilitiesSpec) -> KernelCapabilities:
    """Beside those that Docker gives."""
    said = {"Add": list(spec.add), "Drop": list(spec.drop)}
    return KernelCapabilities(**{key: value for key, value in said.items() if value})
