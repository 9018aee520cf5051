"""The adapter for protection: CloudFormation's calls for it, and the one update that it allows."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from generators.deploy.aws_errors import said_of
from generators.deploy.cloud import Desired, Operation, Proposal
from generators.errors import NoAnswer, Overtaken

_STANDS = "AVAILABLE"
"""Any other ExecutionStatus is of a change set that cannot be executed: OBSOLETE once the stack was
updated since, UNAVAILABLE, or one of an execution (DescribeChangeSet in the API's reference)."""


class Protecting:
    """A `protection.Protector` by way of a boto3 client.

    `request` gives what CreateStack, CreateChangeSet and UpdateStack have in common.
    """

    def __init__(self, client: Any, request: Callable[[Desired], Mapping[str, Any]]) -> None:
        self._client = client
        self._request = request
        self._unanswered: set[str] = set()

    def set_policy(self, stack: str, policy: str) -> None:
        """Give the stack this policy in place of any that it had."""
        with said_of(stack):
            self._client.set_stack_policy(StackName=stack, StackPolicyBody=policy)

    def protect(self, stack: str) -> None:
        """Turn on the stack's termination protection."""
        with said_of(stack):
            self._client.update_termination_protection(
                StackName=stack, EnableTerminationProtection=True
            )

    def update(self, desired: Desired, policy: str, shown: Proposal, token: str = "") -> Operation:
        """Begin to update a stack under this policy, if `shown` still tells what that does."""
        # Sent again after a lost connection, the same token does not update twice.
        token = token or f"ecs-stacks-{uuid.uuid4()}"
        request = {**self._request(desired), "StackPolicyDuringUpdateBody": policy}
        if token not in self._unanswered:
            self._refuse_if_changed(shown)
        try:
            with said_of(desired.name):
                answer = self._client.update_stack(**request, ClientRequestToken=token)
        except NoAnswer:
            # Perhaps it was heard: then it is this update that has made the change set obsolete.
            self._unanswered.add(token)
            raise
        return Operation(stack=desired.name, id=answer["StackId"], token=token)

    def _refuse_if_changed(self, shown: Proposal) -> None:
        with said_of(shown.stack):
            found = self._client.describe_change_set(ChangeSetName=shown.id)
        if found.get("ExecutionStatus") != _STANDS:
            raise Overtaken(
                f"{shown.stack}: somebody else has changed it since its changes were shown, so"
                " that they may not be all that would happen; none of them was begun",
                advice="run the same command again, and read what it shows then",
            )
