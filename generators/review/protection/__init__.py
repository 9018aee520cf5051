"""What protects a stack, lost or gained by a change.

`guards` are resources that protect others, `switches` properties that are on or off, `deletion`
what a deleted stack leaves behind; `tls`, `attributes` and `logs` judge load balancers and logs,
`instances`, `tasks` and `containers` what runs, `secrets` what was hidden and is no longer.
"""

from __future__ import annotations

from collections.abc import Iterator

from generators.review.model import Finding
from generators.review.pair import Pair
from generators.review.protection import (
    attributes,
    deletion,
    guards,
    instances,
    logs,
    secrets,
    switches,
    tasks,
    tls,
)
from generators.review.settling import settled

__all__ = ["findings"]

_JUDGES = (guards, switches, deletion, tls, attributes, logs, instances, tasks, secrets)


def findings(pair: Pair) -> Iterator[Finding]:
    """What the change of one stack takes away from its protection, and what it adds."""
    steady = settled(pair)
    for judge in _JUDGES:
        yield from judge.findings(steady)
