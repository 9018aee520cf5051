"""The adapter for what is only looked at: states, templates, events and drift.

`cloudformation` has what the engine needs; nothing here begins, changes or ends anything.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from itertools import islice
from typing import Any

from botocore.exceptions import ClientError

from generators.constraints import MAX_TEMPLATE
from generators.deploy import aws_shapes as shapes
from generators.deploy import drift_shapes
from generators.deploy.aws_errors import code_of, is_absent, said_of
from generators.deploy.cloud import Resource, StackEvent, StackState
from generators.deploy.cloudformation import described
from generators.deploy.drift import Detection, ResourceDrift
from generators.deploy.operations import operations
from generators.errors import TemplateTooLarge

_FEW = 3
"""Up to so many stacks are asked for by name; more come with all others of the region, by pages."""

_AGAIN = "nothing was changed; run the same command again"


class Reading:
    """CloudFormation's answers by way of a boto3 client.

    Every method raises `CannotReachAWS` where nothing got through, and `Refused`, which names the
    stack, where CloudFormation said no.
    """

    def __init__(self, client: Any) -> None:
        self._client = client

    def states(self, names: Collection[str]) -> dict[str, StackState | None]:
        """The stacks of these names, in their order; None where there is none."""
        if len(names) <= _FEW:
            return {name: self._state(name) for name in names}
        with said_of("the stacks", later=_AGAIN):
            pages = self._pages("describe_stacks")
            states = (shapes.state(found) for page in pages for found in page["Stacks"])
            known = {one.name: one for one in states}
        return {name: known.get(name) for name in names}

    def template(self, stack: str) -> str | None:
        """The template that the stack was given, as text; None where there is no such stack."""
        with said_of(stack, later=_AGAIN):
            try:
                body = self._client.get_template(StackName=stack, TemplateStage="Original")
            except ClientError as error:
                if is_absent(error):
                    return None
                raise
        found = body["TemplateBody"]
        # The SDK parses JSON on the way; YAML stays the text that it is.
        return found if isinstance(found, str) else json.dumps(found, indent=2)

    def resources(self, stack: str) -> tuple[Resource, ...]:
        """The resources that the stack has; none where there is no such stack."""
        with said_of(stack, later=_AGAIN):
            try:
                return tuple(
                    shapes.resources(list(self._pages("list_stack_resources", StackName=stack)))
                )
            except ClientError as error:
                if is_absent(error):
                    return ()
                raise

    def events(self, stack: str, *, older: bool = False) -> tuple[tuple[StackEvent, ...], ...]:
        """The stack's last operation, or with `older` all of them, oldest first.

        CloudFormation keeps events for 90 days. None where there is no such stack.
        """
        with said_of(stack, later=_AGAIN):
            try:
                every = operations(
                    (found["StackId"], shapes.event(found))
                    for page in self._pages("describe_stack_events", StackName=stack)
                    for found in page["StackEvents"]
                )
                return tuple(reversed([*(every if older else islice(every, 1))]))
            except ClientError as error:
                if is_absent(error):
                    return ()
                raise

    def validate(self, stack: str, template: str) -> str | None:
        """What AWS has against the template; None where that is nothing.

        Raises `TemplateTooLarge` for one that cannot be in the call.
        """
        size = len(template.encode())
        if size > MAX_TEMPLATE:
            raise TemplateTooLarge(f"{size:,} bytes, of {MAX_TEMPLATE:,} that a call may have")
        with said_of(stack, later=_AGAIN):
            try:
                self._client.validate_template(TemplateBody=template)
            except ClientError as error:
                if code_of(error) == "ValidationError":
                    return str(error.response["Error"].get("Message", error))
                raise
        return None

    def policy(self, stack: str) -> str | None:
        """The stack's policy, as text; None where it has none."""
        with said_of(stack, later=_AGAIN):
            found = self._client.get_stack_policy(StackName=stack).get("StackPolicyBody")
        return str(found) if found else None

    def detect(self, stack: str) -> str:
        """Have CloudFormation compare the stack with what there is; the detection's id."""
        with said_of(stack, later=_AGAIN):
            return str(self._client.detect_stack_drift(StackName=stack)["StackDriftDetectionId"])

    def detection(self, stack: str, detection: str) -> Detection | None:
        """What came of it, or None while CloudFormation is still at it."""
        with said_of(stack, later=_AGAIN):
            return drift_shapes.detection(
                self._client.describe_stack_drift_detection_status(StackDriftDetectionId=detection)
            )

    def drifts(self, stack: str) -> tuple[ResourceDrift, ...]:
        """Every resource that was compared."""
        with said_of(stack, later=_AGAIN):
            pages = self._pages("describe_stack_resource_drifts", StackName=stack)
            return tuple(
                drift_shapes.drift(found) for page in pages for found in page["StackResourceDrifts"]
            )

    def _state(self, name: str) -> StackState | None:
        with said_of(name, later=_AGAIN):
            return described(self._client, name)

    def _pages(self, verb: str, **request: str) -> Iterator[Any]:
        page = getattr(self._client, verb)(**request)
        yield page
        while token := page.get("NextToken"):
            page = getattr(self._client, verb)(**request, NextToken=token)
            yield page
