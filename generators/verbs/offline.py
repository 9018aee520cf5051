"""The verbs that need no AWS."""

from __future__ import annotations

import json
import os
import sys
from argparse import Namespace

from generators.errors import LintFound, UserError
from generators.verbs.project import ROOT, fresh, proved


def templates(_options: Namespace) -> int:
    """Write output/ with its README.md, params/schema/ and docs/kinds/."""
    from generators import render

    for difference in render.write(ROOT, proved().files):
        done = "removed" if difference.problem == "stray" else "wrote"
        print(f"{done} {difference.path}", file=sys.stderr)
    return 0


def check(_options: Namespace) -> int:
    """Prove params, wiring and the freshness of everything generated."""
    found = proved()
    for concern in found.concerns:
        print(concern, file=sys.stderr)
    fresh(found, read_by_people=True)
    counts = ", ".join(
        f"{name}: {len(found.wiring(name).stacks)} stacks" for name in found.project.environments
    )
    print(f"params, wiring and output/ agree ({counts})", file=sys.stderr)
    return 0


def lint(_options: Namespace) -> int:
    """Run cfn-lint over output/."""
    from generators import lint as linter
    from generators.render import texts

    found = fresh(proved())
    regions = sorted({environment.region for environment in found.project.environments.values()})
    files = texts(found.templates)
    findings = list(linter.lint(files, regions))
    if findings:
        raise LintFound(
            "\n".join(map(str, findings)),
            advice="cure them, or waive one in the stack's file: `waive: {W1234: the reason}`",
        )
    where = ", ".join(regions)
    print(f"cfn-lint finds nothing in {len(files)} templates ({where})", file=sys.stderr)
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


def rights(options: Namespace) -> int:
    """Print the IAM policy that deploying these stacks takes."""
    from generators.planning import stack_names
    from generators.rights import MAX_INLINE, MAX_MANAGED, deployer_policy

    wiring = proved().wiring(options.env)
    environment = wiring.project.environment(options.env)
    names = stack_names(wiring, os.environ)
    policy = deployer_policy({names[n]: wiring.templates[n] for n in names}, environment)
    print(json.dumps(policy, indent=2))
    size = len(json.dumps(policy, separators=(",", ":")))
    if size > MAX_MANAGED:
        limits = (
            f"a managed policy may have {MAX_MANAGED:,}, the inline ones of a role {MAX_INLINE:,}"
        )
        print(f"it has {size:,} characters; {limits}", file=sys.stderr)
    return 0
