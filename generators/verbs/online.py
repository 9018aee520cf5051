"""The verbs that ask or change what is deployed."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from typing import TYPE_CHECKING

from generators.errors import UserError
from generators.verbs.asking import approver
from generators.verbs.project import ROOT, fresh, proved

if TYPE_CHECKING:
    from generators.deploy.cloud import Cloud, StackState
    from generators.model import Plan


def plan(options: Namespace) -> int:
    """Show what deploy would do, and change nothing."""
    from generators import report
    from generators.deploy.clock import SystemClock
    from generators.deploy.preview import preview

    todo = _planned(options)
    report.plan(report.out(), preview(todo, _cloud(todo), SystemClock()))
    return 0


def deploy(options: Namespace) -> int:
    """Create or update the stacks in order."""
    from generators import report
    from generators.deploy import engine
    from generators.deploy.clock import SystemClock

    todo = _planned(options)
    approve = approver(options.replace, todo)
    progress = report.Progress(report.err())
    ended = engine.deploy(todo, _cloud(todo), SystemClock(), progress, approve)
    report.summary(report.out(), ended)
    return 0 if ended.ok else 1


def status(options: Namespace) -> int:
    """Show the deployed stacks."""
    from generators import report

    report.status(report.out(), _states(options))
    return 0


def outputs(options: Namespace) -> int:
    """Show the outputs of the deployed stacks."""
    from generators import report

    states = _states(options)
    report.outputs(report.out(), states)
    if options.stack and None in states.values():
        raise UserError(f"{options.stack} is not deployed in {options.env}")
    return 0


def _planned(options: Namespace) -> Plan:
    """The plan that the command line asks for, its templates those that are committed."""
    from generators.planning import plan as steps
    from generators.planning import variables_shared

    found = proved()
    wiring = found.wiring(options.env)
    todo = steps(wiring, os.environ, only=options.stack)
    fresh(found)
    for variable, stacks in variables_shared(wiring, os.environ, todo).items():
        # Its value stays out of this: it may be meant for a NoEcho parameter.
        what = f"{variable} goes to {' and '.join(stacks)}"
        print(f"{what}; STACK= picks one of them", file=sys.stderr)
    return todo


def _cloud(todo: Plan) -> Cloud:
    from generators.deploy import session

    return session.connect(todo.environment, ROOT).cloud()


def _states(options: Namespace) -> dict[str, StackState | None]:
    from generators.planning import outline

    todo = outline(proved().wiring(options.env), os.environ, only=options.stack)
    cloud = _cloud(todo)
    return {step.name: cloud.stack(step.name) for step in todo.steps}
