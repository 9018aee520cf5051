"""What keeps the stacks of a protected environment, whoever is at work on them.

Termination protection has CloudFormation refuse to delete a stack. A stack policy has it refuse to
replace or remove what holds state, by `make deploy` or by any other way. Policies are described in
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/protect-stack-resources.html

Where such a loss is meant, the policy is never taken away, not even for a moment. A change set can
be executed only under the policy that stands, so the update is then made by UpdateStack, which
takes a policy for itself alone: one that lets go what was shown and said yes to, and nothing else.
It does not refuse where somebody else has changed the stack since the change set was made, as
ExecuteChangeSet does; so whether the change set still stands is asked just before.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from generators.deploy import guard
from generators.deploy.calls import Calls
from generators.deploy.cloud import Change, Desired, Operation, Proposal, StackState
from generators.errors import Protected
from generators.model import Plan
from generators.stateful import LOST, holds_state

_LOSING = ["Update:Replace", "Update:Delete"]


class Protector(Protocol):
    """What protection asks of CloudFormation; errors are those of `cloud.Cloud`."""

    def set_policy(self, stack: str, policy: str) -> None:
        """Give the stack this policy in place of any that it had."""

    def protect(self, stack: str) -> None:
        """Turn on the stack's termination protection."""

    def update(self, desired: Desired, policy: str, shown: Proposal, token: str = "") -> Operation:
        """Begin to update a stack under this policy, which counts for that update alone.

        Raises `Overtaken`, and begins nothing, where the change set that was `shown` no longer
        tells what the update would do.
        """


def stack_policy() -> dict[str, Any]:
    """The policy of a stack that is protected: what holds state is neither replaced nor removed.

    It goes by types and is the same for every template. Did it name resources, it would have to be
    that of what is deployed, and never of what is about to be.
    """
    return {
        "Statement": [
            _statement("Allow", ["Update:*"], ["*"]),
            _statement("Deny", _LOSING, ["*"])
            | {"Condition": {"StringEquals": {"ResourceType": sorted(LOST)}}},
        ]
    }


def policy_for(changes: Iterable[Change]) -> dict[str, Any]:
    """The policy for one update: of whatever type, only what is shown to go may go.

    What no statement allows is denied.
    """
    going = [f"LogicalResourceId/{one.logical_id}" for one in changes if guard.loses(one)]
    return {
        "Statement": [
            _statement("Allow", ["Update:Modify"], ["*"]),
            *([_statement("Allow", _LOSING, going)] if going else []),
        ]
    }


def as_text(policy: Mapping[str, Any]) -> str:
    """The policy as CloudFormation's API takes it."""
    return json.dumps(policy, separators=(",", ":"))


def wants_leave(changes: Iterable[Change]) -> bool:
    """Whether the stack's own policy would have these changes fail."""
    return any(guard.loses(change) and holds_state(change.type) for change in changes)


async def protect(calls: Calls, protector: Protector, stack: str) -> None:
    """Protect a stack that was just created or updated, or that was not protected yet.

    The policy comes first, so that a stack with termination protection has its policy as well,
    wherever this is interrupted.
    """
    await calls(protector.set_policy, stack, as_text(stack_policy()))
    await calls(protector.protect, stack)


def update(
    protector: Protector,
    desired: Desired,
    shown: Proposal,
    changes: Iterable[Change],
    token: str = "",
) -> Operation:
    """Begin an update that loses state, once a person has said yes to these changes of `shown`."""
    return protector.update(desired, as_text(policy_for(changes)), shown, token)


def refuse_deletion(todo: Plan, states: Mapping[str, StackState | None]) -> None:
    """Raise `Protected` where the environment is protected, or any of these stacks.

    One that `states` misses CloudFormation itself will not delete.
    """
    where, names = todo.environment, [step.name for step in todo.steps]
    if where.protected:
        raise Protected(
            f"nothing was deleted: {where.name} is protected",
            advice=f"if it is to go all the same: take `protected: true` of {where.name} out of"
            " params/environments.yaml, run this again and do what it says",
        )
    standing = [name for name in reversed(names) if (found := states.get(name)) and found.protected]
    if standing:
        raise Protected(
            f"nothing was deleted: {', '.join(standing)} {_has(standing)} termination protection",
            advice="if it is to go all the same, lift that first:\n"
            + "\n".join(f"  {lifting(name, where.region)}" for name in standing),
        )


def lifting(stack: str, region: str) -> str:
    """The command that takes a stack's termination protection away."""
    verb = "aws cloudformation update-termination-protection --no-enable-termination-protection"
    return f"{verb} --region {region} --stack-name {stack}"


def _has(stacks: list[str]) -> str:
    return "has" if len(stacks) == 1 else "have"


def _statement(effect: str, actions: list[str], resources: list[str]) -> dict[str, Any]:
    return {"Effect": effect, "Action": actions, "Principal": "*", "Resource": resources}
