"""Yes or no: from make's command line, or from a person in a terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from generators.errors import Unconfirmed, UserError

if TYPE_CHECKING:
    from generators.deploy.cloud import Change
    from generators.deploy.guard import Approve
    from generators.model import Plan


def approver(replace: str, todo: Plan) -> Approve:
    """Yes to what REPLACE= names; about the rest a person is asked, if there is one."""
    from generators.deploy.guard import allowing

    names = [name.strip() for name in replace.split(",") if name.strip()]
    stacks = {step.stack for step in todo.steps}
    for name in names:
        if name.partition(".")[0] not in stacks or not name.partition(".")[2]:
            raise UserError(
                f"REPLACE={name} names no resource of a stack that is deployed; "
                "one is written stack.LogicalId"
            )
    by_name = allowing(names)

    def approve(stack: str, changes: tuple[Change, ...]) -> bool:
        return by_name(stack, changes) or _yes(f"Go on with {stack}?")

    return approve


def confirm_deletion(todo: Plan, confirm: str) -> None:
    """Raise Unconfirmed unless CONFIRM=yes was given, or a person says so."""
    if confirm == "yes":
        return
    if confirm:
        raise Unconfirmed(f"nothing was deleted: CONFIRM={confirm} is not CONFIRM=yes")
    where = f"{todo.environment.name} (account {todo.environment.account})"
    names = ", ".join(step.name for step in reversed(todo.steps))
    if not _in_a_terminal():
        raise Unconfirmed(
            f"nothing was deleted: {names} of {where} would have been",
            advice="give CONFIRM=yes on make's command line, or say yes in a terminal",
        )
    if not _yes(f"Delete {names} from {where}?"):
        raise Unconfirmed("nothing was deleted")


def _yes(question: str) -> bool:
    """Ask in a terminal; where there is none, nobody has said yes."""
    if not _in_a_terminal():
        return False
    print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
    answer = sys.stdin.readline()
    if not answer.endswith("\n"):
        print(file=sys.stderr)  # Ctrl-D leaves the cursor behind the question
    return answer.strip().casefold() in ("y", "yes")


def _in_a_terminal() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()
