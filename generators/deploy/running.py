"""Whether a service runs what was just deployed.

A circuit breaker that rolls back may leave CloudFormation content and the old tasks running
(https://github.com/aws/containers-roadmap/issues/1205): a stack that ended well is no proof.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from generators.deploy.cloud import Resource, StackEvent
from generators.deploy.diagnose.facts import ServiceFacts
from generators.deploy.ecs_shapes import ServiceState, short

SERVICE, DEFINITION = "AWS::ECS::Service", "AWS::ECS::TaskDefinition"

_AT_ONCE = 10
"""So many services DescribeServices takes."""


class Services(Protocol):
    """What is asked of ECS."""

    def services(self, cluster: str, services: Sequence[str]) -> tuple[ServiceState, ...]:
        """Services of the cluster, ten at most."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A service that does not run what was deployed; task definitions are `family:revision`."""

    arn: str
    service: str
    deployed: str
    runs: str
    reason: str = ""

    def __str__(self) -> str:
        why = f": {self.reason}" if self.reason else ""
        return f"{self.service} runs {self.runs} and not {self.deployed}, which was deployed{why}"


def still_running(service: ServiceFacts, deployed: str, arn: str = "") -> Finding | None:
    """What is wrong where the newest deployment is not of the task definition just deployed.

    `deployed` is its ARN, `arn` the service's. Nothing is said of a service without deployments of
    ECS's own kind.
    """
    primary = next((one for one in service.deployments if one.status == "PRIMARY"), None)
    if primary is None or primary.task_definition == deployed:
        return None
    failed = (one.reason for one in service.deployments if one.task_definition == deployed)
    told = (e.text for e in service.events if "rolling back" in e.text or "failed:" in e.text)
    return Finding(
        arn=arn,
        service=service.name,
        deployed=short(deployed),
        runs=short(primary.task_definition),
        reason=next(filter(None, (*failed, *told)), ""),
    )


def deployed_by(resources: Sequence[Resource]) -> Mapping[str, str]:
    """The task definition that each service of a stack should run, both by ARN.

    A stack of ours has one of each; of others nothing is known.
    """
    services = [one.physical_id for one in resources if one.type == SERVICE]
    definitions = [one.physical_id for one in resources if one.type == DEFINITION]
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


def rolled_back(deployed: Mapping[str, str], ecs: Services) -> tuple[Finding, ...]:
    """The services, given with what they should run, that do not: ten of a cluster in a call.

    Raises `NotAllowed`, `NotThere` or a `UserError` where AWS does not say.
    """
    return tuple(_findings(deployed, ecs))


def _findings(deployed: Mapping[str, str], ecs: Services) -> Iterator[Finding]:
    for cluster, arns in _by_cluster(deployed):
        for state in ecs.services(cluster, arns):
            # In whose name ECS answers is not ours to choose: an ARN may be of the older form.
            definition = deployed.get(state.arn)
            if definition and (finding := still_running(state.facts, definition, state.arn)):
                yield finding


def _by_cluster(arns: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """ARNs of services with their cluster, ten at most."""
    clusters: dict[str, list[str]] = {}
    for arn in arns:
        cluster = arn.rpartition("service/")[2].rpartition("/")[0] or "default"
        clusters.setdefault(cluster, []).append(arn)
    for cluster, found in clusters.items():
        for start in range(0, len(found), _AT_ONCE):
            yield cluster, found[start : start + _AT_ONCE]
