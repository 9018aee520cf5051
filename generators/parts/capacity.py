"""Strategies of capacity: on which of a cluster's providers tasks are placed."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pydantic import Field
from pydantic_core import PydanticCustomError
from troposphere.ecs import CapacityProviderStrategy

from generators.parts.spec import Closed

PROVIDERS = {"fargate": "FARGATE", "fargate_spot": "FARGATE_SPOT"}
"""ECS's own names of the providers that are the same in every cluster."""


class StrategyItemSpec(Closed):
    """How much of the tasks one kind of capacity gets."""

    provider: Literal["instances", "fargate", "fargate_spot"] = Field(
        description="where tasks are placed"
    )
    weight: int = Field(1, ge=0, le=1000, description="its share of the tasks beyond the base")
    base: int = Field(0, ge=0, le=100_000, description="so many tasks go there first")


def as_ecs_takes_it(strategy: tuple[StrategyItemSpec, ...]) -> tuple[StrategyItemSpec, ...]:
    """The strategy, if ECS takes it; raises PydanticCustomError if not."""
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


def items(strategy: Sequence[StrategyItemSpec], instances: Any) -> list[CapacityProviderStrategy]:
    """The strategy as a template has it; `instances` is the provider of the cluster's own."""
    known: Mapping[str, Any] = {"instances": instances, **PROVIDERS}
    return [
        CapacityProviderStrategy(
            CapacityProvider=known[item.provider],
            Weight=item.weight,
            **({"Base": item.base} if item.base else {}),
        )
        for item in strategy
    ]
