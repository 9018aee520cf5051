"""`make validate` and `drift`: what AWS says of the templates, and of what it finds deployed."""

from __future__ import annotations

import sys
import time
from argparse import Namespace

from generators.errors import TemplateTooLarge, UserError
from generators.verbs.reading import asked, committed

_FEW = 5
"""More stacks than that are counted, not named."""


def validate(options: Namespace) -> int:
    """Ask CloudFormation whether it takes the committed templates."""
    found = asked(options)
    steps, wrong, large = found.todo.steps, 0, 0
    for step in steps:
        try:
            said = found.reading.validate(step.name, committed(step.stack))
        except TemplateTooLarge as error:
            large += 1
            print(f"{step.stack}: not asked, as it has {error}", file=sys.stderr)
            continue
        if said:
            wrong += 1
            print(f"{step.stack}: {said}")
    good, where = len(steps) - wrong - large, found.todo.environment
    print(
        f"CloudFormation takes {good} of {len(steps)} templates ({where.region})", file=sys.stderr
    )
    return 1 if wrong else 0


def drift(options: Namespace) -> int:
    """Show what was changed by hand."""
    from generators import report
    from generators.deploy.drift import compared
    from generators.deploy.lapses import lapses
    from generators.deploy.masking import mask

    found = asked(options)
    states = {name: state for name, state in found.states().items() if state}
    if not states and options.stack:
        raise found.absent(found.todo.steps[0])
    if not states:
        raise UserError(f"nothing is deployed in {found.todo.environment.name}")
    what = ", ".join(states) if len(states) <= _FEW else f"{len(states)} stacks"
    print(f"comparing {what}: this takes a minute", file=sys.stderr)
    drifts = compared([*states], found.reading, time.sleep)
    secrets = {text for step in found.todo.steps for text in found.secrets(step)}
    report.drift(report.out(), drifts, lambda text: mask(text, secrets))
    if found.todo.environment.protected:
        stacks = {step.name: step.stack for step in found.todo.steps}
        report.lapses(
            report.out(), found.todo.environment, stacks, lapses([*states.values()], found.reading)
        )
    return 0
