"""The command line that make calls: parses, calls, prints, chooses the exit status.

0: done; 1: something the user can cure, said on standard error; 2: wrong arguments; 130: Ctrl-C.
Data goes to standard output, progress and errors to standard error.
"""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module

try:
    from generators.errors import UserError
    from generators.verbs.arguments import parser
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
    given = sys.argv[1:] if arguments is None else list(arguments)
    try:
        options = parser(VERBS, given[0] if given else "").parse_args(given)
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


if __name__ == "__main__":
    sys.exit(main())
