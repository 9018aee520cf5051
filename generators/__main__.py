"""The command line that make calls: parses, calls, prints, chooses the exit status.

0: done; 1: something the user can cure, said on standard error; 2: wrong arguments; 130: Ctrl-C.
Data goes to standard output, progress and errors to standard error.
"""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module

try:
    from generators.errors import UserError
    from generators.verbs import limits
except KeyboardInterrupt:
    # To load them takes a moment, in which a person may think better of it.
    print("interrupted", file=sys.stderr)
    sys.exit(130)

VERBS: Mapping[str, str] = {
    "templates": "offline.templates",
    "check": "offline.check",
    "lint": "offline.lint",
    "new-service": "offline.new_service",
    "review": "reviewing.review",
    "ami": "pinning.ami",
    "plan": "online.plan",
    "deploy": "online.deploy",
    "status": "looking.status",
    "outputs": "giving.outputs",
    "events": "looking.events",
    "logs": "following.logs",
    "diff": "comparing.diff",
    "drift": "asserting.drift",
    "list": "listing.listed",
    "show": "listing.show",
    "validate": "asserting.validate",
    "delete": "deleting.delete",
    "cancel": "repairing.cancel",
    "continue-rollback": "repairing.continue_rollback",
    "rights": "offline.rights",
    "graph": "drawing.graph",
    "timeline": "drawing.timeline",
    "emulator-env": "emulator.emulator_env",
    "emulator-stop": "emulator.emulator_stop",
}
"""Every verb by its name: the module of generators/verbs/ that has it, and its function there."""

CHANGING = frozenset({"deploy", "delete", "cancel", "continue-rollback"})
"""The verbs that have not done what they were for when nobody reads on: they change AWS."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb and return the exit status."""
    try:
        options = parser().parse_args(arguments)
    except UserError as error:
        print(f"{error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return _interrupted()
    return exit_status(lambda: function(options.verb)(options), changing=options.verb in CHANGING)


def function(verb: str) -> Callable[[Namespace], int]:
    """What carries out the verb; only its own module is loaded, and what that needs."""
    module, name = VERBS[verb].split(".")
    found: Callable[[Namespace], int] = getattr(import_module(f"generators.verbs.{module}"), name)
    return found


def exit_status(verb: Callable[[], int], *, changing: bool = False) -> int:
    """Do what was asked for, tell errors, and give the exit status."""
    unread = 1 if changing else 0
    try:
        found = verb()
        unread = found if changing else 0
        print(end="", flush=True)  # what cannot be written is to be told here, not at exit
        return found
    except UserError as error:
        print(f"{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return _interrupted()
    except BrokenPipeError:
        # Whoever read us (head, a pager) has read enough; what was to change may not have.
        _forget_output()
        return unread
    except OSError as error:
        # A file that cannot be read or written is the user's to cure: rights, a full disk.
        what = f"{error.filename}: " if error.filename else ""
        print(f"{what}{error.strerror or error}", file=sys.stderr)
        _forget_output()
        return 1


def _interrupted() -> int:
    print("interrupted", file=sys.stderr)
    return 130


def _forget_output() -> None:
    """Have Python not complain at exit of what it could not write."""
    if sys.stdout is not None:  # it may have been closed from the start
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def parser() -> ArgumentParser:
    """The command line's grammar."""
    top = ArgumentParser(prog="python -m generators", description="make calls this; see make help")
    verbs = top.add_subparsers(dest="verb", required=True, metavar="verb", help=", ".join(VERBS))
    found = {verb: verbs.add_parser(verb) for verb in VERBS}
    found["new-service"].add_argument("name")
    found["new-service"].add_argument("--image")
    found["review"].add_argument("--base", default="", metavar="REVISION")
    found["review"].add_argument("--format", default="", metavar="terminal|markdown|json")
    found["review"].add_argument("--fail-on", default="", metavar="TOPIC,…")
    looks = ("status", "outputs", "events", "logs", "diff", "drift", "validate")
    repairs = ("cancel", "continue-rollback")
    for verb in ("ami", "plan", "deploy", "delete", "show", *looks, *repairs):
        found[verb].add_argument("--stack", metavar="NAME")
    for verb in ("ami", "plan", "deploy", "delete", "rights", "list", "timeline", *looks, *repairs):
        found[verb].add_argument("--env", required=True, metavar="NAME")
    found["outputs"].add_argument("--format", default="", metavar="plain|json|env")
    found["show"].add_argument("--format", default="", metavar="json|yaml")
    for verb in ("deploy", "delete"):
        found[verb].add_argument("--format", default="", metavar="live|plain|json")
        found[verb].add_argument("--json", dest="format", action="store_const", const="json")
    found["events"].add_argument("--all", action="store_true")
    found["logs"].add_argument("--since", default="", metavar="10m")
    found["logs"].add_argument("--follow", default="", metavar="yes|no")
    for verb in ("plan", "deploy", "delete"):
        found[verb].add_argument("--jobs", type=limits.jobs, default=limits.JOBS, metavar="16")
    for verb in ("deploy", "delete", *repairs):
        found[verb].add_argument("--timeout", type=limits.seconds, metavar="30m")
    found["graph"].add_argument("--env", metavar="NAME")
    found["deploy"].add_argument("--replace", default="", metavar="STACK.LOGICALID,…")
    found["delete"].add_argument("--confirm", default="", metavar="yes")
    return top


if __name__ == "__main__":
    sys.exit(main())
