"""`make graph`: the stacks and what they hand to each other, as a picture."""

from __future__ import annotations

import sys
from argparse import Namespace

from generators.verbs.project import ROOT, proved

FILE = "stacks.svg"
"""Where the picture goes, in the folder where make runs; git ignores it."""


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
