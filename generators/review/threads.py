"""Parameters and outputs: what appears, vanishes or changes its type, and who has no value now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generators.model import OutputOf, Value
from generators.review import lacking
from generators.review.masking import MASK, masked
from generators.review.model import (
    Finding,
    Replacement,
    Sense,
    Side,
    Topic,
)
from generators.review.values import said
from generators.values import outputs_in

_SOME = 3


def of_templates(stack: str, before: Side, after: Side) -> Iterator[Finding]:
    """What a stack's template declares otherwise than before."""
    yield from _parameters(
        stack, _section(before, stack, "Parameters"), _section(after, stack, "Parameters")
    )
    olds, news = _section(before, stack, "Outputs"), _section(after, stack, "Outputs")
    for name in news:
        if name not in olds:
            yield _finding(stack, name, "is a new output", Sense.NOTE)
    for name in olds:
        if name not in news:
            took = _read_by(_readers(before, OutputOf(stack, name)), "took it")
            yield _finding(stack, name, f"is no output any more{took}", Sense.NOTE)


def _section(side: Side, stack: str, name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = side.templates.get(stack, {}).get(name, {})
    return found


def _parameters(
    stack: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[Finding]:
    for name, declared in after.items():
        if name not in before:
            default = _shown(name, declared["Default"]) if _shows(declared) else ""
            yield _finding(stack, name, f"is a new parameter{default}", Sense.NOTE)
        elif before[name]["Type"] != declared["Type"]:
            words = f"is of type {declared['Type']} now, no longer {before[name]['Type']}"
            yield _finding(stack, name, words, Sense.NOTE)
    for name in before:
        if name not in after:
            yield _finding(stack, name, "is no parameter any more", Sense.NOTE)


def _shows(declared: Mapping[str, Any]) -> bool:
    return "Default" in declared and declared.get("NoEcho") not in (True, "true")


def _shown(name: str, default: object) -> str:
    without = masked(default, name)
    return " (default not shown)" if without == MASK else f" (default {without!r})"


def _readers(side: Side, output: OutputOf) -> list[str]:
    """Who takes an output, as stack.Parameter."""
    found = (
        f"{stack}.{name}"
        for stacks in side.environments.values()
        for stack, assigned in stacks.items()
        for name, value in assigned.items()
        if output in outputs_in(value)
    )
    return list(dict.fromkeys(found))


def _read_by(readers: list[str], verb: str) -> str:
    if not readers:
        return ""
    more = f" and {len(readers) - _SOME} more" if len(readers) > _SOME else ""
    return f"; {', '.join(readers[:_SOME])}{more} {verb}"


def of_environment(environment: str, before: Side, after: Side) -> Iterator[Finding]:
    """Which stacks of one environment lack a value now, and who took what is gone."""
    olds = before.environments.get(environment, {})
    for stack, assigned in after.environments.get(environment, {}).items():
        given = olds.get(stack, {})
        lacked = lacking.lacking(before.templates.get(stack, {}), given, before)
        now = lacking.lacking(after.templates.get(stack, {}), assigned, after)
        now |= lacking.refused(stack, (before, after), (given, assigned))
        for name, why in now.items():
            if lacked.get(name) != why:
                why += _until_now(given.get(name)) if name not in assigned else ""
                yield _finding(stack, name, why, Sense.WORSE, environment)
    yield from _left(environment, before, after)


def of_outputs(
    environment: str, moved: Mapping[str, Mapping[str, Replacement]], after: Side
) -> Iterator[Finding]:
    """Outputs that get another value, and who takes them there."""
    readers: dict[OutputOf, list[str]] = {}
    for stack, assigned in after.environments.get(environment, {}).items():
        for name, value in assigned.items():
            for output in outputs_in(value):
                readers.setdefault(output, []).append(f"{stack}.{name}")
    for stack, outputs in moved.items():
        for name, how in outputs.items():
            if found := readers.get(OutputOf(stack, name)):
                may = "may get" if how == Replacement.MAYBE else "gets"
                take = _read_by(found, "takes it" if len(found) == 1 else "take it")
                yield _finding(stack, name, f"{may} another value{take}", Sense.NOTE, environment)


def _until_now(value: Value | None) -> str:
    outputs = list(outputs_in(value)) if value is not None else []
    return f"; until now it took {said(outputs[0])}" if outputs else ""


def _left(environment: str, before: Side, after: Side) -> Iterator[Finding]:
    """Readers, until now, of outputs of stacks that are gone altogether."""
    now = after.environments.get(environment, {})
    for stack, assigned in now.items():
        for name, value in assigned.items():
            for output in outputs_in(value):
                gone = output.stack in before.templates and output.stack not in after.templates
                if gone:
                    words = f"takes {said(output)}, but {output.stack} is declared no more"
                    yield _finding(stack, name, words, Sense.WORSE, environment)


def _finding(
    stack: str, subject: str, words: str, sense: Sense, environment: str | None = None
) -> Finding:
    return Finding(
        topic=Topic.THREADS,
        sense=sense,
        stack=stack,
        subject=subject,
        words=words,
        environments=(environment,) if environment else (),
    )
