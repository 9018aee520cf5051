"""The specs of what services share on a cluster."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from generators.parts.logs import Retention
from generators.parts.spec import Closed

Percentage = Annotated[int, Field(ge=1, le=100)]


class StrategyItemSpec(Closed):
    """How much of the tasks one kind of capacity gets."""

    provider: Literal["instances", "fargate", "fargate_spot"] = Field(
        description="where tasks are placed"
    )
    weight: int = Field(1, ge=0, le=1000, description="its share of the tasks beyond the base")
    base: int = Field(0, ge=0, le=100_000, description="so many tasks go there first")


class LoadBalancerSpec(Closed):
    """An application load balancer that services of the cluster share."""

    scheme: Literal["internet-facing", "internal"] = Field(
        "internet-facing",
        description="reachable from the internet, in PublicSubnetID; or internal, in SubnetID",
    )
    tls_policy: Literal[
        "ELBSecurityPolicy-TLS13-1-2-2021-06",
        "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
        "ELBSecurityPolicy-TLS13-1-3-2021-06",
        "ELBSecurityPolicy-TLS13-1-2-FIPS-2023-04",
    ] = Field(
        "ELBSecurityPolicy-TLS13-1-2-2021-06", description="protocols and ciphers of the HTTPS side"
    )
    idle_timeout: int = Field(
        60, ge=1, le=4000, description="seconds after which an idle connection is closed"
    )


class AlarmsSpec(Closed):
    """When to tell the SNS topic AlarmTopicArn; percentages are averages over five minutes."""

    cpu_utilization: Percentage = Field(
        80, description="percent of the instances' CPU that is in use"
    )
    memory_utilization: Percentage = Field(
        80, description="percent of the instances' memory that is in use"
    )
    cpu_reservation: Percentage = Field(
        95, description="percent of the instances' CPU units that tasks have reserved"
    )
    memory_reservation: Percentage = Field(
        95, description="percent of the instances' memory that tasks have reserved"
    )
    no_capacity_minutes: int = Field(
        15, ge=2, le=1440, description="for so long tasks have wanted more instances than there are"
    )


class ExecuteCommandSpec(Closed):
    """What is typed and shown in sessions of ECS Exec, kept in a log group."""

    log_retention_days: Retention = Field(30, description="how long CloudWatch Logs keeps it")
