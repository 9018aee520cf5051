"""CloudFormation as the engine sees it: nouns of ours, and the few verbs that the engine needs.

Whatever begins something takes a `token`: called again with the same one, it begins it once.

`cloudformation.CloudFormation` speaks to AWS; the tests have an implementation in memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from generators.constraints import MAX_TEMPLATE
from generators.model import Previous

Argument = str | Previous
"""What the API takes for a parameter: its text, or the word to keep what the stack has."""


@dataclass(frozen=True, kw_only=True)
class StackState:
    """A stack as CloudFormation describes it.

    `parameters` are as deployed, NoEcho ones masked as `****`; `reason` is what CloudFormation says
    of `status`, often nothing; `updated` is None until the first update.
    """

    name: str
    id: str
    status: str
    created: datetime
    updated: datetime | None = None
    reason: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    outputs: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    protected: bool = False


@dataclass(frozen=True, kw_only=True)
class StackPage:
    """Some of a region's stacks; `more` asks for those that come after them, empty at the end."""

    stacks: tuple[StackState, ...]
    more: str = ""


@dataclass(frozen=True, kw_only=True)
class StatusPage:
    """Statuses of some of a region's stacks, by their ids; `more` as in `StackPage`."""

    statuses: Mapping[str, str]
    more: str = ""


@dataclass(frozen=True, kw_only=True)
class Desired:
    """What a stack is to be; every parameter and every tag is named.

    `name` is CloudFormation's name of the stack, `template` the text of its template, `url` where
    that lies, should it be too large for a call.
    """

    name: str
    template: str = field(repr=False)
    # Some of these may be NoEcho, so none of them shows up in a log or a traceback.
    parameters: Mapping[str, Argument] = field(repr=False)
    tags: Mapping[str, str]
    url: str = ""

    @property
    def large(self) -> bool:
        """Whether the template does not fit into a call."""
        return len(self.template.encode()) > MAX_TEMPLATE


@dataclass(frozen=True, kw_only=True)
class Resource:
    """A resource that a stack has; `physical_id` is what `Ref` of it gives."""

    logical_id: str
    physical_id: str
    type: str


@dataclass(frozen=True, kw_only=True)
class Operation:
    """A create, update or delete that CloudFormation has accepted; its events carry `token`."""

    stack: str
    id: str
    token: str


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A change set that was asked for; `stack` is the stack's name, `id` the change set's ARN."""

    stack: str
    stack_id: str
    id: str


@dataclass(frozen=True, kw_only=True)
class Trigger:
    """Why a resource may have to be replaced: a property, and the source of its change.

    `source` is CloudFormation's ChangeSource; for ResourceReference `entity` is the logical id that
    is referred to, for ResourceAttribute that and the attribute, as in `LaunchTemplate.Version`.
    """

    source: str
    entity: str = ""


@dataclass(frozen=True, kw_only=True)
class Change:
    """What a change set would do to one resource.

    `action` is Add, Modify, Remove, Import or Dynamic (not known before it happens);
    `replacement` is True, False or Conditional as text, and empty where CloudFormation does not
    say; `properties` are the names of the properties (or of other attributes) that differ;
    `triggers` are what may cause a replacement; `policy` is CloudFormation's PolicyAction, such as
    `ReplaceAndRetain`, empty where it tells none.
    """

    action: str
    logical_id: str
    type: str
    replacement: str = ""
    properties: tuple[str, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    policy: str = ""


@dataclass(frozen=True, kw_only=True)
class ChangeSet:
    """A change set that CloudFormation has worked out.

    `empty` means that there is nothing to do. It can have no changes and still not be empty: an
    output or a tag differs. `failure` says why there is none, and is empty if there is.
    """

    changes: tuple[Change, ...] = ()
    empty: bool = False
    failure: str = ""


@dataclass(frozen=True, kw_only=True)
class StackEvent:
    """One line of a stack's history; `cause` marks a failure that is not the echo of another's."""

    id: str
    logical_id: str
    physical_id: str
    type: str
    status: str
    reason: str
    at: datetime
    token: str
    cause: bool = False


class Cloud(Protocol):
    """What the engine asks of CloudFormation.

    Every method raises `CannotReachAWS` where nothing got through (`Throttled` and `NoAnswer` where
    it may next time), and `Refused`, which names the stack, where CloudFormation said no
    (`Overtaken` where somebody else was quicker).
    """

    def stack(self, name: str) -> StackState | None:
        """The stack of that name or id; None where there is none (or none any more)."""

    def stacks(self, after: str = "") -> StackPage:
        """A page of all stacks of the region that exist."""

    def statuses(self, after: str = "") -> StatusPage:
        """A page of what has neither ended well nor gone: in progress, failed, rolled back."""

    def deletions(self, after: str = "") -> StatusPage:
        """A page of the stacks that were deleted, which CloudFormation remembers for 90 days."""

    def template(self, stack: str) -> object:
        """The template that the stack was given: parsed where it is JSON, None without a stack."""

    def resources(self, stack: str) -> tuple[Resource, ...]:
        """The resources that the stack has; none where there is no such stack."""

    def place(self, desired: Desired) -> Desired:
        """The same, its template put where CloudFormation can read it if it is too large."""

    def create(self, desired: Desired, token: str = "") -> Operation:
        """Begin to create a stack."""

    def propose(self, desired: Desired, token: str = "") -> Proposal:
        """Ask for a change set for a stack that exists; `change_set` has the answer."""

    def change_set(self, proposal: Proposal) -> ChangeSet | None:
        """What was proposed, or None while CloudFormation is still at it."""

    def execute(self, proposal: Proposal, token: str = "") -> Operation:
        """Begin to do what was proposed."""

    def discard(self, proposal: Proposal) -> None:
        """Delete a change set that will not be executed."""

    def delete(self, state: StackState, token: str = "") -> Operation:
        """Begin to delete a stack."""

    def cancel(self, state: StackState, token: str = "") -> Operation:
        """Have an update that is under way rolled back."""

    def roll_back(self, state: StackState, token: str = "") -> Operation:
        """Begin, or begin again, to roll back an update that failed and stayed so."""

    def events(self, operation: Operation, after: str) -> tuple[StackEvent, ...]:
        """The operation's events that are newer than the one with the id `after`, oldest first."""
