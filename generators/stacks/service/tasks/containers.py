"""The definition of one container; what the spec leaves out is left to the image and to ECS."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from troposphere.ecs import (
    ContainerDefinition,
    ContainerDependency,
    Environment,
    EnvironmentFile,
    HealthCheck,
    PortMapping,
    RepositoryCredentials,
    ResourceRequirement,
    Secret,
)

from generators.stacks.service.spec import ServiceSpec
from generators.stacks.service.spec.containers import ContainerSpec, HealthCheckSpec
from generators.stacks.service.spec.ports import PortSpec
from generators.stacks.service.tasks.linux import of_linux
from generators.stacks.service.tasks.logs import of_logs
from generators.stacks.service.tasks.volumes import mount


def container(spec: ContainerSpec, task: ServiceSpec) -> ContainerDefinition:
    """One container of the task."""
    return ContainerDefinition(
        Name=spec.name,
        Image=spec.image,
        **given(of_size(spec, task)),
        Essential=spec.essential,
        **given(of_process(spec)),
        **given(of_variables(spec)),
        **given({"PortMappings": [port_mapping(port, task.network) for port in spec.ports]}),
        **given({"MountPoints": [mount(one, task.volumes[one.volume]) for one in spec.mounts]}),
        **given(of_linux(spec)),
        **of_logs(spec),
    )


def given(properties: Mapping[str, Any]) -> dict[str, Any]:
    """The properties that say something, a zero among them."""
    return {
        key: value
        for key, value in properties.items()
        if value or (isinstance(value, int) and not isinstance(value, bool))
    }


def of_size(spec: ContainerSpec, task: ServiceSpec) -> dict[str, Any]:
    """Its part of the task's size."""
    gpus = [ResourceRequirement(Type="GPU", Value=str(spec.gpus))] if spec.gpus else None
    return {
        # On instances no CPU is the least share of it; on Fargate the task's is shared evenly.
        "Cpu": None if task.on_fargate and spec.cpu == 0 else spec.cpu,
        "Memory": spec.memory,
        "MemoryReservation": spec.memory_reservation,
        "ResourceRequirements": gpus,
    }


def of_process(spec: ContainerSpec) -> dict[str, Any]:
    """What runs in it, after what, and how ECS knows whether it is well."""
    credentials = spec.registry_credentials
    return {
        "RepositoryCredentials": credentials
        and RepositoryCredentials(CredentialsParameter=credentials.source),
        "DependsOn": [
            ContainerDependency(ContainerName=name, Condition=condition)
            for name, condition in spec.depends_on.items()
        ],
        "EntryPoint": spec.entry_point and list(spec.entry_point),
        "Command": spec.command and list(spec.command),
        "User": spec.user,
        "WorkingDirectory": spec.working_directory,
        "HealthCheck": spec.health_check and health_check(spec.health_check),
        "StopTimeout": spec.stop_timeout,
        "ReadonlyRootFilesystem": spec.read_only,
        "DockerLabels": spec.docker_labels,
    }


def health_check(spec: HealthCheckSpec) -> HealthCheck:
    """A text is run by the container's shell, a list as it stands."""
    command = spec.command
    listed = isinstance(command, tuple)
    return HealthCheck(
        Command=["CMD", *command] if listed else ["CMD-SHELL", command],
        Interval=spec.interval,
        Timeout=spec.timeout,
        Retries=spec.retries,
        **({"StartPeriod": spec.start_period} if spec.start_period else {}),
    )


def of_variables(spec: ContainerSpec) -> dict[str, Any]:
    """Its environment: plain variables, files of them, and secrets."""
    return {
        "Environment": [Environment(Name=k, Value=v) for k, v in spec.environment.items()],
        "EnvironmentFiles": [EnvironmentFile(Type="s3", Value=f) for f in spec.environment_files],
        "Secrets": [Secret(Name=k, ValueFrom=v.source) for k, v in spec.secrets.items()],
    }


def port_mapping(spec: PortSpec, network_mode: str) -> PortMapping:
    """In bridge mode host port 0 lets ECS choose, so that two tasks fit on one instance."""
    optional = {
        "Protocol": spec.protocol if spec.protocol != "tcp" else None,
        "Name": spec.name,
        "AppProtocol": spec.app_protocol,
    }
    chosen = spec.host or 0
    return PortMapping(
        ContainerPort=spec.port,
        HostPort=chosen if network_mode == "bridge" else spec.port,
        **given(optional),
    )
