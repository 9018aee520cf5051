"""What is done about a stack that an update has left half way."""

from __future__ import annotations

import os
from argparse import Namespace
from typing import TYPE_CHECKING

from generators.errors import UserError
from generators.verbs.limits import terms
from generators.verbs.project import ROOT, proved
from generators.verbs.showing import tell

if TYPE_CHECKING:
    from generators.deploy.repair import Repair


def cancel(options: Namespace) -> int:
    """Have an update that is under way rolled back."""
    return _repaired(options, "cancel")


def continue_rollback(options: Namespace) -> int:
    """Roll back an update that failed and could not be rolled back, or was not."""
    return _repaired(options, "continue-rollback")


def _repaired(options: Namespace, repair: Repair) -> int:
    from generators import report
    from generators.deploy import session
    from generators.deploy.repair import repaired
    from generators.planning import discreet

    if not options.stack:
        raise UserError("STACK= is missing", advice=f"make {repair} STACK=…, one stack at a time")
    todo = discreet(proved().wiring(options.env), os.environ, only=options.stack)
    connection = session.connect(todo.environment, ROOT)
    progress = report.Progress(report.err())
    ended = repaired(repair, todo, connection.paced(), progress, terms(options, connection))
    tell(ended)
    return 0 if ended.ok else 1
