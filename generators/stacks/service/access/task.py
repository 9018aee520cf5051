"""The task role: what the application itself may do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from awacs import elasticfilesystem, logs, ssmmessages
from awacs.aws import Allow, Condition, Statement, StringEquals
from troposphere import If, NoValue, Ref, Sub
from troposphere.iam import Policy, Role

from generators.parts.policy import allow, policy
from generators.parts.text import as_written, from_raw
from generators.stacks.service.access.roles import role
from generators.stacks.service.spec import ServiceSpec
from generators.stacks.service.spec.volumes import EfsSpec

EXEC_LOG_GROUP = "ExecuteCommandLogGroupArn"
"""The parameter that the cluster's output of that name fills."""

HAS_EXEC_LOG_GROUP = "HasExecuteCommandLogGroup"
"""The condition that the cluster writes ECS Exec's sessions to a log group."""

CHANNELS = (
    ssmmessages.CreateControlChannel,
    ssmmessages.CreateDataChannel,
    ssmmessages.OpenControlChannel,
    ssmmessages.OpenDataChannel,
)
"""What the agent that ECS Exec puts into a container calls."""


def task_role(spec: ServiceSpec) -> Role:
    """The role that the application has; it may do nothing that the spec does not say."""
    return role("TaskRole", spec, [*policies(spec)], wildcards(spec))


def policies(spec: ServiceSpec) -> Iterator[Any]:
    """The application's own rights, those of its volumes, and those of ECS Exec."""
    own = [one.statement(sid(i)) for i, one in enumerate(spec.task_policy)]
    if own:
        yield Policy(PolicyName="application", PolicyDocument=policy(*own))
    mounts = [mount(volume.efs) for volume in spec.volumes.values() if volume.efs]
    if mounts:
        yield Policy(PolicyName="volumes", PolicyDocument=policy(*mounts))
    if spec.execute_command:
        yield Policy(
            PolicyName="execute-command",
            PolicyDocument=policy(allow("ExecuteCommand", CHANNELS, ["*"])),
        )
        yield If(HAS_EXEC_LOG_GROUP, log_commands(), NoValue)


def sid(i: int) -> str:
    """The Sid of a statement of the spec, by its place."""
    return f"Statement{i + 1}"


def wildcards(spec: ServiceSpec) -> dict[str, str]:
    """By its Sid, why a statement is as wide as it is."""
    said = {sid(i): one.wildcard for i, one in enumerate(spec.task_policy) if one.wildcard}
    channels = "the channels of ECS Exec have no ARNs: these actions know no resource"
    return {**said, **({"ExecuteCommand": channels} if spec.execute_command else {})}


def mount(spec: EfsSpec) -> Statement:
    """Mounting the file system, through its access point alone if there is one."""
    own = "arn:${AWS::Partition}:elasticfilesystem:${AWS::Region}:${AWS::AccountId}"
    point = from_raw(f"{own}:access-point/{as_written(spec.access_point or '')}")
    through = Condition(StringEquals({"elasticfilesystem:AccessPointArn": point}))
    return Statement(
        Effect=Allow,
        Action=[
            elasticfilesystem.ClientMount,
            *([] if spec.read_only else [elasticfilesystem.ClientWrite]),
            *([elasticfilesystem.ClientRootAccess] if spec.root_access else []),
        ],
        Resource=[from_raw(f"{own}:file-system/{as_written(spec.file_system)}")],
        **({"Condition": through} if spec.access_point else {}),
    )


def log_commands() -> Policy:
    """Writing what people do by ECS Exec to the cluster's log group.

    Finding the group knows no narrower resource than all groups of the account and region.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html
    """
    groups = Sub("arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:*")
    write = [logs.CreateLogStream, logs.DescribeLogStreams, logs.PutLogEvents]
    return Policy(
        PolicyName="log-commands",
        PolicyDocument=policy(
            allow("FindLogGroup", [logs.DescribeLogGroups], [groups]),
            allow("LogCommands", write, [Ref(EXEC_LOG_GROUP)]),
        ),
    )
