"""The spec of how many tasks there are."""

import re
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from generators.parts.spec import Closed
from generators.parts.text import Text, WholeNumber, as_written
from generators.stacks.service.spec.schedules import wrong_time

Count = Annotated[Any, WholeNumber(0, 5_000)]
Percentage = Annotated[int, Field(ge=1, le=100)]


def _a_time(text: str) -> str:
    if wrong := wrong_time(text):
        raise PydanticCustomError("time", "{wrong}", {"wrong": wrong})
    return text


When = Annotated[str, AfterValidator(_a_time)]


def _a_queues_name(held: Any) -> Any:
    text = as_written(held)
    if not re.fullmatch(r"([A-Za-z0-9_-]|\$\{[^}]*\}){1,80}(\.fifo)?", text):
        raise PydanticCustomError("queue", "is {found}, no queue's name", {"found": text})
    return held


class QueueSpec(Closed):
    """Tasks by the messages that wait in a queue of SQS; wants container insights."""

    name: Annotated[Text, AfterValidator(_a_queues_name)] = Field(
        description="the queue's name, which is the end of its URL and of its ARN"
    )
    messages_per_task: int = Field(ge=1, description="so many waiting messages a task can bear")


class ScheduleSpec(Closed):
    """Other bounds from a time on."""

    when: When = Field(
        description="cron(0 8 ? * MON-FRI *), rate(1 day) or at(2030-01-01T00:00:00)"
    )
    timezone: Text | None = Field(None, description="such as Europe/Berlin; UTC if not given")
    min: int | None = Field(None, ge=0, le=5_000, description="the least tasks from then on")
    max: int | None = Field(None, ge=0, le=5_000, description="the most tasks from then on")

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if self.min is None and self.max is None:
            raise PydanticCustomError("schedule", "has neither min nor max; give one of them")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise PydanticCustomError("schedule", "has a min above its max")
        return self


class ScalingSpec(Closed):
    """How the number of tasks follows their load; it is then no longer the template's."""

    min: Count = Field(1, description="the least tasks")
    max: Count = Field(description="the most tasks")
    cpu: Percentage | None = Field(None, description="percent of CPU that tasks should use")
    memory: Percentage | None = Field(None, description="percent of memory that tasks should use")
    requests: int | None = Field(
        None, ge=1, description="requests a minute that each task should get; not behind an NLB"
    )
    queue: QueueSpec | None = Field(None, description="tasks by the messages that wait for them")
    schedules: dict[
        Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9]*$")], ScheduleSpec
    ] = Field({}, description="other bounds from a time on, each by a name")
    scale_in_cooldown: int = Field(
        300, ge=0, le=86_400, description="seconds after one end of tasks before the next"
    )
    scale_out_cooldown: int = Field(
        60, ge=0, le=86_400, description="seconds after one start of tasks before the next"
    )

    @model_validator(mode="after")
    def _follows_something(self) -> Self:
        if not any((self.cpu, self.memory, self.requests, self.queue, self.schedules)):
            raise PydanticCustomError(
                "scaling", "follows nothing; give cpu, memory, requests, queue or schedules"
            )
        if isinstance(self.min, int) and isinstance(self.max, int) and self.min > self.max:
            raise PydanticCustomError("scaling", "has a min above its max")
        return self
