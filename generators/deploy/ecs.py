"""The adapter for Amazon ECS: what runs on a cluster."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from botocore.exceptions import ClientError

from generators.deploy.aws_errors import is_no_cluster, said_of
from generators.deploy.tenants import Running, Task

_PAGE = 100
"""How much ListServices and ListTasks give in a page, and DescribeTasks takes, at most."""


class ECS:
    """Amazon ECS by way of a boto3 client; see `tenants.Clusters` for what is promised."""

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
