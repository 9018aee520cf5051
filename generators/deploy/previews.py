"""What a deploy would do with a stack, as far as that is known before."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from generators.deploy.cloud import Change

Verdict = Literal[
    "create", "recreate", "update", "up to date", "not known yet", "refused", "busy", "stuck"
]


@dataclass(frozen=True, kw_only=True)
class ParameterPreview:
    """Where a parameter gets its value.

    `value` is None while it is not known, and `****` for a NoEcho parameter; `source` is in words:
    `given`, `parent ecs-cluster`, `output network.VpcId`, `default`, `previous`,
    `known after ecs-cluster`.
    """

    name: str
    value: str | None
    source: str


@dataclass(frozen=True, kw_only=True)
class StepPreview:
    """What a deploy would do with one stack.

    `verdict` is `not known yet` where a value is known only after the stacks in `after`; `busy` and
    `stuck` are told by `status`, which is empty for a stack that does not exist. `replace` names
    what a deploy would stop for, as `REPLACE=` wants it. `reason` is why CloudFormation makes no
    change set (`refused`), or why a deploy that changes nothing would fail. `unsettled` names
    stacks before this one whose own update adds, replaces or removes resources, and those outside
    the plan that somebody is at work on: their outputs may be others by then, and this preview
    takes today's. `deployed` is the template that the stack has, where it was asked for.
    """

    stack: str
    verdict: Verdict
    status: str
    parameters: tuple[ParameterPreview, ...]
    changes: tuple[Change, ...] = ()
    after: tuple[str, ...] = ()
    replace: tuple[str, ...] = ()
    reason: str = ""
    unsettled: tuple[str, ...] = ()
    deployed: object = field(default=None, repr=False)
