"""The task definition, and where its containers log to."""

from __future__ import annotations

from typing import Any

from troposphere import GetAtt
from troposphere.ecs import EphemeralStorage, RuntimePlatform, TaskDefinition
from troposphere.logs import LogGroup

from generators.parts.keeping import KEPT_WHEN_REPLACED
from generators.stacks.service.spec import ServiceSpec
from generators.stacks.service.tasks.containers import container
from generators.stacks.service.tasks.volumes import volume

ARCHITECTURES = {"x86_64": "X86_64", "arm64": "ARM64"}
"""ECS's names of the processors."""


def log_group(spec: ServiceSpec) -> LogGroup:
    """One log group for the service; each container writes streams under its own name."""
    return LogGroup("LogGroup", RetentionInDays=spec.log_retention_days, **KEPT_WHEN_REPLACED)


def task_definition(spec: ServiceSpec) -> TaskDefinition:
    """A revision of what runs: any change of it makes a new one."""
    return TaskDefinition(
        "taskdefinition",
        NetworkMode=spec.network,
        RequiresCompatibilities=["FARGATE" if spec.on_fargate else "EC2"],
        **size(spec),
        TaskRoleArn=GetAtt("TaskRole", "Arn"),
        ExecutionRoleArn=GetAtt("ExecutionRole", "Arn"),
        **({"Volumes": [volume(*named) for named in spec.volumes.items()]} if spec.volumes else {}),
        ContainerDefinitions=[container(c, spec) for c in spec.containers],
    )


def size(spec: ServiceSpec) -> dict[str, Any]:
    """What the whole task takes and what it runs on.

    An x86 task on instances says nothing of its processor, so that it fits on any of the cluster's.
    """
    found: dict[str, Any] = {}
    if spec.cpu is not None:
        found["Cpu"] = as_text(spec.cpu)
    if spec.memory is not None:
        found["Memory"] = as_text(spec.memory)
    if spec.on_fargate or spec.architecture != "x86_64":
        found["RuntimePlatform"] = RuntimePlatform(
            OperatingSystemFamily="LINUX", CpuArchitecture=ARCHITECTURES[spec.architecture]
        )
    if spec.ephemeral_storage is not None:
        found["EphemeralStorage"] = EphemeralStorage(SizeInGiB=spec.ephemeral_storage)
    return found


def as_text(number: Any) -> Any:
    """A task's size, which the API takes as text; a reference stays one."""
    return str(number) if isinstance(number, int) else number
