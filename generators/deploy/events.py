"""What happened during a deploy or a delete, as data. Knows no terminal.

`stack` is CloudFormation's name of the stack everywhere, times are in seconds, and no value that a
deploy gives to a NoEcho parameter is in any of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from generators.deploy.cloud import Change

if TYPE_CHECKING:
    from generators.deploy.diagnose.why import Explanation

Action = Literal["create", "recreate", "update", "delete", "cancel", "roll back"]
Outcome = Literal[
    "created",
    "created anew",
    "updated",
    "up to date",
    "deleted",
    "nothing to delete",
    "rolled back",
]


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Somebody else's operation on the stack has `status`; ours begins when it has ended."""

    stack: str
    status: str


@dataclass(frozen=True, kw_only=True)
class StackStarted:
    """An operation on the stack begins.

    `status` is what the stack had until now, empty for a new one. `changes` are those of an
    update's change set. `recreate` means that a stack without resources is deleted first.
    """

    stack: str
    action: Action
    status: str = ""
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ResourceEvent:
    """Something happened to a resource of the stack, or to the stack itself."""

    stack: str
    logical_id: str
    type: str
    status: str
    reason: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class ReplacementsFound:
    """The stack's change set replaces or removes (or may) these; it stops here for a yes."""

    stack: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, kw_only=True)
class TimedOut:
    """The stack's operation takes longer than it may; `status` is what it has now.

    With `cancelled` it is an update, which is being rolled back; anything else is left alone.
    """

    stack: str
    status: str
    seconds: float
    cancelled: bool


@dataclass(frozen=True, kw_only=True)
class Cause:
    """A resource that failed, and what CloudFormation says about it."""

    logical_id: str
    type: str
    status: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class StackFinished:
    """The stack is as it should be.

    `seconds` are those since its `StackStarted`, 0 where nothing was begun; `left` are resources
    that it no longer has but that could not be deleted: they still exist.
    """

    stack: str
    outcome: Outcome
    seconds: float = 0.0
    outputs: Mapping[str, str] = field(default_factory=dict)
    left: tuple[Cause, ...] = ()


@dataclass(frozen=True, kw_only=True)
class StackFailed:
    """The stack did not reach what it should be.

    `status` is what CloudFormation has for it now, empty where no operation began; `seconds` are as
    in `StackFinished`; `reason` says what went wrong, `advice`, if any, what to do next. With
    `declined` nothing went wrong: nobody said yes to the change, so it was not made.
    """

    stack: str
    reason: str
    seconds: float
    status: str = ""
    cause: Cause | None = None
    advice: str | None = None
    declined: bool = False


@dataclass(frozen=True, kw_only=True)
class Explained:
    """Why the stack's operation fails, as far as can be seen: mostly while it is rolled back.

    Without `failed` nothing has failed yet, but a service of the stack takes long to settle.
    """

    stack: str
    explanation: Explanation
    failed: bool = True


@dataclass(frozen=True, kw_only=True)
class Noted:
    """Something worth knowing that keeps nothing from going on; `stack` is empty for all of it."""

    text: str
    stack: str = ""


@dataclass(frozen=True, kw_only=True)
class StackSkipped:
    """Nothing was done, as the stacks in `because`, which it waits for, did not end well."""

    stack: str
    because: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Interrupted:
    """It ends here, before its time: what CloudFormation still works on, and what was not begun.

    `resumable` means that the same command, run again, goes on from here. A mistake in this program
    would only be met again.
    """

    running: tuple[str, ...]
    waiting: tuple[str, ...]
    resumable: bool = True


Ended = StackFinished | StackFailed | StackSkipped
Event = (
    Waiting
    | StackStarted
    | ResourceEvent
    | ReplacementsFound
    | TimedOut
    | Explained
    | Noted
    | Ended
    | Interrupted
)


@dataclass(frozen=True, kw_only=True)
class Summary:
    """How each stack of the plan ended, in the plan's order (a deletion's is the other way)."""

    ended: tuple[Ended, ...]

    @property
    def ok(self) -> bool:
        """Whether every stack is as it should be."""
        return all(isinstance(end, StackFinished) for end in self.ended)

    @property
    def failed(self) -> tuple[str, ...]:
        """The stacks that failed; those skipped on their account are not among them."""
        return tuple(end.stack for end in self.ended if isinstance(end, StackFailed))
