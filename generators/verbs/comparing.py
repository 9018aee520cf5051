"""`make diff`: what is deployed against what is committed."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from typing import TYPE_CHECKING

from generators.verbs.reading import Asked, asked, committed_template

if TYPE_CHECKING:
    from generators.deploy.cloud import StackState
    from generators.deploy.comparing import Deployed, Known


def diff(options: Namespace) -> int:
    """Show how what is committed differs from what is deployed."""
    from generators import report
    from generators.deploy.comparing import side, tags_changed
    from generators.report import review as views
    from generators.review.gathering import review

    found = asked(options)
    where = found.todo.environment.name
    before, after = _sides(found)
    console = report.out()
    console.soft_wrap = not console.is_terminal
    views.terminal(console, review(side(where, before), side(where, after)), f"{where} as it is")
    both = [name for name in after if name in before]
    for name in both:
        report.tags(console, name, [*tags_changed(before[name], after[name])])
    for name in both:
        report.templates(console, name, before[name].template, after[name].template)
    return 0


def _sides(found: Asked) -> tuple[dict[str, Deployed], dict[str, Deployed]]:
    """What is deployed and what is committed, each by the stack's name in params/."""
    from generators.deploy import comparing

    states = found.states()
    known = _known(found, states)
    given = found.found.wiring(found.todo.environment.name).assignments
    before: dict[str, Deployed] = {}
    after: dict[str, Deployed] = {}
    for step in found.todo.steps:
        state = states[step.name]
        text = found.reading.template(step.name) if state else None
        template = comparing.parsed(text) if text else None
        if text and template is None:
            note = f"{step.name} was deployed from a template that is no JSON: it is not compared"
            print(note, file=sys.stderr)
            continue
        if state and template is not None:
            before[step.stack] = comparing.deployed(template, state)
        values = {name: one.value for name, one in given[step.stack].items()}
        own = committed_template(step.stack)
        after[step.stack] = comparing.committed(own, values, step.tags, known, state)
    return before, after


def _known(found: Asked, states: dict[str, StackState | None]) -> Known:
    """What values may come from: the stacks themselves, and those whose outputs they take."""
    from generators.deploy.comparing import Known
    from generators.planning import stack_names
    from generators.values import outputs_in

    wiring = found.found.wiring(found.todo.environment.name)
    names = stack_names(wiring, os.environ)
    sources = {
        names.get(output.stack, output.stack)
        for step in found.todo.steps
        for one in wiring.assignments[step.stack].values()
        for output in outputs_in(one.value)
    }
    others = found.reading.states(sorted(sources - set(states)))
    return Known(environ=os.environ, states={**states, **others}, names=names)
