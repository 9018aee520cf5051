"""The spec of a service."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints, field_validator
from pydantic_core import PydanticCustomError

from generators.parts.capacity import StrategyItemSpec, as_ecs_takes_it
from generators.parts.logs import Retention
from generators.parts.policy import PolicyArn, StatementSpec
from generators.parts.spec import Spec
from generators.stacks.service.spec.balancing import BalancingSpec
from generators.stacks.service.spec.containers import ContainerSpec
from generators.stacks.service.spec.finding import DiscoverySpec, ServiceConnectSpec
from generators.stacks.service.spec.names import Cpu, Memory, VolumeName
from generators.stacks.service.spec.running import (
    DeploymentSpec,
    PlacementSpec,
    ServiceAlarmsSpec,
)
from generators.stacks.service.spec.scaling import Count, ScalingSpec
from generators.stacks.service.spec.volumes import VolumeSpec


class ServiceSpec(Spec):
    """A task definition and the service that keeps its tasks running."""

    containers: tuple[ContainerSpec, ...] = Field(
        min_length=1, max_length=10, description="the containers of each task"
    )
    task_policy: tuple[StatementSpec, ...] = Field(
        (), description="what the application may do on AWS: the rights of its own task role"
    )
    permissions_boundary: PolicyArn | None = Field(
        None, description="the ARN of the policy that bounds both roles"
    )
    capacity: Annotated[tuple[StrategyItemSpec, ...], AfterValidator(as_ecs_takes_it)] = Field(
        (),
        max_length=2,
        description="where tasks run; if not given, on instances by the cluster's default strategy",
    )
    cpu: Cpu | None = Field(
        None, description="CPU units of the whole task; on Fargate one of its sizes"
    )
    memory: Memory | None = Field(
        None, description="MiB of memory of the whole task; on Fargate one that goes with cpu"
    )
    architecture: Literal["x86_64", "arm64"] = Field(
        "x86_64", description="of the images' processors; on instances the cluster says"
    )
    ephemeral_storage: int | None = Field(
        None, ge=21, le=200, description="GiB of a task's own disk on Fargate; 20 if not given"
    )
    network_mode: Literal["bridge", "awsvpc"] | None = Field(
        None,
        description="awsvpc gives each task a network interface in SubnetID; if not given, bridge "
        "on instances and awsvpc on Fargate; a service that runs is better made anew than changed",
    )
    public_ip: bool = Field(
        False, description="whether tasks have public addresses, on Fargate in public subnets"
    )
    volumes: dict[VolumeName, VolumeSpec] = Field(
        {}, description="volumes that containers mount, each by its name"
    )
    desired_count: Count = Field(1, description="how many tasks run, where nothing scales them")
    scaling: ScalingSpec | None = Field(
        None, description="how the number of tasks follows their load"
    )
    load_balancer: BalancingSpec | None = Field(None, description="how requests come to it")
    deployment: DeploymentSpec = Field(
        DeploymentSpec(), description="how new tasks take the place of old ones"
    )
    placement: PlacementSpec = Field(PlacementSpec(), description="on which instances tasks run")
    az_rebalancing: bool = Field(
        False, description="whether ECS moves tasks when the zones have become uneven"
    )
    execute_command: bool = Field(
        False, description="whether people may run commands in its containers, by ECS Exec"
    )
    service_connect: ServiceConnectSpec | None = Field(
        None, description="a place in the cluster's namespace, by Service Connect"
    )
    discovery: DiscoverySpec | None = Field(None, description="a name in the VPC's DNS")
    log_retention_days: Retention = Field(
        30, description="how long CloudWatch Logs keeps what the containers write"
    )
    alarms: ServiceAlarmsSpec | None = Field(None, description="alarms about its tasks")
    dashboard: bool = Field(False, description="whether it has a dashboard in CloudWatch")
    overrides: dict[
        Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]+$")], dict[str, Any]
    ] = Field(
        {},
        description="properties of the template's resources, by logical id and property path, set "
        "as they stand when all else is done",
    )

    @field_validator("network_mode", mode="before")
    @classmethod
    def _no_host_networking(cls, mode: object) -> object:
        if mode == "host":
            raise PydanticCustomError(
                "host",
                "is host, in which a task reaches the credentials of its instance, and nothing can "
                "keep it from them; allowed: bridge, awsvpc",
            )
        return mode

    @property
    def on_fargate(self) -> bool:
        """Whether tasks run on Fargate, by the service's own word."""
        return any(item.provider != "instances" for item in self.capacity)

    @property
    def network(self) -> Literal["bridge", "awsvpc"]:
        """The network mode, given or not."""
        return self.network_mode or ("awsvpc" if self.on_fargate else "bridge")
