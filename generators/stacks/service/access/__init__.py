"""What the service may do on AWS: rights for its containers, none for the instances they run on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from troposphere import Equals, Not, Parameter, Ref
from troposphere.ec2 import SecurityGroup

from generators.stacks.service.access.execution import execution_role
from generators.stacks.service.access.task import EXEC_LOG_GROUP, HAS_EXEC_LOG_GROUP, task_role
from generators.stacks.service.spec import ServiceSpec

__all__ = ["conditions", "execution_role", "parameters", "security_group", "task_role"]


def parameters(spec: ServiceSpec) -> Iterator[Parameter]:
    """What the rights are given on, where the cluster says it."""
    if spec.execute_command:
        yield Parameter(
            EXEC_LOG_GROUP,
            Type="String",
            Default="",
            Description="The log group of ECS Exec's sessions, if the cluster has one",
        )


def conditions(spec: ServiceSpec) -> Mapping[str, Any]:
    """Rights that there are only where the cluster has what they are on."""
    if not spec.execute_command:
        return {}
    return {HAS_EXEC_LOG_GROUP: Not(Equals(Ref(EXEC_LOG_GROUP), ""))}


def security_group(_spec: ServiceSpec) -> SecurityGroup:
    """The tasks' own security group in awsvpc mode: all out, nothing in."""
    return SecurityGroup(
        "SecurityGroup",
        GroupDescription="Tasks of an ECS service",
        VpcId=Ref("VpcId"),
    )
