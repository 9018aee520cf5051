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
from typing import TYPE_CHECKING

from generators.errors import LintFound, StaleOutput, Unconfirmed, UserError
from generators.wiring import Wiring

if TYPE_CHECKING:
    from generators.deploy.cloud import Change, Cloud, StackState
    from generators.deploy.guard import Approve
    from generators.model import Plan

ROOT = Path.cwd()
"""The project's root, where params/ and output/ are: make runs every recipe there."""


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
    for verb in ("plan", "deploy", "status", "outputs", "delete"):
        found[verb].add_argument("--stack", metavar="NAME")
    for verb in ("plan", "deploy", "status", "outputs", "delete", "rights"):
        found[verb].add_argument("--env", required=True, metavar="NAME")
    found["deploy"].add_argument("--replace", default="", metavar="STACK.LOGICALID,…")
    found["delete"].add_argument("--confirm", default="", metavar="yes")
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


def plan(options: Namespace) -> int:
    """Show what deploy would do, and change nothing."""
    from generators import report
    from generators.deploy.clock import SystemClock
    from generators.deploy.preview import preview
    from generators.planning import plan as steps

    todo = steps(_wiring(options.env), os.environ, only=options.stack)
    report.plan(report.out(), preview(todo, _cloud(todo), SystemClock()))
    return 0


def deploy(options: Namespace) -> int:
    """Create or update the stacks in order."""
    from generators import report
    from generators.deploy import engine
    from generators.deploy.clock import SystemClock
    from generators.planning import plan as steps

    todo = steps(_wiring(options.env), os.environ, only=options.stack)
    approve = _approver(options.replace, todo)
    progress = report.Progress(report.err())
    ended = engine.deploy(todo, _cloud(todo), SystemClock(), progress, approve)
    report.summary(report.out(), ended)
    return 0 if ended.ok else 1


def status(options: Namespace) -> int:
    """Show the deployed stacks."""
    from generators import report

    report.status(report.out(), _states(options))
    return 0


def outputs(options: Namespace) -> int:
    """Show the outputs of the deployed stacks."""
    from generators import report

    report.outputs(report.out(), _states(options))
    return 0


def delete(options: Namespace) -> int:
    """Delete the stacks in reverse order."""
    from generators import report
    from generators.deploy import deletion
    from generators.deploy.clock import SystemClock
    from generators.planning import outline

    todo = outline(_wiring(options.env), os.environ, only=options.stack)
    _confirm_deletion(todo, options.confirm)
    progress = report.Progress(report.err())
    ended = deletion.delete(todo, _cloud(todo), SystemClock(), progress)
    report.summary(report.out(), ended)
    return 0 if ended.ok else 1


def rights(options: Namespace) -> int:
    """Print the IAM policy that deploying these stacks takes."""
    import json

    from generators.planning import stack_names
    from generators.rights import MAX_CHARACTERS, deployer_policy

    wiring = _wiring(options.env)
    environment = wiring.project.environment(options.env)
    names = stack_names(wiring, os.environ)
    policy = deployer_policy({names[n]: wiring.templates[n] for n in names}, environment)
    print(json.dumps(policy, indent=2))
    size = len(json.dumps(policy, separators=(",", ":")))
    if size > MAX_CHARACTERS:
        limit = f"IAM allows a managed policy {MAX_CHARACTERS}"
        print(f"it has {size} characters; {limit}: give it out as several", file=sys.stderr)
    return 0


def emulator_env(_options: Namespace) -> int:
    """Print exports that let the aws CLI look inside the emulator."""
    from generators.deploy import emulator

    environments = _checked()["local"].project.environments.values()
    regions = [environment.region for environment in environments if environment.emulator]
    if not regions:
        raise UserError("no environment of params/environments.yaml has emulator: true")
    print("\n".join(emulator.exports(emulator.ensure(ROOT), regions[0])))
    return 0


def emulator_stop(_options: Namespace) -> int:
    """Stop the emulator."""
    from generators.deploy import emulator

    stopped = emulator.stop(ROOT)
    print("the emulator is stopped" if stopped else "no emulator was running", file=sys.stderr)
    return 0


def _wiring(environment: str) -> Wiring:
    """The environment's wiring, all being well; raises UserError for an unknown environment."""
    wirings = _checked()
    next(iter(wirings.values())).project.environment(environment)
    return wirings[environment]


def _cloud(todo: Plan) -> Cloud:
    from generators.deploy import session

    return session.connect(todo.environment, ROOT).cloud()


def _states(options: Namespace) -> dict[str, StackState | None]:
    from generators.planning import outline

    todo = outline(_wiring(options.env), os.environ, only=options.stack)
    cloud = _cloud(todo)
    return {step.name: cloud.stack(step.name) for step in todo.steps}


def _approver(replace: str, todo: Plan) -> Approve:
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


def _confirm_deletion(todo: Plan, confirm: str) -> None:
    if confirm == "yes":
        return
    where = f"{todo.environment.name} (account {todo.environment.account})"
    names = ", ".join(step.name for step in reversed(todo.steps))
    if not _yes(f"Delete {names} from {where}?"):
        raise Unconfirmed(
            f"nothing was deleted: {names} of {where} would have been",
            advice="say yes in a terminal, or give CONFIRM=yes on make's command line",
        )


def _yes(question: str) -> bool:
    """Ask in a terminal; where there is none, nobody has said yes."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().casefold() in ("y", "yes")


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
    "plan": plan,
    "deploy": deploy,
    "status": status,
    "outputs": outputs,
    "delete": delete,
    "rights": rights,
    "emulator-env": emulator_env,
    "emulator-stop": emulator_stop,
}

if __name__ == "__main__":
    sys.exit(main())
