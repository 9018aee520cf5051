"""`make bench`: one cluster and N services, fresh, unchanged and deleted, against a stand-in.

Figures are worth something beside each other in one run; nothing is asserted by time.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from tests.bench import table
from tests.bench.first_call import first_call
from tests.bench.project import JOBS, ROOT, Code, Limits, project
from tests.bench.running import measured, say


def main() -> int:
    """Measure, and print a line as soon as it is known; 1 where a verb has failed."""
    options = _options()
    code = Code(tree=options.tree.resolve(), python=options.python, jobs=options.jobs)
    print(f"Operations take {options.seconds:g} s, JOBS={code.jobs}.\n")
    print(f"{table.KEY}\n\n{table.HEAD}")
    failed = 0
    for services in options.services:
        say(f"making a project of 1 cluster and {services} services …")
        with project(code, services) as root:
            for rate in options.rates:
                limits = Limits(seconds=options.seconds, rate=rate)
                for one in measured(code, root, services, limits):
                    print(table.row(one), flush=True)
                    failed = max(failed, abs(one.ended.status))
    print(f"\n{table.first(first_call(code))}\n\n{table.REFERENCE}")
    return 1 if failed else 0


def _options() -> Namespace:
    parser = ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("services", type=int, nargs="*", default=[1, 10, 50, 400], metavar="N")
    parser.add_argument("--seconds", type=float, default=5.0, help="that an operation takes")
    parser.add_argument(
        "--rates", type=float, nargs="+", default=[0.0, 5.0], help="calls a second; 0: no limit"
    )
    parser.add_argument("--jobs", type=int, default=JOBS, help="operations side by side")
    parser.add_argument("--tree", type=Path, default=ROOT, help="the checkout to measure")
    parser.add_argument("--python", default=sys.executable, help="the Python that runs it")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
