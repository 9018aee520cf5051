"""What is declared, what is deployed, and what runs: list, status, outputs."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

from generators.deploy.cloud import StackState
from generators.deploy.serving import Serving
from generators.model import Environment
from generators.report.words import Row, coloured, head, table

_NAME, _STATUS = 20, len("UPDATE_ROLLBACK_COMPLETE")
_SHELL = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Declared:
    """A stack of params/, with the environments that it is in; `parent` may be empty."""

    stack: str
    kind: str
    parent: str
    environments: tuple[str, ...]


def status(
    console: Console,
    environment: Environment,
    states: Mapping[str, StackState | None],
    services: Mapping[str, Mapping[str, Serving]],
) -> None:
    """Each stack with its status and since when it has it (local time), its services below it."""
    where = Text(environment.name, style="bold")
    console.print(where.append(f" · account {environment.account} · {environment.region}", ""))
    rows: list[Row] = [head("Stack", "Status", "Since")]
    for name, state in states.items():
        if state is None:
            rows.append((name, Text("not deployed", style="dim"), ""))
            continue
        rows.append((name, coloured(state.status), _since(state)))
        rows += [_service(key, one) for key, one in services.get(name, {}).items()]
    table(console, rows, _limits(console))


def declared(
    console: Console,
    stacks: Sequence[Declared],
    states: Mapping[str, StackState | None] | None,
    environment: str,
) -> None:
    """Each stack with its kind, its parent, its environments and its status in one of them.

    Without `states` nothing is known of what is deployed.
    """
    rows: list[Row] = [head("Stack", "Kind", "Parent", f"In {environment}", "Environments")]
    for one in stacks:
        places = ", ".join(one.environments)
        there = _there(one.stack, states) if environment in one.environments else ""
        rows.append((one.stack, one.kind, one.parent, there, places))
    table(console, rows, _limits(console, 10, 16))


def outputs(console: Console, given: Mapping[str, Mapping[str, str] | None]) -> None:
    """`Key=value` lines, below a comment that names the stack where there is more than one.

    A stack that is not deployed has None.
    """
    for name, own in given.items():
        if len(given) > 1:
            absent = " is not deployed" if own is None else ""
            console.print(Text(f"# {name}{absent}", style="dim"))
        for key, value in (own or {}).items():
            console.print(f"{key}={value}")


def environment(outputs: Mapping[str, Mapping[str, str]]) -> tuple[list[str], list[str]]:
    """Outputs by stack as lines for a shell's eval, and a note on each that is left out."""
    owners: dict[str, list[str]] = {}
    for stack, own in outputs.items():
        for key in own:
            owners.setdefault(key, []).append(stack)
    lines, notes = [], []
    for key, stacks in owners.items():
        if not _SHELL.fullmatch(key):
            notes.append(f"left out: {key} of {stacks[0]} is no name for a variable of a shell")
        elif len({outputs[stack][key] for stack in stacks}) > 1:
            whose = " and ".join(stacks)
            notes.append(f"left out: {key} is an output of {whose}; STACK= picks one")
        else:
            lines.append(f"{key}={_quoted(outputs[stacks[0]][key])}")
    return lines, notes


def _limits(console: Console, *between: int) -> tuple[int, ...]:
    """The most that names, the columns between and statuses take of a terminal's line, for all.

    A longer one moves what is behind it in its own row.
    """
    if not console.is_terminal:
        return ()
    return max(_NAME, console.width - sum(between) - 48), *between, _STATUS


def _quoted(text: str) -> str:
    """In quotes always, so that every line looks alike."""
    quoted = shlex.quote(text)
    return quoted if quoted.startswith("'") else f"'{text}'"


def _since(state: StackState) -> str:
    return (state.updated or state.created).astimezone().strftime("%Y-%m-%d %H:%M")


def _there(stack: str, states: Mapping[str, StackState | None] | None) -> str | Text:
    if states is None:
        return Text("not known", style="dim")
    state = states.get(stack)
    return Text("not deployed", style="dim") if state is None else coloured(state.status)


def _service(logical_id: str, found: Serving) -> Row:
    """How many tasks run of how many, which deployment that is, and of which revision."""
    steady = found.running == found.desired and not found.pending
    pending = f", {found.pending} pending" if found.pending else ""
    count = Text(f"{found.running} of {found.desired} running{pending}")
    count.stylize("green" if steady else "yellow")
    if found.status not in ("ACTIVE", ""):
        return (f"  {logical_id}", Text(found.status, style="red"), found.revision)
    rollout = {"IN_PROGRESS": "rolling out", "FAILED": "rollout failed"}.get(found.rollout, "")
    last = Text(found.revision)
    if rollout:
        style = "red" if found.rollout == "FAILED" else "cyan"
        last = Text(f"{found.revision}  ").append(rollout, style=style)
        last.append(f": {found.reason}" if found.reason else "", style="dim")
    return (f"  {logical_id}", count, last)
