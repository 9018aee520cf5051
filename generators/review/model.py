"""The nouns of a review: what changes, and what that means to whoever has to say yes to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from generators.model import Value

Template = Mapping[str, Any]
"""A template as it lies in output/."""

Assigned = Mapping[str, Value]
"""The values of a stack's parameters, by parameter; one that is given none is left out."""


@dataclass(frozen=True, kw_only=True)
class Side:
    """One version of what is committed.

    `templates` are by stack; `environments` holds for each environment the stacks that are in it,
    and how their parameters get values; `order` the stacks of each environment as they are
    deployed; `facts` what AWS's own parameters, such as `AWS::Region`, are there.
    """

    templates: Mapping[str, Template]
    environments: Mapping[str, Mapping[str, Assigned]]
    order: Mapping[str, tuple[str, ...]]
    facts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


class Topic(StrEnum):
    """What a finding is about; also the words of FAIL_ON=.

    LEFT: what is deployed and belongs to nobody from now on.
    """

    REPLACE = "replace"
    RIGHTS = "rights"
    EXPOSURE = "exposure"
    PROTECTION = "protection"
    THREADS = "threads"
    LEFT = "left"


class Sense(StrEnum):
    """Which way a finding goes: only what is WORSE can fail a review."""

    WORSE = "worse"
    BETTER = "better"
    NOTE = "note"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that a change means, in words that stand alone beside the stack and the subject.

    `subject` is the logical id (or the parameter, the output) that it is about; `grave` marks what
    loses state, `fails` what CloudFormation will not carry out. `environments` are those in which
    it holds; empty: in each that the stack is in.
    """

    topic: Topic
    sense: Sense
    stack: str
    subject: str
    words: str
    grave: bool = False
    fails: bool = False
    environments: tuple[str, ...] = ()


class Action(StrEnum):
    """What a deploy does to a resource."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


class Replacement(StrEnum):
    """Whether CloudFormation makes the resource anew."""

    NO = "no"
    MAYBE = "maybe"
    YES = "yes"


@dataclass(frozen=True, kw_only=True)
class PropertyChange:
    """One property that differs. `path` is dotted, with an item's identity in brackets.

    `old` and `new` are values as `evaluate` gives them, None where there is none; secrets in them
    are masked already. `script` holds the lines of a text's diff where both are long texts;
    `follows` names what is made anew where that alone makes the property another.
    """

    path: str
    old: Any = None
    new: Any = None
    script: tuple[str, ...] = ()
    follows: tuple[str, ...] = ()
    replacement: Replacement = Replacement.NO


@dataclass(frozen=True, kw_only=True)
class ResourceChange:
    """What happens to one resource. `because` says why it is replaced, or may be.

    `refused` says why CloudFormation does not carry the change out at all: the deploy fails.
    `remaining` is what happens to one that may be removed where it stays.
    """

    logical_id: str
    type: str
    action: Action
    properties: tuple[PropertyChange, ...] = ()
    replacement: Replacement = Replacement.NO
    because: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()
    remaining: ResourceChange | None = None


@dataclass(frozen=True, kw_only=True)
class ServiceNotice:
    """What an ECS service will notice: `what` is nothing, settings, rolling, replaced …"""

    logical_id: str
    what: str
    because: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class StackReview:
    """All about one stack. `action` is None where the stack itself stays as it is.

    `environments` are those that the change reaches; `values` the parameters whose values change,
    as changes of properties whose paths are the parameters' names.
    """

    stack: str
    action: Action | None
    environments: tuple[str, ...]
    resources: tuple[ResourceChange, ...] = ()
    others: tuple[PropertyChange, ...] = ()
    values: Mapping[tuple[str, ...], tuple[PropertyChange, ...]] = field(default_factory=dict)
    services: tuple[ServiceNotice, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Review:
    """Two versions compared.

    `stacks` are those that change or that a change reaches, in the order of deploy; `unchanged`
    counts the others. `order` are the names of `stacks` for each environment that is reached.
    """

    stacks: tuple[StackReview, ...]
    findings: tuple[Finding, ...]
    order: Mapping[str, tuple[str, ...]]
    unchanged: int
