"""What is the matter with stacks that did not end well, and what helps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

from generators.deploy.cloud import StackState
from generators.deploy.statuses import STATUSES, WELL, busy, cure
from generators.model import Environment


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """A stack that wants a look: `stack` is its name in params/, `reason` may be empty."""

    stack: str
    state: StackState
    reason: str


def ailing(state: StackState | None) -> bool:
    """Whether the stack's last operation ended, and not well."""
    return state is not None and state.status not in WELL and not busy(state.status)


def troubles(console: Console, environment: Environment, found: Sequence[Trouble]) -> None:
    """What each of the stacks has, and the commands that help, which are not broken."""
    for one in found:
        if console.is_terminal:
            console.print()
        console.print(_said(one))
        for line in _helps(one, environment.name):
            console.print(Text(f"  {line}"), soft_wrap=True)


def _said(one: Trouble) -> Text:
    known = STATUSES.get(one.state.status)
    said = ": ".join(filter(None, (known.meaning if known else one.state.status, one.reason)))
    return Text(f"{one.state.name}: ", style="bold").append(said.strip(), style="not bold red")


def _helps(one: Trouble, environment: str) -> Iterator[str]:
    where = f"ENV={environment} STACK={one.stack}"
    if one.state.status == "REVIEW_IN_PROGRESS":
        yield f"make deploy {where} creates it"
        return
    if helps := cure(one.state, environment, one.stack):
        yield helps
    yield f"make events {where} shows why"
