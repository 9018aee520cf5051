"""What the parameters of one environment cannot be together."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generators.parts import alb
from generators.parts.ami import Ami
from generators.stacks.cluster.spec import ClusterSpec
from generators.stacks.kind import Values


def complaints(spec: ClusterSpec, values: Values) -> Iterator[tuple[str, str]]:
    """Pairs of a parameter and what is wrong with its value beside the others."""
    if values.get("SSHLocation") and not values.get("KeyName", "-"):
        yield "SSHLocation", "opens nothing without a KeyName"
    if spec.instances:
        yield from _no_release(spec.instances.ami, values)
        yield from _no_room(values)
    if spec.load_balancer:
        yield from alb.one_subnet(spec.load_balancer.scheme, values)


def _no_release(ami: Ami, values: Values) -> Iterator[tuple[str, str]]:
    """Whether a template's AllowedPattern is held against the path or against the image's id, AWS
    does not say of this type, so that it is done here.
    """
    path = values.get("ImageId")
    if path is not None and not re.fullmatch(ami.pattern, path):
        yield (
            "ImageId",
            f"is {path}, which is not the path of one release of {ami.words}; make ami writes it",
        )


def _no_room(values: Values) -> Iterator[tuple[str, str]]:
    """A rolling update keeps DesiredCapacity instances and starts one more: it needs the room."""
    sizes = {name: values[name] for name in ("DesiredCapacity", "MaxSize") if name in values}
    for name, size in sizes.items():
        if not size.isdecimal():
            yield name, f"{size} is no whole number"
    if len(sizes) < 2 or not all(size.isdecimal() for size in sizes.values()):
        return
    desired, largest = int(sizes["DesiredCapacity"]), int(sizes["MaxSize"])
    if largest <= desired:
        yield (
            "MaxSize",
            f"{largest} leaves a rolling update no room beside DesiredCapacity {desired}; "
            f"allowed: {desired + 1} or more",
        )
