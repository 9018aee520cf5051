"""The spec of one container of a task."""

from typing import Annotated, Literal

from pydantic import Field

from generators.parts.spec import Closed
from generators.parts.text import Text
from generators.stacks.service.spec.linux import CapabilitiesSpec, TmpfsSpec, Ulimit, UlimitSpec
from generators.stacks.service.spec.names import (
    ContainerName,
    Cpu,
    Memory,
    Path,
    Seconds,
    VariableName,
    VolumeName,
)
from generators.stacks.service.spec.ports import PortOrNumber
from generators.stacks.service.spec.secrets import Secret
from generators.stacks.service.spec.sources import FileArn, Image


class HealthCheckSpec(Closed):
    """How ECS asks a container whether it is well."""

    command: Text | tuple[Text, ...] = Field(
        description="run in the container; a text by its shell, a list as it stands"
    )
    interval: int = Field(30, ge=5, le=300, description="seconds between two checks")
    timeout: int = Field(5, ge=2, le=60, description="seconds that a check may take")
    retries: int = Field(3, ge=1, le=10, description="so many failures in a row are unhealthy")
    start_period: int = Field(0, ge=0, le=300, description="seconds in which failures do not count")


class MountSpec(Closed):
    """A volume of the task, as a container sees it."""

    volume: VolumeName = Field(description="the volume's name, one of spec.volumes")
    path: Path = Field(description="where it is in the container")
    read_only: bool = Field(False, description="whether the container may only read it")


class RouterSpec(Closed):
    """Makes the container the task's log router, by FireLens."""

    type: Literal["fluentbit", "fluentd"] = Field("fluentbit", description="the router's program")
    options: dict[str, Text] = Field({}, description="FireLens's options, such as config-file-type")


class ContainerSpec(Closed):
    """One container of the task."""

    name: ContainerName = Field(description="the container's name, unique in the task")
    image: Image = Field(description="the image, as docker pull takes it")
    mutable_tag: bool = Field(
        False, description="whether the tag is meant to move: latest, or no tag at all"
    )
    registry_credentials: Secret | None = Field(
        None, description="a secret of Secrets Manager with username and password of the registry"
    )
    cpu: Cpu = Field(0, description="CPU units (1024 are one vCPU) to set aside for it")
    memory: Memory | None = Field(None, description="MiB of memory, at which it is killed")
    memory_reservation: Memory | None = Field(
        None, description="MiB of memory to set aside for it; it may use more, up to memory"
    )
    gpus: int = Field(0, ge=0, le=16, description="GPUs of the instance that it has for itself")
    essential: bool = Field(True, description="whether the task ends when this container does")
    depends_on: dict[ContainerName, Literal["START", "COMPLETE", "SUCCESS", "HEALTHY"]] = Field(
        {}, description="containers that must have come so far before this one starts"
    )
    entry_point: tuple[Text, ...] | None = Field(
        None, description="instead of the image's own entry point"
    )
    command: tuple[Text, ...] | None = Field(None, description="instead of the image's own command")
    user: Text | None = Field(None, description="who runs it, as user or uid, with :group or :gid")
    working_directory: Path | None = Field(None, description="where its command runs")
    environment: dict[VariableName, Text] = Field(
        {}, description="environment variables; a secret belongs under secrets"
    )
    environment_files: tuple[FileArn, ...] = Field(
        (), max_length=10, description="files of environment variables in S3, as ARNs"
    )
    secrets: dict[VariableName, Secret] = Field(
        {}, description="environment variables from SSM's Parameter Store or Secrets Manager"
    )
    ports: tuple[PortOrNumber, ...] = Field(
        (), description="ports it listens on, each a number or a mapping"
    )
    health_check: HealthCheckSpec | None = Field(
        None, description="how ECS asks it whether it is well"
    )
    stop_timeout: Seconds | None = Field(
        None, description="seconds between SIGTERM and SIGKILL; 30 if not given"
    )
    init: bool = Field(False, description="whether a small init process reaps its children")
    read_only: bool = Field(False, description="whether its root file system cannot be written")
    mounts: tuple[MountSpec, ...] = Field((), description="volumes of the task that it sees")
    tmpfs: tuple[TmpfsSpec, ...] = Field((), description="folders in memory")
    shared_memory: Annotated[int, Field(ge=1)] | None = Field(
        None, description="MiB of /dev/shm; not on Fargate"
    )
    ulimits: dict[Ulimit, UlimitSpec] = Field({}, description="limits of its processes")
    capabilities: CapabilitiesSpec | None = Field(None, description="Linux capabilities")
    docker_labels: dict[str, Text] = Field({}, description="labels of the container for Docker")
    log_router: RouterSpec | None = Field(
        None, description="makes it the log router of the others; it logs to CloudWatch itself"
    )
    log_options: dict[str, Text] | None = Field(
        None, description="sends its log through the log router, with these options of its output"
    )
    log_secrets: dict[str, Secret] = Field(
        {}, description="options of its log's output that are secrets, such as an API key"
    )
