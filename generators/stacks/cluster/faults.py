"""What a spec of a cluster cannot be, though its model takes it."""

from __future__ import annotations

from collections.abc import Iterator

from generators.errors import did_you_mean
from generators.stacks.cluster.families import has_gpu, is_type, offered, processor
from generators.stacks.cluster.spec import ClusterSpec, InstancesSpec
from generators.stacks.kind import Place


def faults(spec: ClusterSpec) -> Iterator[tuple[Place, str]]:
    """What goes without something else that the cluster does not have."""
    if not spec.instances and not spec.fargate:
        yield (
            ("instances",),
            "is null, and fargate is not true: there is nothing to run tasks on",
        )
    if spec.instances:
        yield from _of_instances(spec.instances)
    for i, item in enumerate(spec.default_strategy):
        if not (spec.instances if item.provider == "instances" else spec.fargate):
            yield (
                ("default_strategy", i, "provider"),
                f"is {item.provider}, which this cluster does not have",
            )
    if spec.alarms and not spec.instances:
        yield ("alarms",), "are about instances, of which there are none; services have their own"
    if spec.permissions_boundary and not spec.instances:
        yield ("permissions_boundary",), "bounds nothing: without instances there is no role"


def _of_instances(instances: InstancesSpec) -> Iterator[tuple[Place, str]]:
    if instances.gpu and instances.system == "al2023" and instances.architecture == "arm64":
        yield (
            ("instances", "gpu"),
            "does not go with arm64, for which AWS has no such Amazon Linux; use bottlerocket",
        )
    if instances.mixed and instances.types:
        yield ("instances", "types"), "is given beside mixed.types; give one of them"
    for place, types in (
        (("instances", "types"), instances.types or ()),
        (("instances", "mixed", "types"), instances.mixed.types if instances.mixed else ()),
    ):
        for i, name in enumerate(types):
            if said := _no_such_type(instances, name) or _again(name, types[:i]):
                yield (*place, i), said


def _no_such_type(instances: InstancesSpec, name: str) -> str | None:
    if not is_type(name):
        fitting = offered(instances.architecture, gpu=instances.gpu)
        return f"is {name}, no instance type{did_you_mean(name, fitting)}"
    if processor(name) != instances.architecture:
        return f"is {name}, which is {processor(name)}, and does not go with {instances.ami.words}"
    if has_gpu(name) != instances.gpu:
        return (
            f"is {name}, which has {'' if has_gpu(name) else 'no '}NVIDIA GPUs; gpu says otherwise"
        )
    return None


def _again(name: str, before: tuple[str, ...]) -> str | None:
    return f"is {name} again" if name in before else None
