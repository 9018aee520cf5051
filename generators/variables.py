"""Which stacks of a plan read a variable of make's command line, or of the shell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generators.errors import UserError, did_you_mean
from generators.model import EnvVar, First, Joined, Plan, Step, Value
from generators.values import parts_of
from generators.wiring import Wiring

GIVEN = "MAKE_GIVEN"
"""The environment variable in which make passes on what stands on its command line."""

OPTIONS = frozenset(
    [
        "ENV",
        "STACK",
        "VERSION",
        "REPLACE",
        "CONFIRM",
        "JOBS",
        "TIMEOUT",
        "SERVICES",
        "BASE",
        "FAIL_ON",
        "FORMAT",
        "ALL",
        "SINCE",
        "FOLLOW",
        "NAME",
        "IMAGE",
        "PYTHON",
        "SHELL",
    ]
)
"""make's own variables."""

VERSION = "VERSION"
"""What make's help offers for the container version: nobody gives it without meaning something."""


def variables_shared(
    wiring: Wiring, environ: Mapping[str, str], todo: Plan
) -> dict[str, list[str]]:
    """Variables that are set and that more than one stack of the plan reads, with those stacks.

    A version given without STACK= goes to every service, which is seldom meant.
    """
    readers: dict[str, list[str]] = {}
    for step in todo.steps:
        parts = (part for value in _values(wiring, step) for part in parts_of(value))
        for name in sorted({part.name for part in parts if isinstance(part, EnvVar)}):
            if environ.get(name):
                readers.setdefault(name, []).append(step.stack)
    return {name: stacks for name, stacks in readers.items() if len(stacks) > 1}


def version_unread(wiring: Wiring, environ: Mapping[str, str], todo: Plan) -> bool:
    """Whether a version is given that can be the value of nothing in the plan.

    Then an earlier one is not deployed again, and nothing would say so.
    """
    values = (value for step in todo.steps for value in _values(wiring, step))
    return bool(environ.get(VERSION)) and not any(_reads(value, VERSION) for value in values)


def refuse_unread(wiring: Wiring, environ: Mapping[str, str]) -> None:
    """Raise `UserError` for a variable on make's command line that neither make nor params read.

    `MAKE_GIVEN` has their names, and is not there without make.
    """
    values = (one.value for stack in wiring.assignments.values() for one in stack.values())
    parts = (part for value in values for part in parts_of(value))
    known = {*OPTIONS, *(part.name for part in parts if isinstance(part, EnvVar))}
    for name in environ.get(GIVEN, "").split():
        if name not in known:
            hint = did_you_mean(name, known)
            raise UserError(
                f"{name}= is read by nothing: neither by make nor by a stack's !Env{hint}",
                advice="nothing was done; README.md lists make's variables",
            )


def _values(wiring: Wiring, step: Step) -> Iterator[Value]:
    return (assignment.value for assignment in wiring.assignments[step.stack].values())


def _reads(value: Value, variable: str) -> bool:
    match value:
        case EnvVar(name):
            return name == variable
        case Joined(items):
            return any(_reads(item, variable) for item in items)
        case First(options):
            for option in options:
                if _reads(option, variable):
                    return True
                if isinstance(option, str):
                    return False  # it has a value: what stands after it is never looked at
    return False
