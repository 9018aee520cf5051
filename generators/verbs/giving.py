"""`make outputs`: what the deployed stacks give to others."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from typing import TYPE_CHECKING

from generators.verbs.reading import Asked, asked, one_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generators.deploy.cloud import StackState

OUTPUTS = ("plain", "json", "env")
"""How outputs can be written."""


def outputs(options: Namespace) -> int:
    """Show the outputs of the deployed stacks."""
    form = one_of("FORMAT", options.format or OUTPUTS[0], OUTPUTS)
    found = asked(options)
    states = found.states()
    if options.stack and None in states.values():
        raise found.absent(found.todo.steps[0])
    shown = _masked(found, states)
    hidden = [
        (name, key)
        for name, state in states.items()
        for key, text in (state.outputs if state else {}).items()
        if shown[name][key] != text
    ]
    for name, key in hidden:
        if form == "env":  # a shell would take asterisks for the value
            del shown[name][key]
        what = "left out" if form == "env" else "masked"
        print(f"{what}: {key} of {name} has what a NoEcho parameter was given", file=sys.stderr)
    _print(found, shown, form, options.stack)
    return 0


def _print(found: Asked, shown: Mapping[str, dict[str, str]], form: str, only: str | None) -> None:
    from generators import report

    if form == "plain":
        report.outputs(report.out(), {step.name: shown.get(step.name) for step in found.todo.steps})
        return
    names = {step.name: step.stack for step in found.todo.steps}
    by_stack = {names[name]: own for name, own in shown.items()}
    if form == "json":
        print(json.dumps(by_stack[only] if only else by_stack, indent=2))
        return
    lines, notes = report.environment(by_stack)
    for note in notes:
        print(note, file=sys.stderr)
    for line in lines:
        print(line)


def _masked(found: Asked, states: Mapping[str, StackState | None]) -> dict[str, dict[str, str]]:
    """The outputs of each stack that is deployed: CloudFormation shows in them what it hides."""
    from generators.deploy.masking import mask

    shown: dict[str, dict[str, str]] = {}
    for step in found.todo.steps:
        if state := states[step.name]:
            secrets = found.secrets(step)
            shown[step.name] = {key: mask(text, secrets) for key, text in state.outputs.items()}
    return shown
