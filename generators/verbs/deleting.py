"""`make delete`: whether anything stands in its way, whether it is meant, and then the doing."""

from __future__ import annotations

import os
from argparse import Namespace
from typing import TYPE_CHECKING

from generators.errors import InUse
from generators.verbs.asking import confirm_deletion
from generators.verbs.limits import limits
from generators.verbs.project import ROOT, proved
from generators.verbs.showing import showing

if TYPE_CHECKING:
    from collections.abc import Mapping, Set

    from generators.deploy.cloud import Cloud
    from generators.deploy.tenants import Clusters
    from generators.model import Plan
    from generators.wiring import Wiring


def delete(options: Namespace) -> int:
    """Delete the stacks in reverse order."""
    from generators.deploy import deletion, protection, session
    from generators.deploy.beside import Beside
    from generators.planning import discreet

    wiring = proved().wiring(options.env)
    todo = discreet(wiring, os.environ, only=options.stack)
    connection = session.connect(todo.environment, ROOT)
    protection.refuse_deletion(todo, connection.protecting())
    refuse_if_needed(wiring, todo, connection.cloud(), connection.clusters())
    confirm_deletion(todo, options.confirm, asks=options.format != "json")
    aside = Beside(connection).aside
    with showing(todo, "delete", options.format) as show:
        cloud = connection.paced()
        ended = deletion.delete(todo, cloud, show, limits=limits(options), aside=aside)
    show.summary(ended)
    return 0 if ended.ok else 1


def refuse_if_needed(wiring: Wiring, todo: Plan, cloud: Cloud, clusters: Clusters) -> None:
    """Raise InUse where something that stays takes from what is to be deleted, or runs on it.

    That is said before anybody is asked for a yes. What comes between is CloudFormation's to
    refuse.
    """
    from generators.deploy import tenants

    _refuse_for_stacks(wiring, todo, cloud)
    tenants.refuse_for(tenants.tenants(todo, cloud, clusters), todo.environment)


def _refuse_for_stacks(wiring: Wiring, todo: Plan, cloud: Cloud) -> None:
    from generators.planning import stack_names

    going = {step.stack for step in todo.steps}
    names = stack_names(wiring, os.environ)
    held = [name for name, needs in wiring.needs.items() if needs & going and name not in going]
    there = [name for name in held if cloud.stack(names[name])]
    if there:
        standing = f"{' and '.join(there)} still stand on {' and '.join(sorted(going))}"
        raise InUse(
            f"nothing was deleted: {standing}",
            advice=f"delete them first: {_in_order(wiring, names, going, cloud)}",
        )


def _in_order(wiring: Wiring, names: Mapping[str, str], going: Set[str], cloud: Cloud) -> str:
    """The commands that delete whatever stands on these stacks, what stands highest first."""
    above, more = set(going), True
    while more:
        found = {name for name, needs in wiring.needs.items() if needs & above} - above
        above, more = above | found, bool(found)
    first = reversed([name for name in wiring.order() if name in above - going])
    return ", ".join(f"make delete STACK={name}" for name in first if cloud.stack(names[name]))
