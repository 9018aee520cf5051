"""The spec of a cluster."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from generators.parts.alb import AlbSpec
from generators.parts.capacity import StrategyItemSpec, as_ecs_takes_it
from generators.parts.policy import PolicyArn
from generators.parts.spec import Spec
from generators.stacks.cluster.spec.instances import InstancesSpec, MixedInstancesSpec
from generators.stacks.cluster.spec.shared import AlarmsSpec, ExecuteCommandSpec

__all__ = [
    "AlarmsSpec",
    "ClusterSpec",
    "ExecuteCommandSpec",
    "InstancesSpec",
    "MixedInstancesSpec",
]


class ClusterSpec(Spec):
    """An ECS cluster, its capacity, and what services share on it."""

    container_insights: Literal["enabled", "enhanced", "disabled"] = Field(
        "enabled",
        description="whether CloudWatch collects metrics of services; enhanced: of each "
        "task and container too",
    )
    instances: InstancesSpec | None = Field(
        InstancesSpec(), description="its EC2 instances; null for a cluster on Fargate alone"
    )
    fargate: bool = Field(
        False, description="whether tasks may also run on Fargate and Fargate Spot"
    )
    default_strategy: Annotated[tuple[StrategyItemSpec, ...], AfterValidator(as_ecs_takes_it)] = (
        Field(
            (),
            max_length=2,
            description="where services run that do not say; if not given, on the instances, "
            "and on Fargate where there are none",
        )
    )
    load_balancer: AlbSpec | None = Field(
        None, description="a load balancer for all services of the cluster"
    )
    namespace: Literal["http", "private_dns"] | None = Field(
        None,
        description="a Cloud Map namespace for Service Connect (http), with names in the VPC's DNS "
        "too (private_dns)",
    )
    execute_command: ExecuteCommandSpec | None = Field(
        None, description="a log of what people do in containers by ECS Exec"
    )
    alarms: AlarmsSpec | None = Field(None, description="alarms about the instances' capacity")
    permissions_boundary: PolicyArn | None = Field(
        None, description="the ARN of the policy that bounds every role of this stack"
    )

    @property
    def strategy(self) -> tuple[StrategyItemSpec, ...]:
        """The default strategy, given or not."""
        first = StrategyItemSpec(provider="instances" if self.instances else "fargate")
        return self.default_strategy or (first,)
