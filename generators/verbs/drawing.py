"""`make graph` and `timeline`: the stacks, and their last deploy, as pictures."""

from __future__ import annotations

import sys
from argparse import Namespace

from generators.errors import UserError
from generators.verbs.project import ROOT, proved

FILE, TIMELINE = "stacks.svg", "timeline.svg"
"""Where the pictures go, in the folder where make runs; git ignores them."""


def graph(options: Namespace) -> int:
    """Draw the stacks and what they hand to each other."""
    from generators import picture, threads
    from generators.files import write_atomically

    found = proved()
    environments = [options.env] if options.env else list(found.project.environments)
    drawn = threads.graph({name: found.wiring(name) for name in environments})
    write_atomically(ROOT / FILE, picture.drawn(drawn))
    print(f"wrote {FILE} ({', '.join(environments)}); any browser shows it", file=sys.stderr)
    return 0


def timeline(options: Namespace) -> int:
    """Draw how long each stack took in the last deploy."""
    from generators import params, report
    from generators.deploy import records
    from generators.files import write_atomically
    from generators.picture.timeline import drawn

    environment = params.read(ROOT).environment(options.env).name
    record = records.load(ROOT, environment)
    if record is None:
        raise UserError(
            f"no deploy to {environment} is on record in this folder",
            advice="make deploy keeps one, of the last deploy that was made from here",
        )
    write_atomically(ROOT / TIMELINE, drawn(report.timeline(record)))
    print(f"wrote {TIMELINE} ({environment}); any browser shows it", file=sys.stderr)
    return 0
