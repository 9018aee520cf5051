"""The task definition, where its containers log to, and the service that runs it."""

from __future__ import annotations

from typing import Any

from troposphere import GetAtt, Ref
from troposphere.ecs import (
    AwsvpcConfiguration,
    ContainerDefinition,
    DeploymentCircuitBreaker,
    DeploymentConfiguration,
    Environment,
    LogConfiguration,
    NetworkConfiguration,
    PlacementStrategy,
    PortMapping,
    Secret,
    Service,
    TaskDefinition,
)
from troposphere.logs import LogGroup

from generators.stacks.service.spec import ContainerSpec, ServiceSpec


def log_group(spec: ServiceSpec) -> LogGroup:
    """One log group for the service; each container writes streams under its own name."""
    return LogGroup("LogGroup", RetentionInDays=spec.log_retention_days)


def task_definition(spec: ServiceSpec) -> TaskDefinition:
    """A revision of what runs: any change of it makes a new one."""
    return TaskDefinition(
        "taskdefinition",
        NetworkMode=spec.network_mode,
        RequiresCompatibilities=["EC2"],
        TaskRoleArn=GetAtt("TaskRole", "Arn"),
        ExecutionRoleArn=GetAtt("ExecutionRole", "Arn"),
        ContainerDefinitions=[container(c, spec.network_mode) for c in spec.containers],
    )


def container(spec: ContainerSpec, network_mode: str) -> ContainerDefinition:
    """One container; what the spec leaves out is left to the image."""
    optional: dict[str, Any] = {
        "Command": list(spec.command) if spec.command is not None else None,
        "Environment": [Environment(Name=k, Value=v) for k, v in spec.environment.items()],
        "Secrets": [Secret(Name=k, ValueFrom=v) for k, v in spec.secrets.items()],
        "PortMappings": [port_mapping(port, network_mode) for port in spec.ports],
    }
    return ContainerDefinition(
        Name=spec.name,
        Image=spec.image,
        Cpu=spec.cpu,
        Memory=spec.memory,
        Essential=spec.essential,
        **{key: value for key, value in optional.items() if value},
        LogConfiguration=log_configuration(spec),
    )


def port_mapping(port: int, network_mode: str) -> PortMapping:
    """In bridge mode host port 0 lets ECS choose, so that two tasks fit on one instance."""
    return PortMapping(ContainerPort=port, HostPort=0 if network_mode == "bridge" else port)


def log_configuration(spec: ContainerSpec) -> LogConfiguration:
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


def service(spec: ServiceSpec) -> Service:
    """The service. It runs by the cluster's default capacity strategy: a LaunchType given now
    could only be changed into a strategy later by replacing the service.
    """
    optional = {"NetworkConfiguration": network()} if spec.network_mode == "awsvpc" else {}
    return Service(
        "service",
        Cluster=Ref("ECSCluster"),
        TaskDefinition=Ref("taskdefinition"),
        DesiredCount=spec.desired_count,
        DeploymentConfiguration=DeploymentConfiguration(
            MinimumHealthyPercent=100,
            MaximumPercent=200,
            DeploymentCircuitBreaker=DeploymentCircuitBreaker(Enable=True, Rollback=True),
        ),
        PlacementStrategies=[
            PlacementStrategy(Type="spread", Field="attribute:ecs.availability-zone")
        ],
        **optional,
        EnableECSManagedTags=True,
        PropagateTags="SERVICE",
    )


def network() -> NetworkConfiguration:
    """The network interfaces of tasks in awsvpc mode; on EC2 they get no public address."""
    return NetworkConfiguration(
        AwsvpcConfiguration=AwsvpcConfiguration(
            Subnets=Ref("SubnetID"), SecurityGroups=[GetAtt("SecurityGroup", "GroupId")]
        )
    )
