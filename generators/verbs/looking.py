"""`make status`, `outputs` and `events`: what is deployed, what it gives, and how it came to be."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from typing import TYPE_CHECKING

from generators.verbs.reading import Asked, asked, one_asked, one_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generators.deploy.cloud import StackState
    from generators.deploy.serving import Serving

SERVICE = "AWS::ECS::Service"

OUTPUTS = ("plain", "json", "env")
"""How outputs can be written."""


def status(options: Namespace) -> int:
    """Show the deployed stacks, and the tasks of their services."""
    from generators import report

    found = asked(options)
    states = found.states()
    report.status(report.out(), found.todo.environment, states, _services(found, states))
    return 0


def outputs(options: Namespace) -> int:
    """Show the outputs of the deployed stacks."""
    from generators import report

    form = one_of("FORMAT", options.format or OUTPUTS[0], OUTPUTS)
    found = asked(options)
    states = found.states()
    names = {step.name: step.stack for step in found.todo.steps}
    if options.stack and None in states.values():
        raise found.absent(found.todo.steps[0])
    if form == "json":
        by_stack = {names[name]: dict(one.outputs) for name, one in states.items() if one}
        shown = by_stack[options.stack] if options.stack else by_stack
        print(json.dumps(shown, indent=2))
    elif form == "env":
        lines, notes = report.environment(
            {names[name]: one.outputs for name, one in states.items() if one}
        )
        for note in notes:
            print(note, file=sys.stderr)
        for line in lines:
            print(line)
    else:
        report.outputs(report.out(), states)
    return 0


def events(options: Namespace) -> int:
    """Show what CloudFormation did with a stack, and why it failed."""
    from generators import report

    found, step = one_asked(options)
    told = found.reading.events(step.name, older=options.all)
    if not told:
        raise found.absent(step)
    report.events(report.out(), step.name, told)
    return 0


def _services(
    found: Asked, states: Mapping[str, StackState | None]
) -> dict[str, dict[str, Serving]]:
    """The services of each stack that has some, by their logical ids."""
    from generators.deploy.serving import Services

    arns: dict[str, dict[str, str]] = {}
    for step in found.todo.steps:
        types = {one["Type"] for one in found.found.templates[step.stack]["Resources"].values()}
        if SERVICE in types and states[step.name] is not None:
            arns[step.name] = {
                resource.logical_id: resource.physical_id
                for resource in found.reading.resources(step.name)
                if resource.type == SERVICE
            }
    if not arns:
        return {}
    every = [arn for own in arns.values() for arn in own.values()]
    serving = Services(found.connection.client("ecs")).serving(every)
    return {
        name: {key: serving[arn] for key, arn in own.items() if arn in serving}
        for name, own in arns.items()
    }
