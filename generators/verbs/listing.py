"""`make list` and `show`: what params/ declare, and what is generated of it."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from typing import TYPE_CHECKING

from generators.errors import CannotReachAWS, EmulatorFailed, Refused, UserError, did_you_mean
from generators.verbs.project import ROOT, proved
from generators.verbs.reading import committed, committed_template, name_needed, one_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generators.deploy.cloud import StackState
    from generators.wiring import Wiring

TEMPLATES = ("json", "yaml")
"""How a template can be shown."""


def listed(options: Namespace) -> int:
    """List the stacks of params/ in the order of deploy."""
    from generators import report

    found = proved()
    wiring = found.wiring(options.env)
    every = found.project.stacks
    order = list(dict.fromkeys((*wiring.order(), *sorted(every))))
    places = list(found.project.environments)
    rows = [
        report.Declared(
            stack=name,
            kind=every[name].kind,
            parent=every[name].parent or "",
            environments=tuple(place for place in places if every[name].is_in(place)),
        )
        for name in order
    ]
    report.declared(report.out(), rows, _deployed(wiring), options.env)
    return 0


def show(options: Namespace) -> int:
    """Show a committed template."""
    from generators import params
    from generators.report.as_yaml import as_yaml

    name = name_needed(options)
    form = one_of("FORMAT", options.format or TEMPLATES[0], TEMPLATES)
    known = params.read(ROOT).stacks
    if name not in known:
        raise UserError(f"STACK={name} is no stack of params/{did_you_mean(name, known)}")
    print(as_yaml(committed_template(name)) if form == "yaml" else committed(name), end="")
    return 0


def _deployed(wiring: Wiring) -> Mapping[str, StackState | None] | None:
    """What is deployed, by name in params/; None where AWS cannot be asked: the list is no less."""
    from generators.deploy import emulator, session
    from generators.deploy.reading import Reading
    from generators.planning import outline

    try:
        todo = outline(wiring, os.environ)
        if todo.environment.emulator and emulator.running(ROOT) is None:
            return dict.fromkeys((step.stack for step in todo.steps), None)
        client = session.connect(todo.environment, ROOT).client("cloudformation")
        states = Reading(client).states([step.name for step in todo.steps])
    except (CannotReachAWS, EmulatorFailed, Refused) as error:
        print(f"what is deployed is not known: {error}", file=sys.stderr)
        return None
    return {step.stack: states[step.name] for step in todo.steps}
