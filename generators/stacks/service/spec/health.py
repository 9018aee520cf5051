"""The spec of how a load balancer asks tasks whether they are well."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from generators.parts.spec import Closed
from generators.stacks.service.spec.names import Port

HealthPath = Annotated[str, StringConstraints(pattern=r"^/[!-~]{0,1023}$")]
Codes = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,3}([-,][0-9]{1,3})*$")]


class HealthSpec(Closed):
    """How the load balancer asks a task whether it is well."""

    path: HealthPath | None = Field(
        None,
        description="what it requests; if not given, / by HTTP, /AWS.ALB/healthcheck by gRPC, and "
        "an NLB only connects",
    )
    codes: Codes | None = Field(
        None,
        description="answers that are well, as 200-399 or 200,301; if not given, 200-399 by HTTP, "
        "and by gRPC 0, or 12 (which says that there is no such method) without a path",
    )
    port: Port | None = Field(
        None,
        description="another tcp port of the task to ask at; in bridge mode one with a fixed host",
    )
    interval: int = Field(15, ge=5, le=300, description="seconds between two requests")
    timeout: int = Field(5, ge=2, le=120, description="seconds that an answer may take")
    healthy: int = Field(2, ge=2, le=10, description="so many good answers make a task healthy")
    unhealthy: int = Field(3, ge=2, le=10, description="so many bad ones make it unhealthy")
    grace_period: int = Field(
        60, ge=0, le=2_147_483_647, description="seconds after its start in which ECS lets it be"
    )

    @model_validator(mode="after")
    def _has_time(self) -> Self:
        if self.timeout >= self.interval:
            raise PydanticCustomError(
                "health",
                "has a timeout of {timeout} seconds, which an interval of {interval} does not "
                "hold; the interval must be longer",
                {"timeout": self.timeout, "interval": self.interval},
            )
        return self
