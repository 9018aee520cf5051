"""`make validate` and `drift`: what AWS says of the templates, and of what it finds deployed."""

from __future__ import annotations

import sys
import time
from argparse import Namespace

from generators.errors import TemplateTooLarge, UserError
from generators.verbs.reading import asked, committed


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

    found = asked(options)
    there = [name for name, state in found.states().items() if state]
    if not there and options.stack:
        raise found.absent(found.todo.steps[0])
    if not there:
        raise UserError(f"nothing is deployed in {found.todo.environment.name}")
    print(f"comparing {', '.join(there)}: this takes a minute", file=sys.stderr)
    drifts = compared(there, found.reading, time.sleep)
    report.drift(report.out(), drifts)
    return 0
