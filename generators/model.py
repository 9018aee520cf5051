"""The nouns that the stages hand to each other. All of them are frozen; nobody mutates an input."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class OutputOf:
    """An output of another stack, known only once that stack is deployed.

    In a `Stack` as read from params, `stack` is the name of a file in `params/` or of a stack
    outside this repository; in a `Plan` it is CloudFormation's name of the stack, prefix included.
    """

    stack: str
    output: str


@dataclass(frozen=True)
class EnvVar:
    """A variable of the process environment; one that is empty counts as not set."""

    name: str


@dataclass(frozen=True)
class Previous:
    """What the deployed stack has for this same parameter."""


@dataclass(frozen=True)
class First:
    """The first of its options that has a value."""

    options: tuple[Value, ...]


@dataclass(frozen=True)
class Joined:
    """A list, which CloudFormation's API takes as one string joined by commas."""

    items: tuple[Value, ...]


Value = str | OutputOf | EnvVar | Previous | First | Joined
"""What may stand for a parameter's value: text, or an object that is resolved just before use."""


@dataclass(frozen=True, kw_only=True)
class Environment:
    """Where stacks are deployed.

    `account` has 12 digits; `prefix` goes before stack names; `outside` are stacks of others that
    might be taken for a slip in the name of one here; `bucket` takes large templates (empty: none).
    Stacks of one that is `protected` are not deleted, and keep what holds state.
    """

    name: str
    account: str
    region: str
    prefix: Value = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    outside: tuple[str, ...] = ()
    bucket: str = ""
    emulator: bool = False
    protected: bool = False


@dataclass(frozen=True, kw_only=True)
class Stack:
    """One CloudFormation stack as declared by one file in `params/`.

    `parameters` are the values for every environment; `environments` holds what one environment
    says differently, and None for an environment that leaves the stack out. `spec` is the model of
    the stack's kind; `waived` gives a reason for each of cfn-lint's rules that is not to count.
    """

    name: str
    kind: str
    parent: str | None
    spec: Any
    parameters: Mapping[str, Value]
    environments: Mapping[str, Mapping[str, Value] | None]
    waived: Mapping[str, str] = field(default_factory=dict)

    def is_in(self, environment: str) -> bool:
        """Whether the stack is deployed in that environment."""
        return self.environments.get(environment, {}) is not None

    def given(self, environment: str) -> Mapping[str, Value]:
        """The values given for that environment; the environment's own win."""
        return {**self.parameters, **(self.environments.get(environment) or {})}


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """How one parameter of one step gets its value.

    `origin` is `given`, `parent` or `default`. In a Plan no `EnvVar` is left in `value`. A value
    whose parameter is `no_echo` is never shown.
    """

    value: Value
    origin: str
    no_echo: bool = False


@dataclass(frozen=True, kw_only=True)
class Step:
    """One stack to deploy (or delete).

    `stack` is its name in `params/`, `name` CloudFormation's name for it; `template` is the text of
    the committed template; `needs` are the CloudFormation names of the steps of the same plan that
    must have ended well before this one may start.
    """

    stack: str
    name: str
    template: str
    parameters: Mapping[str, Assignment]
    tags: Mapping[str, str]
    needs: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What to deploy where; the steps stand in an order in which they can be carried out."""

    environment: Environment
    steps: tuple[Step, ...]
