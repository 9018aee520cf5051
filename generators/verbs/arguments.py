"""The grammar of the command line: which verb takes what."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Collection, Mapping
from typing import Any

from generators.verbs import limits

_LOOKS = ("status", "outputs", "events", "logs", "diff", "drift", "validate")
_REPAIRS = ("cancel", "continue-rollback")
_ON_STACKS = ("ami", "plan", "deploy", "delete", *_LOOKS, *_REPAIRS)
_RUNS = ("deploy", "delete")

_ARGUMENTS: tuple[tuple[Collection[str], str, Mapping[str, Any]], ...] = (
    (("new-service",), "name", {}),
    (("new-service",), "--image", {}),
    (("review",), "--base", {"default": "", "metavar": "REVISION"}),
    (("review",), "--format", {"default": "", "metavar": "terminal|markdown|json"}),
    (("review",), "--fail-on", {"default": "", "metavar": "TOPIC,…"}),
    (("show", *_ON_STACKS), "--stack", {"metavar": "NAME"}),
    (
        ("rights", "list", "timeline", *_ON_STACKS),
        "--env",
        {"required": True, "metavar": "NAME"},
    ),
    (("graph",), "--env", {"metavar": "NAME"}),
    (("outputs",), "--format", {"default": "", "metavar": "plain|json|env"}),
    (("show",), "--format", {"default": "", "metavar": "json|yaml"}),
    (_RUNS, "--format", {"default": "", "metavar": "live|plain|json"}),
    (_RUNS, "--json", {"dest": "format", "action": "store_const", "const": "json"}),
    (("events",), "--all", {"action": "store_true"}),
    (("logs",), "--since", {"default": "", "metavar": "10m"}),
    (("logs",), "--follow", {"default": "", "metavar": "yes|no"}),
    (
        ("plan", *_RUNS),
        "--jobs",
        {"type": limits.jobs, "default": limits.JOBS, "metavar": str(limits.JOBS)},
    ),
    ((*_RUNS, *_REPAIRS), "--timeout", {"type": limits.seconds, "metavar": "30m"}),
    (("deploy",), "--replace", {"default": "", "metavar": "STACK.LOGICALID,…"}),
    (("delete",), "--confirm", {"default": "", "metavar": "yes"}),
)
"""Each argument: the verbs that take it, its name, and how argparse is to read it."""


def parser(verbs: Collection[str], asked: str = "") -> ArgumentParser:
    """The command line's grammar; of one verb alone where it is known which is `asked` for."""
    top = ArgumentParser(prog="python -m generators", description="make calls this; see make help")
    found = top.add_subparsers(dest="verb", required=True, metavar="verb", help=", ".join(verbs))
    for verb in [asked] if asked in verbs else verbs:
        one = found.add_parser(verb)
        for takers, name, how in _ARGUMENTS:
            if verb in takers:
                one.add_argument(name, **how)
    return top
