"""The specs of what services share on a cluster."""

from typing import Annotated

from pydantic import Field

from generators.parts.logs import Retention
from generators.parts.spec import Closed

Percentage = Annotated[int, Field(ge=1, le=100)]


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
