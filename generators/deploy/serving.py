"""The adapter for what ECS says of services: how many tasks run, and where their logs are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from generators.deploy.aws_errors import is_no_cluster, said_of

_MOST = 10
"""So many services DescribeServices takes at once."""

_AGAIN = "nothing was changed; run the same command again"


@dataclass(frozen=True, kw_only=True)
class Serving:
    """A service of ECS as it is now.

    `arn` is what the service's stack has of it; `rollout` is the state of its primary deployment
    (`COMPLETED`, `IN_PROGRESS`, `FAILED`, or nothing where ECS does not say), `reason` what ECS
    says of that; `revision` is the task definition, as family:number.
    """

    arn: str
    name: str
    status: str
    running: int
    desired: int
    pending: int
    rollout: str
    reason: str
    revision: str


class Services:
    """ECS by way of a boto3 client.

    Every method raises `CannotReachAWS` where nothing got through, and `Refused` where ECS said no.
    """

    def __init__(self, client: Any) -> None:
        self._client = client

    def serving(self, arns: Iterable[str]) -> dict[str, Serving]:
        """The services of these ARNs; one that is gone is left out."""
        clusters: dict[str, list[str]] = {}
        for arn in arns:
            clusters.setdefault(_cluster(arn), []).append(arn)
        found = (one for cluster, own in clusters.items() for one in self._of(cluster, own))
        return {one.arn: one for one in found}

    def log_groups(self, task_definition: str) -> dict[str, str]:
        """The log group of each container of a task definition that has one."""
        what = f"the task definition {_last(task_definition)}"
        with said_of(what, later=_AGAIN):
            answer = self._client.describe_task_definition(taskDefinition=task_definition)
        containers = answer["taskDefinition"].get("containerDefinitions", ())
        groups = {one["name"]: _group(one.get("logConfiguration")) for one in containers}
        return {name: group for name, group in groups.items() if group}

    def _of(self, cluster: str, arns: Sequence[str]) -> Iterator[Serving]:
        for some in _batches(arns):
            with said_of(f"the services of {cluster}", later=_AGAIN):
                try:
                    answer = self._client.describe_services(cluster=cluster, services=some)
                except ClientError as error:
                    if is_no_cluster(error):
                        return
                    raise
            yield from (_serving(found) for found in answer["services"])


def _serving(found: Mapping[str, Any]) -> Serving:
    deployments = found.get("deployments", ())
    primary: Mapping[str, Any] = next(
        (one for one in deployments if one.get("status") == "PRIMARY"), {}
    )
    return Serving(
        arn=found["serviceArn"],
        name=found["serviceName"],
        status=found.get("status", ""),
        running=found.get("runningCount", 0),
        desired=found.get("desiredCount", 0),
        pending=found.get("pendingCount", 0),
        rollout=primary.get("rolloutState", ""),
        reason=primary.get("rolloutStateReason", ""),
        revision=_last(primary.get("taskDefinition") or found.get("taskDefinition", "")),
    )


def _batches(arns: Sequence[str]) -> Iterator[list[str]]:
    for start in range(0, len(arns), _MOST):
        yield list(arns[start : start + _MOST])


def _cluster(arn: str) -> str:
    """arn:aws:ecs:region:account:service/CLUSTER/name"""
    return arn.split("/")[-2]


def _group(configuration: Mapping[str, Any] | None) -> str:
    found = configuration or {}
    # FireLens has no group here; a driver of another name writes elsewhere.
    if found.get("logDriver") != "awslogs":
        return ""
    return str(found.get("options", {}).get("awslogs-group", ""))


def _last(arn: str) -> str:
    return arn.rpartition("/")[2]
