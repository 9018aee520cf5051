"""`make delete`: whether anything stands in its way, whether it is meant, and then the doing."""

from __future__ import annotations

import os
from argparse import Namespace
from typing import TYPE_CHECKING

from generators.errors import InUse
from generators.verbs.asking import confirm_deletion
from generators.verbs.limits import terms
from generators.verbs.project import ROOT, proved
from generators.verbs.showing import noted, showing

if TYPE_CHECKING:
    from collections.abc import Mapping, Set

    from generators.deploy.cloud import Cloud, StackState
    from generators.deploy.survey import Seen
    from generators.deploy.terms import Terms
    from generators.model import Plan
    from generators.wiring import Wiring


def delete(options: Namespace) -> int:
    """Delete the stacks in reverse order."""
    from generators.deploy import deletion, protection, session, tenants
    from generators.planning import discreet
    from generators.variables import refuse_unread

    wiring = proved().wiring(options.env)
    refuse_unread(wiring, os.environ)
    todo = discreet(wiring, os.environ, only=options.stack)
    connection = session.connect(todo.environment, ROOT)
    cloud = connection.paced()
    kept = terms(options, connection)
    there = standing(wiring, todo, cloud, kept)
    protection.refuse_deletion(todo, there.states)
    refuse_if_needed(wiring, todo, there.states)
    running = tenants.tenants(todo, connection.clusters(), cloud, noted, kept)
    tenants.refuse_for(running, todo.environment)
    confirm_deletion(todo, options.confirm, asks=options.format != "json")
    with showing(todo, "delete", options.format) as show:
        ended = deletion.delete(todo, cloud, show, kept, seen=there)
    show.summary(ended)
    return 0 if ended.ok else 1


def standing(wiring: Wiring, todo: Plan, cloud: Cloud, terms: Terms) -> Seen:
    """The stacks to be deleted and those that stand on them, as they are.

    Whatever stands on one of them must not be missed. Of what is to be deleted itself that is the
    deletion's to see to.
    """
    from generators.deploy.survey import surveyed
    from generators.planning import stack_names

    names, going = stack_names(wiring, os.environ), _going(todo)
    wanted = {names[stack] for stack in _above(wiring, going) | going}
    held = {names[stack] for stack in _held(wiring, going)}
    return surveyed(wanted, cloud, noted, terms, sure=held)


def refuse_if_needed(wiring: Wiring, todo: Plan, states: Mapping[str, StackState | None]) -> None:
    """Raise InUse where something that stays takes from what is to be deleted.

    That is said before anybody is asked for a yes. What comes between is CloudFormation's to
    refuse.
    """
    from generators.planning import stack_names

    names, going = stack_names(wiring, os.environ), _going(todo)
    there = [stack for stack in _held(wiring, going) if states[names[stack]]]
    if there:
        above = [name for name in wiring.order() if name in _above(wiring, going)]
        first = [f"make delete STACK={name}" for name in above[::-1] if states[names[name]]]
        standing_on = f"{' and '.join(there)} still stand on {' and '.join(sorted(going))}"
        raise InUse(
            f"nothing was deleted: {standing_on}",
            advice=f"delete them first: {', '.join(first)}",
        )


def _going(todo: Plan) -> set[str]:
    return {step.stack for step in todo.steps}


def _held(wiring: Wiring, going: Set[str]) -> list[str]:
    """The stacks that need one of these and are none of them."""
    return [name for name, needs in wiring.needs.items() if needs & going and name not in going]


def _above(wiring: Wiring, going: Set[str]) -> set[str]:
    """The same, with those that need them in turn."""
    above, more = set(going), True
    while more:
        found = set(_held(wiring, above))
        above, more = above | found, bool(found)
    return above - going
