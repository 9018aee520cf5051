"""What was changed by hand of the protection itself, in an environment that is protected.

Knows no boto3, no terminal and no clock of its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Protocol

from generators.deploy.cloud import StackState
from generators.deploy.protection import stack_policy
from generators.deploy.statuses import Standing, standing
from generators.errors import Refused

Policy = Literal["ours", "none", "another", "not known"]
"""What a stack has for a policy."""


@dataclass(frozen=True, kw_only=True)
class Lapse:
    """A stack that is not protected as a deploy leaves it.

    `kept` is whether it has termination protection; `failure` says why its policy is not known.
    """

    stack: str
    kept: bool
    policy: Policy
    failure: str = ""


class Policies(Protocol):
    """What this asks of CloudFormation; `reading.Reading` says what it promises."""

    def policy(self, stack: str) -> str | None:
        """The stack's policy as text; None where it has none."""


def lapses(states: Iterable[StackState], policies: Policies) -> list[Lapse]:
    """Those of the stacks whose protection is missing or another, or is not known.

    What holds no resources has none yet, and nothing to lose.
    """
    found = (_lapse(one, policies) for one in states if standing(one) is not Standing.HOLLOW)
    return [one for one in found if not (one.kept and one.policy == "ours")]


def _lapse(state: StackState, policies: Policies) -> Lapse:
    try:
        policy, failure = _policy(policies.policy(state.name)), ""
    except Refused as error:
        said = "; ".join(filter(None, (error.message, error.advice)))
        policy, failure = "not known", said.removeprefix(f"{state.name}: ")
    return Lapse(stack=state.name, kept=state.protected, policy=policy, failure=failure)


def _policy(text: str | None) -> Policy:
    if text is None:
        return "none"
    try:
        return "ours" if json.loads(text) == stack_policy() else "another"
    except ValueError:
        return "another"
