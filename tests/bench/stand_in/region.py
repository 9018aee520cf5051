"""The stacks of a region and what becomes of them as time passes."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import uuid4

from tests.bench.stand_in import templates
from tests.bench.stand_in.templates import Template, invalid

ACCOUNT, REGION = "000000000000", "eu-west-1"

Time = Callable[[], float]


@dataclass(frozen=True, kw_only=True)
class Version:
    """What a stack is made of: the template as given, its parameters and the stack's tags."""

    body: str
    template: Template
    parameters: Mapping[str, str]
    tags: Mapping[str, str]


@dataclass(kw_only=True)
class ChangeSet:
    """A change set; it is worked out at `ready`."""

    id: str
    name: str
    token: str
    version: Version
    ready: float
    changes: list[dict[str, Any]]
    empty: bool


@dataclass(kw_only=True)
class Stack:
    """A stack; `operation` counts what was begun on it, `before` is what an update changes."""

    name: str
    id: str
    version: Version
    created: datetime
    updated: datetime | None = None
    deleted: datetime | None = None
    status: str = "REVIEW_IN_PROGRESS"
    token: str = ""
    operation: int = 0
    before: Version | None = None
    protected: bool = False
    outputs: list[dict[str, str]] = field(default_factory=list)
    resources: dict[str, str] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)
    change_sets: dict[str, ChangeSet] = field(default_factory=dict)

    @property
    def busy(self) -> bool:
        """Whether an operation is under way on it."""
        return self.status.endswith("_IN_PROGRESS") and self.status != "REVIEW_IN_PROGRESS"

    def type_of(self, logical_id: str) -> str:
        """The type of one of its resources."""
        versions = [self.version, *([self.before] if self.before else [])]
        found = (one.template["Resources"].get(logical_id) for one in versions)
        return next((str(one["Type"]) for one in found if one), "")


class Region:
    """All stacks, those that are gone too. Operations take `seconds`, change sets a part of it."""

    def __init__(self, seconds: float, time: Time) -> None:
        self.seconds, self.time = seconds, time
        self.stacks: dict[str, Stack] = {}
        self._names: dict[str, str] = {}
        self._due: list[tuple[float, int, Stack, int, Callable[[], None]]] = []
        self._numbers = count()

    def find(self, name: str) -> Stack | None:
        """The stack of that id, or the one that has that name now."""
        return self.stacks.get(self._names.get(name, name))

    def known(self, name: str, message: str = "Stack with id {} does not exist") -> Stack:
        """The same, or CloudFormation's word that there is none."""
        if found := self.find(name):
            return found
        raise invalid(message.format(name))

    def add(self, name: str, version: Version) -> Stack:
        """A stack that nothing has been done with yet."""
        stack = Stack(
            name=name, id=arn(f"stack/{name}/{uuid4()}"), version=version, created=datetime.now(UTC)
        )
        self.stacks[stack.id] = stack
        self._names[name] = stack.id
        return stack

    def advance(self) -> None:
        """Let happen what is due by now."""
        now = self.time()
        while self._due and self._due[0][0] <= now:
            _, _, stack, operation, act = heapq.heappop(self._due)
            if stack.operation == operation:
                act()

    def later(self, stack: Stack, part: float, act: Callable[[], None]) -> None:
        """Do that after a part of an operation's time, unless another has begun by then."""
        at = self.time() + part * self.seconds
        heapq.heappush(self._due, (at, next(self._numbers), stack, stack.operation, act))

    def becomes(self, stack: Stack, status: str, reason: str | None = None) -> None:
        """The stack has another status, and an event says so."""
        stack.status = status
        tell(stack, stack.name, stack.id, "AWS::CloudFormation::Stack", status, reason)
        if status == "DELETE_COMPLETE":
            stack.deleted = datetime.now(UTC)
            del self._names[stack.name]
        if status in ("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"):
            have = stack.version.parameters
            stack.outputs = templates.outputs(stack.name, stack.version.template, have)


def tell(
    stack: Stack, logical_id: str, physical_id: str, kind: str, status: str, reason: str | None
) -> None:
    """One more event of the stack."""
    stack.events.append(
        {
            "StackId": stack.id,
            "EventId": uuid4(),
            "StackName": stack.name,
            "LogicalResourceId": logical_id,
            "PhysicalResourceId": physical_id,
            "ResourceType": kind,
            "Timestamp": datetime.now(UTC),
            "ResourceStatus": status,
            "ResourceStatusReason": reason,
            "ClientRequestToken": stack.token or None,
        }
    )


def arn(rest: str) -> str:
    """An ARN of CloudFormation's in this region."""
    return f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:{rest}"
