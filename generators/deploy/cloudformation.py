"""The adapter: AWS's words in, our types out.

With `aws_shapes` and `aws_errors` it is the only place where CloudFormation's texts are matched.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from botocore.exceptions import ClientError

from generators.deploy import aws_shapes as shapes
from generators.deploy.aws_errors import is_absent, is_no_change_set, is_taken, said_of
from generators.deploy.cloud import (
    ChangeSet,
    Desired,
    Operation,
    Proposal,
    Resource,
    StackEvent,
    StackPage,
    StackState,
    StatusPage,
)
from generators.deploy.sent import new_token
from generators.deploy.statuses import TELLING
from generators.errors import Overtaken


class CloudFormation:
    """CloudFormation by way of a boto3 client; see `cloud.Cloud` for what each method promises.

    `place` puts templates that are too large for a call where CloudFormation can read them.
    """

    def __init__(self, client: Any, place: shapes.Place | None = None) -> None:
        self._client = client
        self._place = place

    def stack(self, name: str) -> StackState | None:
        """The stack of that name or id; None where there is none (or none any more)."""
        with said_of(name):
            return described(self._client, name)

    def stacks(self, after: str = "") -> StackPage:
        """A page of all stacks of the region that exist."""
        with said_of("all stacks"):
            page = self._client.describe_stacks(**_from(after))
        there = (one for one in page["Stacks"] if one["StackStatus"] != "DELETE_COMPLETE")
        return StackPage(stacks=tuple(map(shapes.state, there)), more=page.get("NextToken", ""))

    def statuses(self, after: str = "") -> StatusPage:
        """A page of what has neither ended well nor gone: in progress, failed, rolled back."""
        return self._listed(TELLING, after)

    def deletions(self, after: str = "") -> StatusPage:
        """A page of the stacks that were deleted, which CloudFormation remembers for 90 days."""
        return self._listed(("DELETE_COMPLETE",), after)

    def template(self, stack: str) -> object:
        """The template that the stack was given: parsed where it is JSON, None without a stack."""
        with said_of(stack):
            try:
                found = self._client.get_template(StackName=stack, TemplateStage="Original")
            except ClientError as error:
                if is_absent(error):
                    return None
                raise
        return shapes.template(found["TemplateBody"])

    def resources(self, stack: str) -> tuple[Resource, ...]:
        """The resources that the stack has; none where there is no such stack."""
        with said_of(stack):
            try:
                pages = list(self._pages("list_stack_resources", StackName=stack))
            except ClientError as error:
                if is_absent(error):
                    return ()
                raise
        return tuple(shapes.resources(pages))

    def place(self, desired: Desired) -> Desired:
        """The same, its template put where CloudFormation can read it if it is too large."""
        return shapes.placed(desired, self._place)

    def create(self, desired: Desired, token: str = "") -> Operation:
        """Begin to create a stack; one that fails is rolled back."""
        # Sent again after a lost connection, the same token does not create twice.
        token = token or new_token()
        request = {**shapes.request(desired, self._place), "ClientRequestToken": token}
        with said_of(desired.name):
            try:
                answer = self._client.create_stack(**request)
            except ClientError as error:
                if is_taken(error):
                    raise Overtaken(
                        f"{desired.name}: there is a stack of that name now",
                        advice="somebody else has just created it: run the same command again",
                    ) from error
                raise
        return Operation(stack=desired.name, id=answer["StackId"], token=token)

    def propose(self, desired: Desired, token: str = "") -> Proposal:
        """Ask for a change set for a stack that exists."""
        token = token or new_token()
        request = {
            **shapes.request(desired, self._place),
            "ChangeSetName": token,
            "ClientToken": token,
        }
        with said_of(desired.name):
            answer = self._client.create_change_set(**request, ChangeSetType="UPDATE")
        return Proposal(stack=desired.name, stack_id=answer["StackId"], id=answer["Id"])

    def change_set(self, proposal: Proposal) -> ChangeSet | None:
        """What was proposed, or None while CloudFormation is still at it."""
        with said_of(proposal.stack):
            pages = list(self._pages("describe_change_set", ChangeSetName=proposal.id))
        return shapes.change_set(pages)

    def execute(self, proposal: Proposal, token: str = "") -> Operation:
        """Begin to do what was proposed."""
        token = token or new_token()
        request = {"ChangeSetName": proposal.id, "ClientRequestToken": token}
        with said_of(proposal.stack):
            self._client.execute_change_set(**request)
        return Operation(stack=proposal.stack, id=proposal.stack_id, token=token)

    def discard(self, proposal: Proposal) -> None:
        """Delete a change set, or find it gone: failed ones too count against a limit."""
        # Of one whose making was never answered nothing is known but its name: the token.
        named = {} if proposal.id.startswith("arn:") else {"StackName": proposal.stack}
        with said_of(proposal.stack):
            try:
                self._client.delete_change_set(ChangeSetName=proposal.id, **named)
            except ClientError as error:
                if not (is_absent(error) or is_no_change_set(error)):
                    raise

    def delete(self, state: StackState, token: str = "") -> Operation:
        """Begin to delete a stack."""
        # By id, so that it can still be asked about once it is gone, and so that a new stack of
        # the same name, should somebody make one meanwhile, stays.
        token = token or new_token()
        with said_of(state.name):
            self._client.delete_stack(StackName=state.id, ClientRequestToken=token)
        return Operation(stack=state.name, id=state.id, token=token)

    def cancel(self, state: StackState, token: str = "") -> Operation:
        """Have an update that is under way rolled back."""
        token = token or new_token()
        with said_of(state.name):
            self._client.cancel_update_stack(StackName=state.id, ClientRequestToken=token)
        return Operation(stack=state.name, id=state.id, token=token)

    def roll_back(self, state: StackState, token: str = "") -> Operation:
        """Begin, or begin again, to roll back an update that failed and stayed so."""
        token = token or new_token()
        verb = "rollback_stack" if state.status == "UPDATE_FAILED" else "continue_update_rollback"
        with said_of(state.name):
            getattr(self._client, verb)(StackName=state.id, ClientRequestToken=token)
        return Operation(stack=state.name, id=state.id, token=token)

    def events(self, operation: Operation, after: str) -> tuple[StackEvent, ...]:
        """The operation's events that are newer than the one with the id `after`, oldest first."""
        fresh: list[StackEvent] = []
        with said_of(operation.stack):
            for page in self._pages("describe_stack_events", StackName=operation.id):
                events = [shapes.event(event) for event in page["StackEvents"]]
                own = [event for event in events if event.token == operation.token]
                ids = [event.id for event in own]
                if after in ids:
                    fresh += own[: ids.index(after)]
                    break
                fresh += own
                # A stack has one operation at a time: before ours there is nothing of ours.
                if not own:
                    break
        return tuple(reversed(fresh))

    def _listed(self, statuses: tuple[str, ...], after: str) -> StatusPage:
        with said_of("all stacks"):
            page = self._client.list_stacks(StackStatusFilter=list(statuses), **_from(after))
        found = {one["StackId"]: one["StackStatus"] for one in page["StackSummaries"]}
        return StatusPage(statuses=found, more=page.get("NextToken", ""))

    def _pages(self, verb: str, **request: str) -> Iterator[Any]:
        page = getattr(self._client, verb)(**request)
        yield page
        while token := page.get("NextToken"):
            page = getattr(self._client, verb)(**request, NextToken=token)
            yield page


def _from(after: str) -> dict[str, str]:
    return {"NextToken": after} if after else {}


def described(client: Any, name: str) -> StackState | None:
    """The stack of that name or id, None where there is none; raises botocore's errors."""
    try:
        found = client.describe_stacks(StackName=name)["Stacks"][0]
    except ClientError as error:
        if is_absent(error):
            return None
        raise
    return None if found["StackStatus"] == "DELETE_COMPLETE" else shapes.state(found)
