"""The verbs that ask or change what is deployed."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from typing import TYPE_CHECKING

from generators.verbs.asking import approver
from generators.verbs.committing import warn, warns
from generators.verbs.limits import terms
from generators.verbs.project import ROOT, fresh, proved
from generators.verbs.showing import noted, showing

if TYPE_CHECKING:
    from generators.deploy.session import Connection
    from generators.model import Plan


def plan(options: Namespace) -> int:
    """Show what deploy would do, and change nothing."""
    from generators import report
    from generators.deploy import session
    from generators.deploy.preview import preview

    todo = _planned(options)
    connection = session.connect(todo.environment, ROOT)
    steps = preview(
        todo,
        connection.paced(),
        noted,
        terms(options, connection),
        templates=warns(todo.environment),
    )
    if warns(todo.environment):
        warn(todo, {step.stack: step.deployed for step in steps}, ROOT)
    report.plan(report.out(), steps)
    return 0


def deploy(options: Namespace) -> int:
    """Create or update the stacks in order."""
    from generators.deploy import session

    todo = _planned(options)
    approve = approver(options.replace, todo, asks=options.format != "json")
    connection = session.connect(todo.environment, ROOT)
    # Whoever has no credentials hears of that before the rest is loaded.
    from generators.deploy import engine

    print(_preflight(todo, connection, options.jobs), file=sys.stderr)
    with showing(todo, "deploy", options.format) as show:
        ended = engine.deploy(
            todo,
            connection.paced(),
            show,
            approve,
            terms(options, connection),
            protector=connection.protecting() if todo.environment.protected else None,
        )
    show.summary(ended)
    return 0 if ended.ok else 1


def _preflight(todo: Plan, connection: Connection, jobs: int) -> str:
    where = f"{todo.environment.name}: account {connection.account}, {connection.region}"
    count = f"{len(todo.steps)} stack{'s' if len(todo.steps) != 1 else ''}"
    return f"{where}, as {connection.caller}\n{count}, at most {jobs} at once (JOBS=)"


def _planned(options: Namespace) -> Plan:
    """The plan that the command line asks for, its templates those that are committed."""
    from generators.planning import plan as steps
    from generators.variables import refuse_unread, variables_shared, version_unread

    found = proved()
    wiring = found.wiring(options.env)
    refuse_unread(wiring, os.environ)
    todo = steps(wiring, os.environ, only=options.stack)
    fresh(found)
    if version_unread(wiring, os.environ, todo):
        which = options.stack or "no stack here"
        reads = "does not read it" if options.stack else "reads it"
        print(f"VERSION= changes nothing: {which} {reads} (!Env VERSION)", file=sys.stderr)
    for variable, stacks in variables_shared(wiring, os.environ, todo).items():
        # Its value stays out of this: it may be meant for a NoEcho parameter.
        what = f"{variable} goes to {' and '.join(stacks)}"
        print(f"{what}; STACK= picks one of them", file=sys.stderr)
    return todo
