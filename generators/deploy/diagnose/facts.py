"""What is known of a failure, as data: all that the rules go by. Knows no AWS client.

Texts are AWS's own words or the application's; `hiding` has taken the secrets out of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from generators.deploy.diagnose.service_facts import (
    Container,
    Deployment,
    Log,
    Message,
    ServiceFacts,
    Target,
    TargetGroup,
    TaskFacts,
)

__all__ = [
    "Activity",
    "Container",
    "Deployment",
    "Facts",
    "Failed",
    "Instance",
    "Log",
    "Message",
    "Room",
    "ServiceFacts",
    "Signals",
    "Target",
    "TargetGroup",
    "TaskFacts",
]


@dataclass(frozen=True, kw_only=True)
class Failed:
    """A resource of the stack that failed by itself, and CloudFormation's reason."""

    logical_id: str
    type: str
    status: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Signals:
    """What a resource that waits for instances has heard: ids of those that sent a signal.

    `missed` is how many of a batch have sent none in time, each of which counts as a failure.
    """

    logical_id: str
    succeeded: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    missed: int = 0


@dataclass(frozen=True, kw_only=True)
class Instance:
    """A container instance and what is left of it: CPU units, MiB."""

    id: str
    status: str
    connected: bool
    cpu: int
    memory: int


@dataclass(frozen=True, kw_only=True)
class Room:
    """The container instances that a cluster has."""

    cluster: str
    instances: tuple[Instance, ...]


@dataclass(frozen=True, kw_only=True)
class Activity:
    """Something that an Auto Scaling group tried and could not do."""

    at: datetime
    group: str
    status: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Facts:
    """All that could be found out.

    `stack` is the stack's name in `params/`; `notes` say what could not be looked at, and why.
    """

    stack: str = ""
    failed: tuple[Failed, ...] = ()
    signals: tuple[Signals, ...] = ()
    services: tuple[ServiceFacts, ...] = ()
    rooms: tuple[Room, ...] = ()
    activities: tuple[Activity, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def file(self) -> str:
        """The file in `params/` that says what the stack is to be."""
        return f"params/{self.stack or '<stack>'}.yaml"
