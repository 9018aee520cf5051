"""`make status` and `events`: what is deployed, and how it came to be."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from generators.verbs.reading import Asked, asked, one_asked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generators.deploy.cloud import StackState
    from generators.deploy.serving import Serving

SERVICE = "AWS::ECS::Service"


def status(options: Namespace) -> int:
    """Show the deployed stacks, and the tasks of their services."""
    from generators import report
    from generators.deploy.masking import mask

    found = asked(options)
    where, states = found.todo.environment, found.states()
    report.status(report.out(), where, states, _services(found, states))
    troubles = [
        report.Trouble(
            stack=step.stack,
            state=state,
            reason=mask(state.reason, found.secrets(step)),
        )
        for step in found.todo.steps
        if (state := states[step.name]) and report.ailing(state)
    ]
    report.troubles(report.err(), where, troubles)
    return 0


def events(options: Namespace) -> int:
    """Show what CloudFormation did with a stack, and why it failed."""
    from generators import report
    from generators.deploy.masking import mask

    found, step = one_asked(options)
    told = found.reading.events(step.name, older=options.all)
    if not told:
        raise found.absent(step)
    secrets = found.secrets(step)
    masked = [
        [replace(event, reason=mask(event.reason, secrets)) for event in operation]
        for operation in told
    ]
    report.events(report.out(), step.name, masked, datetime.now(tz=UTC))
    return 0


def _services(
    found: Asked, states: Mapping[str, StackState | None]
) -> dict[str, dict[str, Serving]]:
    """The services of each stack that has some, by their logical ids."""
    from generators.deploy.serving import Services

    arns: dict[str, dict[str, str]] = {}
    for step in found.todo.steps:
        types = {one["Type"] for one in found.found.templates[step.stack]["Resources"].values()}
        if SERVICE in types and states[step.name] is not None:
            arns[step.name] = {
                resource.logical_id: resource.physical_id
                for resource in found.reading.resources(step.name)
                if resource.type == SERVICE
            }
    if not arns:
        return {}
    every = [arn for own in arns.values() for arn in own.values()]
    serving = Services(found.connection.client("ecs")).serving(every)
    return {
        name: {key: serving[arn] for key, arn in own.items() if arn in serving}
        for name, own in arns.items()
    }
