"""Values of parameters and lists of names, as cells of a table in Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence

from generators.model import Assignment, EnvVar, First, Joined, OutputOf, Previous, Value
from generators.secrecy import MASK, masked
from generators.values import literals_in

SHOWN = 8
"""The names that are shown of a list; a longer one is folded."""

LONGEST = 130
"""The characters that are shown of a text."""


def source(assignment: Assignment | None, name: str = "") -> str:
    """Where a parameter gets its value, and the value where it stands in params.

    `name` is the parameter's: a value that is secret by it is not shown.
    """
    match assignment:
        case None:
            return ""
        case Assignment(origin=origin, value=value) if _is_hidden(assignment, name):
            return f"{origin}, not shown"
        case Assignment(origin="given", value=OutputOf() as output):
            return f"output {value_words(output)}"
        case Assignment(origin="given", value=(EnvVar() | Previous() | First()) as value):
            return value_words(value)
        case Assignment(origin=origin, value=value):
            return f"{origin} {value_words(value)}"


def _is_hidden(assignment: Assignment, name: str) -> bool:
    literals = [*literals_in(assignment.value)]
    secret = any(masked(literal, name) == MASK for literal in literals)
    return secret or (assignment.no_echo and bool(literals))


def value_words(value: Value) -> str:
    """A value: text as it is, what comes late by the tag that stands for it in params."""
    match value:
        case str(text):
            return code(masked(text))
        case OutputOf(stack, output):
            return code(f"{stack}.{output}")
        case EnvVar(name):
            return code(f"!Env {name}")
        case Previous():
            return "what it was"
        case First(options):
            return ", else ".join(value_words(option) for option in options)
        case Joined(items):
            return ", ".join(value_words(item) for item in items) or "an empty list"


def code(text: str) -> str:
    """The text as code that can stand in a cell, cut where it is very long."""
    shown = re.sub(r"\s+", " ", text)
    shown = f"{shown[: LONGEST - 1]}…" if len(shown) > LONGEST else shown
    fence = "`" * (max((len(run) for run in re.findall("`+", shown)), default=0) + 1)
    space = " " if shown.startswith(("`", " ")) or shown.endswith(("`", " ")) else ""
    return f"{fence}{space}{shown}{space}{fence}".replace("|", "\\|") if shown else '`""`'


def names(found: Sequence[str], what: str) -> str:
    """The names; many of them are folded behind their number."""
    if len(found) <= SHOWN:
        return ", ".join(found)
    summary = f"<summary>{len(found):,} {what}</summary>"
    return f"<details>{summary}{', '.join(found)}</details>"


def listed(found: Sequence[str]) -> str:
    """Names in a sentence."""
    return " and ".join(filter(None, (", ".join(found[:-1]), *found[-1:])))


def row(*cells: str) -> str:
    """A row of a table. Nothing is padded: a longer name must not change the rows beside it."""
    return f"| {' | '.join(cells)} |\n"


def head(*cells: str) -> str:
    """The first rows of a table."""
    return row(*cells) + "|" + "---|" * len(cells) + "\n"
