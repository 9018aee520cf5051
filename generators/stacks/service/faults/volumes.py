"""Volumes that cannot be mounted."""

from __future__ import annotations

from collections.abc import Iterator

from generators.errors import did_you_mean
from generators.stacks.kind import Place
from generators.stacks.service.spec import ServiceSpec
from generators.stacks.service.spec.containers import ContainerSpec


def faults(spec: ServiceSpec) -> Iterator[tuple[Place, str]]:
    """Volumes that are not there or that nobody mounts, and paths that are taken."""
    for i, container in enumerate(spec.containers):
        for j, mount in enumerate(container.mounts):
            if mount.volume not in spec.volumes:
                message = f"{mount.volume} is no volume of spec.volumes"
                yield (
                    ("containers", i, "mounts", j, "volume"),
                    message + did_you_mean(mount.volume, spec.volumes),
                )
        for place, message in _paths(container):
            yield ("containers", i, *place), message
    mounted = {mount.volume for container in spec.containers for mount in container.mounts}
    for name, volume in spec.volumes.items():
        if name not in mounted:
            yield ("volumes", name), "is mounted by no container; take it out, or mount it"
        if volume.efs and volume.efs.access_point and volume.efs.root != "/":
            message = "does not go with access_point, which says itself what is mounted"
            yield ("volumes", name, "efs", "root"), message


def _paths(container: ContainerSpec) -> Iterator[tuple[Place, str]]:
    """Paths of one container where something is already."""
    taken: set[str] = set()
    places = [
        *((("mounts", i, "path"), mount.path) for i, mount in enumerate(container.mounts)),
        *((("tmpfs", i, "path"), tmpfs.path) for i, tmpfs in enumerate(container.tmpfs)),
    ]
    for place, path in places:
        plain = path.rstrip("/")
        if plain in taken:
            yield place, f"is {path}, where something is mounted already"
        taken.add(plain)
