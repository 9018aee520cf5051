"""What is known of one ECS service, as data.

Texts are AWS's own words or the application's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Message:
    """Something that a service or a group said of itself, and when."""

    at: datetime
    text: str


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """A deployment of a service; `status` PRIMARY is the newest, `rollout` AWS's rolloutState."""

    id: str
    status: str
    task_definition: str
    rollout: str = ""
    reason: str = ""
    running: int = 0
    failed: int = 0


@dataclass(frozen=True, kw_only=True)
class Container:
    """A container of a task; `exit_code` is None where it never ran or still does."""

    name: str
    image: str = ""
    exit_code: int | None = None
    reason: str = ""
    health: str = ""


@dataclass(frozen=True, kw_only=True)
class TaskFacts:
    """A task of the service, by its short id; `reason` and `code` are why it was stopped."""

    id: str
    task_definition: str
    status: str
    code: str = ""
    reason: str = ""
    health: str = ""
    at: datetime | None = None
    containers: tuple[Container, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Target:
    """What a load balancer thinks of a task: its state, and for other than healthy the reason."""

    id: str
    port: int
    state: str
    reason: str = ""
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class TargetGroup:
    """A target group; `check` is how it asks, such as `HTTP /health, expecting 200, in 5 s`."""

    name: str
    check: str = ""
    targets: tuple[Target, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Log:
    """The last lines that a container wrote, oldest first."""

    container: str
    group: str
    stream: str
    lines: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ServiceFacts:
    """An ECS service of the stack; `events` and `tasks` are newest first.

    `status` is empty where ECS did not describe it.
    """

    name: str
    cluster: str
    status: str = "ACTIVE"
    desired: int = 0
    running: int = 0
    pending: int = 0
    events: tuple[Message, ...] = ()
    deployments: tuple[Deployment, ...] = ()
    tasks: tuple[TaskFacts, ...] = ()
    groups: tuple[TargetGroup, ...] = ()
    logs: tuple[Log, ...] = ()

    @property
    def stopped(self) -> tuple[TaskFacts, ...]:
        """The tasks that have come to their end, or are about to."""
        return tuple(task for task in self.tasks if task.code or task.reason)
