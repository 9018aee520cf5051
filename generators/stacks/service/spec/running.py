"""The spec of how tasks are placed, replaced and watched."""

import re
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from generators.parts.spec import Closed
from generators.parts.text import Text, as_written

Percentage = Annotated[int, Field(ge=1, le=100)]


class DeploymentSpec(Closed):
    """How new tasks take the place of old ones. A deployment that fails is always rolled back."""

    min_healthy_percent: int = Field(
        100, ge=0, le=100, description="of the tasks, so many run all the while"
    )
    max_percent: int = Field(
        200, ge=100, le=400, description="of the tasks, so many may run at a time"
    )
    rollback_alarms: tuple[Text, ...] = Field(
        (), description="names of CloudWatch alarms that roll a deployment back"
    )

    @model_validator(mode="after")
    def _has_room(self) -> Self:
        if self.min_healthy_percent == self.max_percent == 100:
            raise PydanticCustomError(
                "deployment", "can neither end a task nor start one: both percents are 100"
            )
        return self


class StrategySpec(Closed):
    """A way to choose among instances."""

    type: Literal["spread", "binpack", "random"] = Field(
        description="spread over a field's values, fill up by a field, or at random"
    )
    field: Text | None = Field(
        None,
        description="for spread attribute:ecs.availability-zone, another attribute or instanceId; "
        "for binpack cpu or memory",
    )

    @model_validator(mode="after")
    def _has_its_field(self) -> Self:
        if (self.type == "random") == (self.field is not None):
            raise PydanticCustomError(
                "strategy", "spread and binpack want a field, and random takes none"
            )
        if self.type == "binpack" and self.field not in ("cpu", "memory"):
            raise PydanticCustomError("strategy", "binpack goes by cpu or memory")
        if self.type == "spread" and not re.fullmatch(
            r"instanceId|host|(attribute:|\$\{).+", as_written(self.field or "")
        ):
            raise PydanticCustomError(
                "strategy", "spread goes by instanceId or attribute:ecs.availability-zone"
            )
        return self


class ConstraintSpec(Closed):
    """A demand on the instances that may have a task."""

    type: Literal["distinct_instance", "member_of"] = Field(
        description="another instance for each task, or instances that an expression describes"
    )
    expression: Text | None = Field(
        None, description="in the cluster query language; for member_of"
    )

    @model_validator(mode="after")
    def _has_its_expression(self) -> Self:
        if (self.type == "member_of") != (self.expression is not None):
            raise PydanticCustomError(
                "constraint", "member_of wants an expression, and distinct_instance takes none"
            )
        return self


class PlacementSpec(Closed):
    """On which instances tasks run; not on Fargate."""

    strategies: tuple[StrategySpec, ...] = Field(
        (StrategySpec(type="spread", field="attribute:ecs.availability-zone"),),
        max_length=5,
        description="ways to choose among instances, one after the other",
    )
    constraints: tuple[ConstraintSpec, ...] = Field(
        (), max_length=10, description="demands on instances"
    )


class ServiceAlarmsSpec(Closed):
    """When to tell the SNS topic AlarmTopicArn."""

    cpu: Percentage | None = Field(90, description="percent of CPU in use, for five minutes")
    memory: Percentage | None = Field(90, description="percent of memory in use, for five minutes")
    unhealthy_tasks: bool = Field(
        True, description="whether a task that the load balancer calls unhealthy is told"
    )
    errors: int | None = Field(
        10, ge=1, description="answers 500 and above in five minutes; behind an ALB"
    )
    too_few_tasks_minutes: int | None = Field(
        None,
        ge=1,
        le=1440,
        description="for so long fewer tasks have run than are wanted; wants container insights",
    )
