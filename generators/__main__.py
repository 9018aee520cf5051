"""The command line that make calls: parses, calls, prints, chooses the exit status.

0: done; 1: something the user can cure, said on standard error; 2: wrong arguments; 130: Ctrl-C.
Data goes to standard output, progress and errors to standard error.
"""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from generators.errors import LintFound, StaleOutput, UserError
from generators.wiring import Wiring

ROOT = Path(__file__).resolve().parent.parent
"""The project's root: where params/ and output/ are."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb and return the exit status."""
    options = parser().parse_args(arguments)
    try:
        return VERBS[options.verb](options)
    except UserError as error:
        print(f"{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read us (head, a pager) has read enough; Python must not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def parser() -> ArgumentParser:
    """The command line's grammar."""
    top = ArgumentParser(prog="python -m generators", description="make calls this; see make help")
    verbs = top.add_subparsers(dest="verb", required=True, metavar="verb")
    found = {
        verb: verbs.add_parser(verb, help=(call.__doc__ or "")) for verb, call in VERBS.items()
    }
    found["new-service"].add_argument("name")
    found["new-service"].add_argument("--image")
    return top


def templates(_options: Namespace) -> int:
    """Write output/ and params/schema/."""
    from generators import render

    files, _ = _generated()
    for difference in render.write(ROOT, files):
        done = "removed" if difference.problem == "stray" else "wrote"
        print(f"{done} {difference.path}", file=sys.stderr)
    return 0


def check(_options: Namespace) -> int:
    """Prove params, wiring and the freshness of everything generated."""
    wirings = _checked()
    counts = ", ".join(f"{name}: {len(wiring.stacks)} stacks" for name, wiring in wirings.items())
    print(f"params, wiring and output/ agree ({counts})", file=sys.stderr)
    return 0


def lint(_options: Namespace) -> int:
    """Run cfn-lint over output/."""
    from generators import lint as linter
    from generators.render import template_path

    wirings = _checked()
    paths = sorted(
        {template_path(name) for wiring in wirings.values() for name in wiring.templates}
    )
    regions = sorted({w.project.environment(name).region for name, w in wirings.items()})
    files = {path: (ROOT / path).read_text(encoding="utf-8") for path in paths}
    findings = list(linter.lint(files, regions))
    if findings:
        raise LintFound(
            "\n".join(map(str, findings)),
            advice="cure them, or waive one in the stack's file: `waive: {W1234: the reason}`",
        )
    print(
        f"cfn-lint finds nothing in {len(paths)} templates ({', '.join(regions)})", file=sys.stderr
    )
    return 0


def new_service(options: Namespace) -> int:
    """Write params/NAME.yaml for a new service."""
    from generators import params, scaffold

    if not options.name:
        raise UserError("a name is missing", advice="make new-service NAME=web [IMAGE=example/web]")
    path = scaffold.new_service(ROOT, params.read(ROOT), options.name, options.image)
    print(
        f"wrote {path.relative_to(ROOT)}; set its image, cpu and memory, then: make templates",
        file=sys.stderr,
    )
    return 0


def _generated() -> tuple[dict[str, str], dict[str, Wiring]]:
    """The generated files, and each environment's wiring; raises ParamsError on any complaint."""
    from generators import params, render, wiring

    project = params.read(ROOT)
    built, unbuilt = render.build_all(project)
    params.raise_complaints((*project.complaints, *unbuilt, *wiring.prove(project, built)))
    wirings = {
        name: Wiring(project=project, templates=built, environment=name)
        for name in project.environments
    }
    return render.generated(built), wirings


def _checked() -> dict[str, Wiring]:
    """The wirings, once everything that can be proved offline is proved."""
    from generators import render

    files, wirings = _generated()
    found = list(render.differences(ROOT, files))
    if found:
        lines = [
            f"{difference.path} is {difference.problem}\n{difference.diff}" for difference in found
        ]
        raise StaleOutput(
            "\n".join(line.rstrip("\n") for line in lines),
            advice="make templates writes them anew; read the difference, then commit it",
        )
    return wirings


VERBS: Mapping[str, Callable[[Namespace], int]] = {
    "templates": templates,
    "check": check,
    "lint": lint,
    "new-service": new_service,
}

if __name__ == "__main__":
    sys.exit(main())
