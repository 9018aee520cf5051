"""The spec of how requests come to a service: by no load balancer, a shared one or its own."""

from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from generators.parts.alb import AlbSpec
from generators.parts.spec import Closed
from generators.stacks.service.spec.health import HealthSpec
from generators.stacks.service.spec.names import ContainerName, Port
from generators.stacks.service.spec.rule import RuleSpec


class NlbSpec(Closed):
    """A network load balancer of the service's own."""

    scheme: Literal["internet-facing", "internal"] = Field(
        "internet-facing",
        description="reachable from the internet, in PublicSubnetID; or internal, in SubnetID",
    )
    port: Port = Field(description="the port that it listens on")
    protocol: Literal["tcp", "udp", "tls"] = Field(
        "tcp",
        description="its transport; tls takes the parameter CertificateArn and goes on as tcp",
    )
    cross_zone: bool = Field(
        True, description="whether each zone's part of it reaches the tasks in all zones"
    )
    client_addresses: bool = Field(
        True,
        description="whether tasks see their clients' addresses; without, also what runs on the "
        "same instance can be a client",
    )

    @model_validator(mode="after")
    def _udp_keeps_addresses(self) -> Self:
        if self.protocol == "udp" and not self.client_addresses:
            raise PydanticCustomError(
                "addresses", "has client_addresses: false, but with udp tasks always see them"
            )
        return self


class BalancingSpec(Closed):
    """Where requests come from and which container gets them. One of rule, alb and nlb."""

    rule: RuleSpec | None = Field(
        None, description="a rule of the load balancer that the cluster's services share"
    )
    alb: AlbSpec | None = Field(
        None, description="an application load balancer of its own; {} takes the defaults"
    )
    nlb: NlbSpec | None = Field(None, description="a network load balancer of its own")
    container: ContainerName | None = Field(
        None, description="the container; if not given, the only one with a port"
    )
    port: Port | None = Field(None, description="its port; if not given, the only one")
    protocol: Literal["http1", "http2", "grpc"] = Field(
        "http1", description="what the container speaks; grpc and http2 want HTTPS; not for an NLB"
    )
    health_check: HealthSpec = Field(HealthSpec(), description="how it is asked whether it is well")
    sticky_seconds: int | None = Field(
        None, ge=1, le=604_800, description="so long a client stays with one task; not for an NLB"
    )
    slow_start_seconds: int | None = Field(
        None,
        ge=30,
        le=900,
        description="so long a new task gets fewer requests; not for an NLB",
    )
    deregistration_seconds: int = Field(
        30, ge=0, le=3600, description="so long a task that goes may finish its requests"
    )

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        given = [name for name in ("rule", "alb", "nlb") if getattr(self, name) is not None]
        if len(given) != 1:
            raise PydanticCustomError(
                "way",
                "wants one of rule, alb and nlb; found: {found}",
                {"found": " and ".join(given) or "none"},
            )
        for key in ("sticky_seconds", "slow_start_seconds"):
            if self.nlb and getattr(self, key) is not None:
                raise PydanticCustomError("nlb", "has {key}, which an NLB lacks", {"key": key})
        if self.nlb and self.protocol != "http1":
            raise PydanticCustomError(
                "nlb", "has protocol, which an NLB does not know; it passes on what it gets"
            )
        return self
