"""The spec of a cluster."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from generators.parts.policy import PolicyArn
from generators.parts.spec import Spec
from generators.stacks.cluster.spec.instances import InstancesSpec, MixedInstancesSpec
from generators.stacks.cluster.spec.shared import (
    AlarmsSpec,
    ExecuteCommandSpec,
    LoadBalancerSpec,
    StrategyItemSpec,
)

__all__ = [
    "AlarmsSpec",
    "ClusterSpec",
    "ExecuteCommandSpec",
    "InstancesSpec",
    "LoadBalancerSpec",
    "MixedInstancesSpec",
    "StrategyItemSpec",
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
    default_strategy: tuple[StrategyItemSpec, ...] = Field(
        (),
        max_length=2,
        description="where services run that do not say; if not given, on the instances, "
        "and on Fargate where there are none",
    )
    load_balancer: LoadBalancerSpec | None = Field(
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

    @field_validator("default_strategy")
    @classmethod
    def _as_ecs_takes_it(
        cls, strategy: tuple[StrategyItemSpec, ...]
    ) -> tuple[StrategyItemSpec, ...]:
        providers = [item.provider for item in strategy]
        if len(set(providers)) < len(providers):
            raise PydanticCustomError("strategy", "names a provider twice")
        if len(providers) > 1 and "instances" in providers:
            raise PydanticCustomError(
                "strategy", "has instances and Fargate in one strategy, which ECS does not take"
            )
        if sum(item.base > 0 for item in strategy) > 1:
            raise PydanticCustomError("strategy", "has a base twice; ECS takes one")
        if strategy and not any(item.weight for item in strategy):
            raise PydanticCustomError("strategy", "has no weight above 0; no task would start")
        return strategy

    @model_validator(mode="after")
    def _goes_together(self) -> ClusterSpec:
        if not self.instances and not self.fargate:
            raise PydanticCustomError(
                "capacity", "has nothing to run tasks on: no instances, and fargate is not true"
            )
        for item in self.default_strategy:
            there = self.instances if item.provider == "instances" else self.fargate
            if not there:
                raise PydanticCustomError(
                    "strategy",
                    "has {provider} in default_strategy, which this cluster does not have",
                    {"provider": item.provider},
                )
        if self.alarms and not self.instances:
            raise PydanticCustomError(
                "alarms", "has alarms about instances, but no instances; services have their own"
            )
        if self.permissions_boundary and not self.instances:
            raise PydanticCustomError(
                "boundary", "has a permissions_boundary, but without instances no role to bound"
            )
        return self
