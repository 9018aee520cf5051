"""What people do in containers by ECS Exec, written to a log group."""

from __future__ import annotations

from troposphere import GetAtt, Output, Ref
from troposphere.ecs import (
    ClusterConfiguration,
    ExecuteCommandConfiguration,
    ExecuteCommandLogConfiguration,
)
from troposphere.logs import LogGroup

from generators.parts.keeping import KEPT_WHEN_REPLACED
from generators.stacks.cluster.spec import ExecuteCommandSpec


def log_group(spec: ExecuteCommandSpec) -> LogGroup:
    """The log group of all sessions."""
    return LogGroup(
        "ExecuteCommandLogGroup", RetentionInDays=spec.log_retention_days, **KEPT_WHEN_REPLACED
    )


def configuration() -> ClusterConfiguration:
    """Has ECS write each session to the log group, which CloudWatch Logs encrypts by itself.

    `CloudWatchEncryptionEnabled` would ask for a KMS key on the group and refuse sessions without.
    """
    return ClusterConfiguration(
        ExecuteCommandConfiguration=ExecuteCommandConfiguration(
            Logging="OVERRIDE",
            LogConfiguration=ExecuteCommandLogConfiguration(
                CloudWatchLogGroupName=Ref("ExecuteCommandLogGroup"),
                CloudWatchEncryptionEnabled=False,
            ),
        )
    )


def outputs() -> list[Output]:
    """What the task role of a service with ECS Exec needs rights on."""
    return [
        Output(
            "ExecuteCommandLogGroupArn",
            Value=GetAtt("ExecuteCommandLogGroup", "Arn"),
            Description="The log group of ECS Exec's sessions",
        )
    ]
