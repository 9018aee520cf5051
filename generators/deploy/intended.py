"""Which task definition each service of a stack should run, as far as the stack itself tells."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from generators.deploy.cloud import Resource, StackEvent

SERVICE, DEFINITION = "AWS::ECS::Service", "AWS::ECS::TaskDefinition"

# The older form of a service's ARN, which does not name the cluster, is left out.
_SERVICE_ARN = re.compile(r"arn:[a-z-]+:ecs:[a-z0-9-]+:[0-9]{12}:service/[^/\s]+/[^/\s]+")
_DEFINITION_ARN = re.compile(r"arn:[a-z-]+:ecs:[a-z0-9-]+:[0-9]{12}:task-definition/[^/\s]+:[0-9]+")


def deployed_by(resources: Sequence[Resource]) -> Mapping[str, str]:
    """The task definition that each service of a stack should run, both by ARN.

    A stack of ours has one of each; of others nothing is known.
    """
    services = [one.physical_id for one in resources if one.type == SERVICE]
    definitions = [one.physical_id for one in resources if one.type == DEFINITION]
    if len(services) != 1 or len(definitions) != 1:
        return {}
    return {services[0]: definitions[0]}


def shown_by(outputs: Mapping[str, str]) -> Mapping[str, str]:
    """The same from a stack's outputs: those of the service kind show both."""
    shown = set(outputs.values())
    services = [text for text in shown if _SERVICE_ARN.fullmatch(text)]
    definitions = [text for text in shown if _DEFINITION_ARN.fullmatch(text)]
    if len(services) != 1 or len(definitions) != 1:
        return {}
    return {services[0]: definitions[0]}


def brought(events: Sequence[StackEvent]) -> tuple[Resource, ...]:
    """The resources that an operation has made or changed, by what they are now.

    What an update replaced goes afterwards, under the same logical id.
    """
    done = (one for one in events if one.status in ("CREATE_COMPLETE", "UPDATE_COMPLETE"))
    found = {
        one.logical_id: Resource(
            logical_id=one.logical_id, physical_id=one.physical_id, type=one.type
        )
        for one in done
    }
    return tuple(found.values())
