"""The adapter for Amazon ECS: what runs on a cluster, and how it fares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ClientError

from generators.deploy import ecs_shapes as shapes
from generators.deploy.aws_errors import is_no_cluster, said_of
from generators.deploy.diagnose.facts import Room, TaskFacts
from generators.deploy.looking import looking
from generators.deploy.tenants import Running, Task

_PAGE = 100
"""How much ListServices and ListTasks give in a page, and DescribeTasks takes, at most."""

_HALF = _PAGE // 2
"""So many tasks of each status fit into one DescribeTasks."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class ECS:
    """Amazon ECS by way of a boto3 client.

    See `tenants.Clusters` and `diagnose.clients.Services` for what is promised.
    """

    def __init__(self, client: Any) -> None:
        self._client = client

    def running(self, cluster: str) -> Running:
        """What runs on the cluster; nothing where there is no such cluster any more."""
        with said_of(cluster):
            try:
                services = tuple(self._listed("list_services", "serviceArns", cluster=cluster))
                return Running(services=services, tasks=tuple(self._tasks(cluster)))
            except ClientError as error:
                if is_no_cluster(error):
                    return Running()
                raise

    def services(self, cluster: str, services: Sequence[str]) -> tuple[shapes.ServiceState, ...]:
        """Services of the cluster, those already deleted too; ten at most."""
        with looking(f"the services of {cluster}", "ecs:DescribeServices"):
            found = self._client.describe_services(cluster=cluster, services=list(services))
        return tuple(shapes.service(one) for one in found["services"])

    def tasks(self, cluster: str, service: str, family: str = "") -> tuple[TaskFacts, ...]:
        """The service's tasks, newest first; of a service that is gone, found by their family."""
        by = {"family": family} if family else {"serviceName": service}
        arns: list[str] = []
        with looking(f"the tasks of {service}", "ecs:ListTasks"):
            for status in ("STOPPED", "RUNNING"):
                wanted = {"cluster": cluster, "desiredStatus": status, "maxResults": _HALF, **by}
                arns += self._client.list_tasks(**wanted)["taskArns"]
        if not arns:
            return ()
        with looking(f"the tasks of {service}", "ecs:DescribeTasks"):
            found = self._client.describe_tasks(cluster=cluster, tasks=arns)["tasks"]
        own = [shapes.task(one) for one in found if one.get("group") == f"service:{service}"]
        return tuple(sorted(own, key=lambda task: task.at or _EPOCH, reverse=True))

    def log_places(self, task_definition: str) -> dict[str, shapes.LogPlace]:
        """Where each container writes its log, as far as that is CloudWatch Logs."""
        name = shapes.short(task_definition)
        with looking(f"the task definition {name}", "ecs:DescribeTaskDefinition"):
            found = self._client.describe_task_definition(taskDefinition=task_definition)
        return shapes.log_places(found["taskDefinition"])

    def room(self, cluster: str) -> Room:
        """The cluster's container instances, a hundred at most."""
        what = f"the container instances of {cluster}"
        with looking(what, "ecs:ListContainerInstances"):
            listed = self._client.list_container_instances(cluster=cluster, maxResults=_PAGE)
        arns = listed["containerInstanceArns"]
        found: list[Any] = []
        if arns:
            with looking(what, "ecs:DescribeContainerInstances"):
                described = self._client.describe_container_instances(
                    cluster=cluster, containerInstances=arns
                )
            found = described["containerInstances"]
        return Room(cluster=cluster, instances=tuple(shapes.instance(one) for one in found))

    def scaled_by(self, providers: Sequence[str]) -> tuple[str, ...]:
        """The names of the Auto Scaling groups behind capacity providers."""
        with looking("the capacity providers", "ecs:DescribeCapacityProviders"):
            found = self._client.describe_capacity_providers(capacityProviders=list(providers))
        groups = (one.get("autoScalingGroupProvider") for one in found["capacityProviders"])
        return tuple(shapes.short(group["autoScalingGroupArn"]) for group in groups if group)

    def _tasks(self, cluster: str) -> Iterator[Task]:
        # Tasks that are still pending are wanted running too, and so among these. The group of a
        # service's own tasks begins with service:, in every kind of deployment.
        wanted = {"cluster": cluster, "desiredStatus": "RUNNING"}
        arns = list(self._listed("list_tasks", "taskArns", **wanted))
        for start in range(0, len(arns), _PAGE):
            some = arns[start : start + _PAGE]
            for task in self._client.describe_tasks(cluster=cluster, tasks=some)["tasks"]:
                if not task.get("group", "").startswith("service:"):
                    yield _task(task)

    def _listed(self, verb: str, key: str, **request: str) -> Iterator[str]:
        pages = self._client.get_paginator(verb).paginate(
            **request, PaginationConfig={"PageSize": _PAGE}
        )
        for page in pages:
            yield from page[key]


def _task(found: Any) -> Task:
    return Task(
        id=found["taskArn"].rpartition("/")[2],
        group=found.get("group", ""),
        started_by=found.get("startedBy", ""),
    )
