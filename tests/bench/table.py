"""What was measured as text."""

from __future__ import annotations

from tests.bench.first_call import FirstCall
from tests.bench.running import Measured

HEAD = (
    f"{'stacks':>6}  {'limit':>7}  {'':9}  {'wall':>7}  {'start':>6}  {'wall/path':>13}"
    f"  {'wall/limit':>13}  {'calls':>5}  {'a stack':>7}  {'throttled':>9}  {'CPU':>6}"
)

KEY = """\
wall      seconds from the process's start to its end; start: those before its first call
path      the critical path, the operations that wait for each other; in (…) wall without start
limit     calls that begin an operation by the calls a second that are let through, and the path
CPU       seconds of the deploying process, by all its threads"""

REFERENCE = """\
To reach, and other tools as they were measured when that was set (not measured here):
  unchanged, 51 stacks: 1.1 calls a stack        (best peer 2)
  fresh, 11 stacks, no limit: 1.15 of the path   (best peer 1.25, CDK 2.54, Sceptre 2.66,
                                                  AutoStacker24 11.4)
                              3 calls a stack    (best peer 5.5, CDK 11, Sceptre 9,
                                                  AutoStacker24 7)
  401 stacks, 5 calls a second: 1.1 of the limit, nothing fails
  CPU until the first call: 1.5 of the script's"""


def row(one: Measured) -> str:
    """One line of the table, and the calls by action under it."""
    without = one.ended.wall - one.start
    cells = (
        f"{one.stacks:>6}",
        f"{f'{one.limits.rate:g}/s' if one.limits.rate else 'none':>7}",
        f"{one.phase:9}",
        f"{one.ended.wall:>7.2f}",
        f"{one.start:>6.2f}",
        _ratios(one.ended.wall, without, one.path),
        _ratios(one.ended.wall, without, one.limit if one.path and one.limits.rate else 0.0),
        f"{sum(one.calls.values()):>5}",
        f"{one.calls_a_stack:>7.2f}",
        f"{sum(one.throttled.values()):>9}",
        f"{one.ended.cpu:>6.2f}",
    )
    calls = ", ".join(f"{name} {number}" for name, number in sorted(one.calls.items()))
    return "\n".join([f"{'  '.join(cells)}", f"{'':8}{calls}", *_failure(one)])


def _ratios(whole: float, without: float, by: float) -> str:
    return f"{f'{whole / by:.2f} ({without / by:.2f})' if by else '-':>13}"


def _failure(one: Measured) -> list[str]:
    if not one.ended.status:
        return []
    last = "\n".join(f"{'':8}| {line}" for line in one.ended.said.splitlines()[-12:])
    return [f"{'':8}exit status {one.ended.status}:", last]


def first(found: FirstCall) -> str:
    """The CPU seconds until the first call."""
    return (
        f"CPU until the first call of make deploy {found.ours:.2f} s; a script that imports boto3,"
        f" yaml and pydantic and makes one client {found.least:.2f} s:"
        f" {found.ours / found.least:.2f} times as much"
    )
