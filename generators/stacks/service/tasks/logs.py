"""Where a container's log goes: to CloudWatch Logs, or through the task's log router."""

from __future__ import annotations

from typing import Any

from troposphere import Ref
from troposphere.ecs import FirelensConfiguration, LogConfiguration, Secret

from generators.stacks.service.spec.containers import ContainerSpec, RouterSpec


def of_logs(spec: ContainerSpec) -> dict[str, Any]:
    """The log's part of the container's definition."""
    router = {"FirelensConfiguration": firelens(spec.log_router)} if spec.log_router else {}
    routed = spec.log_options is not None
    return {**router, "LogConfiguration": through_router(spec) if routed else to_cloudwatch(spec)}


def to_cloudwatch(spec: ContainerSpec) -> LogConfiguration:
    """To CloudWatch Logs, never blocking the application when that is slow."""
    return LogConfiguration(
        LogDriver="awslogs",
        Options={
            "awslogs-group": Ref("LogGroup"),
            "awslogs-region": Ref("AWS::Region"),
            "awslogs-stream-prefix": spec.name,
            "mode": "non-blocking",
            "max-buffer-size": "25m",
        },
    )


def through_router(spec: ContainerSpec) -> LogConfiguration:
    """To the log router, by FireLens; the options say what that makes of it."""
    secrets = [Secret(Name=k, ValueFrom=v.source) for k, v in spec.log_secrets.items()]
    return LogConfiguration(
        LogDriver="awsfirelens",
        **({"Options": dict(spec.log_options)} if spec.log_options else {}),
        **({"SecretOptions": secrets} if secrets else {}),
    )


def firelens(spec: RouterSpec) -> FirelensConfiguration:
    """Makes the container the task's log router."""
    options = {"Options": dict(spec.options)} if spec.options else {}
    return FirelensConfiguration(Type=spec.type, **options)
