"""The verbs that ask or change what is deployed."""

from __future__ import annotations

import os
from argparse import Namespace
from typing import TYPE_CHECKING

from generators.verbs.asking import approver, confirm_deletion
from generators.verbs.project import ROOT, checked

if TYPE_CHECKING:
    from generators.deploy.cloud import Cloud, StackState
    from generators.model import Plan


def plan(options: Namespace) -> int:
    """Show what deploy would do, and change nothing."""
    from generators import report
    from generators.deploy.clock import SystemClock
    from generators.deploy.preview import preview
    from generators.planning import plan as steps

    todo = steps(checked().wiring(options.env), os.environ, only=options.stack)
    report.plan(report.out(), preview(todo, _cloud(todo), SystemClock()))
    return 0


def deploy(options: Namespace) -> int:
    """Create or update the stacks in order."""
    from generators import report
    from generators.deploy import engine
    from generators.deploy.clock import SystemClock
    from generators.planning import plan as steps

    todo = steps(checked().wiring(options.env), os.environ, only=options.stack)
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

    report.outputs(report.out(), _states(options))
    return 0


def delete(options: Namespace) -> int:
    """Delete the stacks in reverse order."""
    from generators import report
    from generators.deploy import deletion
    from generators.deploy.clock import SystemClock
    from generators.planning import outline

    todo = outline(checked().wiring(options.env), os.environ, only=options.stack)
    confirm_deletion(todo, options.confirm)
    progress = report.Progress(report.err())
    ended = deletion.delete(todo, _cloud(todo), SystemClock(), progress)
    report.summary(report.out(), ended)
    return 0 if ended.ok else 1


def _cloud(todo: Plan) -> Cloud:
    from generators.deploy import session

    return session.connect(todo.environment, ROOT).cloud()


def _states(options: Namespace) -> dict[str, StackState | None]:
    from generators.planning import outline

    todo = outline(checked().wiring(options.env), os.environ, only=options.stack)
    cloud = _cloud(todo)
    return {step.name: cloud.stack(step.name) for step in todo.steps}
