"""Whether a service runs what was deployed, just now or by an earlier deploy.

A circuit breaker that rolls back may leave CloudFormation content and the old tasks running
(https://github.com/aws/containers-roadmap/issues/1205): a stack that ended well is no proof.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from generators.deploy.diagnose.facts import ServiceFacts
from generators.deploy.diagnose.looks import NotThere
from generators.deploy.ecs_shapes import ServiceState, short

AT_ONCE = 10
"""So many services DescribeServices takes."""

_DELETED = ("DRAINING", "INACTIVE")


class Services(Protocol):
    """What is asked of ECS."""

    def services(self, cluster: str, services: Sequence[str]) -> tuple[ServiceState, ...]:
        """Services of the cluster, ten at most."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A service that does not run what was deployed; task definitions are `family:revision`.

    `runs` is empty for a service that somebody has deleted.
    """

    arn: str
    service: str
    deployed: str
    runs: str
    reason: str = ""

    def __str__(self) -> str:
        if not self.runs:
            return f"ECS has no service {self.service} any more: somebody has deleted it"
        why = f": {self.reason}" if self.reason else ""
        return f"{self.service} runs {self.runs} and not {self.deployed}, which was deployed{why}"

    @property
    def command(self) -> str:
        """The command by which ECS tries again to run what was deployed."""
        region = self.arn.partition(":ecs:")[2].partition(":")[0]
        where = f"--region {region} --cluster {cluster_of(self.arn)}"
        what = f"--service {self.service} --task-definition {self.deployed}"
        return f"aws ecs update-service {where} {what}"


def still_running(service: ServiceFacts, deployed: str, arn: str) -> Finding | None:
    """What is wrong where the newest deployment is not of the task definition that was deployed.

    `deployed` is its ARN, `arn` the service's. A deployment that goes on is the newest one. Nothing
    is said of a service without deployments of ECS's own kind.
    """
    if service.status in _DELETED:
        return _gone(arn, deployed)
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


def _gone(arn: str, deployed: str) -> Finding:
    return Finding(arn=arn, service=short(arn), deployed=short(deployed), runs="")


def rolled_back(deployed: Mapping[str, str], ecs: Services) -> tuple[Finding, ...]:
    """The services, given with what they should run, that do not: of one cluster, ten at most.

    Raises `NotAllowed` or a `UserError` where AWS does not say.
    """
    return tuple(_findings(deployed, ecs))


def _findings(deployed: Mapping[str, str], ecs: Services) -> Iterator[Finding]:
    if not deployed:
        return
    states = _services(ecs, cluster_of(next(iter(deployed))), tuple(deployed))
    # In whose name ECS answers is not ours to choose: an ARN may be of the older form.
    found = {short(state.arn): state for state in states}
    for arn, definition in deployed.items():
        if finding := _finding(arn, definition, found.get(short(arn))):
            yield finding


def _services(ecs: Services, cluster: str, arns: Sequence[str]) -> tuple[ServiceState, ...]:
    try:
        return ecs.services(cluster, arns)
    except NotThere:
        return ()  # with their cluster they are gone


def _finding(arn: str, deployed: str, state: ServiceState | None) -> Finding | None:
    if state is not None:
        return still_running(state.facts, deployed, arn)
    return _gone(arn, deployed) if _named_cluster(arn) else None


def cluster_of(arn: str) -> str:
    """The name of the cluster that a service is in, by the service's ARN."""
    return _named_cluster(arn) or "default"


def _named_cluster(arn: str) -> str:
    """The older form of a service's ARN does not say in which cluster it is."""
    return arn.rpartition("service/")[2].rpartition("/")[0]
