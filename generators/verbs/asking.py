"""Yes or no: from make's command line, or from a person in a terminal."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from generators.errors import Unconfirmed, UserError

if TYPE_CHECKING:
    from generators.deploy.cloud import Change
    from generators.deploy.guard import Approve
    from generators.model import Plan


def approver(replace: str, todo: Plan, *, asks: bool = True) -> Approve:
    """Yes to what REPLACE= says; about the rest a person is asked, if there is one.

    What holds state is not gone by a mere `y`: its name has to be typed. Without `asks` nobody is
    asked, as nobody is shown what a yes would be to: what is left is declined.
    """
    from generators.deploy import guard

    allowed = _allowed(replace, todo)
    if not asks:
        return guard.allowing(allowed)

    def approve(stack: str, changes: tuple[Change, ...]) -> bool:
        left = guard.unapproved(stack, changes, allowed)
        grave = [change for change in left if guard.must_be_named(change)]
        plain = len(left) > len(grave)
        return (not plain or _yes(f"Go on with {stack}?")) and all(
            _named(stack, change) for change in grave
        )

    return approve


def _allowed(replace: str, todo: Plan) -> frozenset[str]:
    """The names in REPLACE=, and its `yes`. Raises UserError for what cannot be meant."""
    from generators.deploy.guard import STATELESS

    found = frozenset(name.strip() for name in replace.split(",") if name.strip())
    stacks = {step.stack for step in todo.steps}
    for name in sorted(found - {STATELESS}):
        stack, _, logical_id = name.partition(".")
        if stack not in stacks or not logical_id:
            raise UserError(
                f"REPLACE={name} names no resource of a stack that is deployed; "
                "one is written stack.LogicalId, and yes is for all that holds no state"
            )
    return found


def _named(stack: str, change: Change) -> bool:
    """Whether a person types the resource's name, with or without its stack's."""
    from generators.deploy.guard import at_stake, effect

    name, fate = f"{stack}.{change.logical_id}", f"{effect(change)}; {at_stake(change)}"
    answer = _answer(f"{name} ({change.type}) {fate}. To go on, type {name}:")
    return answer in (name, change.logical_id)


def confirm_deletion(todo: Plan, confirm: str, *, asks: bool = True) -> None:
    """Raise Unconfirmed unless CONFIRM=yes was given, or a person says so where it `asks`."""
    if confirm == "yes":
        return
    if confirm:
        raise Unconfirmed(f"nothing was deleted: CONFIRM={confirm} is not CONFIRM=yes")
    where = f"{todo.environment.name} (account {todo.environment.account})"
    names = ", ".join(step.name for step in reversed(todo.steps))
    if not asks or not _in_a_terminal():
        by_hand = "say yes in a terminal" if asks else "leave out FORMAT=json and say yes"
        raise Unconfirmed(
            f"nothing was deleted: {names} of {where} would have been",
            advice=f"give CONFIRM=yes on make's command line, or {by_hand}",
        )
    if not _yes(f"Delete {names} from {where}?"):
        raise Unconfirmed("nothing was deleted")


def _yes(question: str) -> bool:
    return _answer(f"{question} [y/N]").casefold() in ("y", "yes")


def _answer(question: str) -> str:
    """What a person answers in a terminal; where there is none, nobody has said anything."""
    if not _in_a_terminal():
        return ""
    _forget_typed()
    print(f"{question} ", end="", file=sys.stderr, flush=True)
    try:
        answer = sys.stdin.readline()
    except KeyboardInterrupt:
        print(file=sys.stderr)  # what is drawn next would be drawn over the line above
        raise
    if not answer.endswith("\n"):
        print(file=sys.stderr)  # Ctrl-D leaves the cursor behind the question
    return answer.strip()


def _forget_typed() -> None:
    """Discard what was typed before the question was seen: it is no answer to it."""
    try:
        import termios
    except ImportError:  # no Unix
        return
    with suppress(termios.error, OSError, ValueError):
        termios.tcflush(sys.stdin, termios.TCIFLUSH)


def _in_a_terminal() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()
