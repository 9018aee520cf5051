"""The AWS clients that a diagnosis looks through, as protocols, and all of them together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from generators.deploy.diagnose.facts import Activity, Room, TargetGroup, TaskFacts
from generators.deploy.ecs_shapes import LogPlace, ServiceState

CALLS = {
    "ecs:DescribeServices": "up to ten services of one cluster",
    "ecs:ListTasks": "twice a service: stopped, running",
    "ecs:DescribeTasks": "once a service that has tasks",
    "ecs:DescribeTaskDefinition": "once a service of which a container failed",
    "logs:GetLogEvents": "once a container that failed, two a service at most",
    "elasticloadbalancing:DescribeTargetGroups": "once a service behind a load balancer",
    "elasticloadbalancing:DescribeTargetHealth": "once a target group",
    "ecs:ListContainerInstances": "once a cluster on which a task found no room",
    "ecs:DescribeContainerInstances": "once a cluster on which a task found no room",
    "ecs:DescribeCapacityProviders": "once a service whose task found no room",
    "autoscaling:DescribeScalingActivities": "once an Auto Scaling group",
}
"""What a diagnosis calls, in this order, and how often. It changes nothing."""


class Services(Protocol):
    """What is asked of ECS. Every method raises `NotAllowed`, `NotThere` or a `UserError`."""

    def services(self, cluster: str, services: Sequence[str]) -> tuple[ServiceState, ...]:
        """Services of the cluster, those already deleted too; ten at most."""

    def tasks(self, cluster: str, service: str, family: str = "") -> tuple[TaskFacts, ...]:
        """The service's tasks, newest first; of a service that is gone, found by their family."""

    def log_places(self, task_definition: str) -> dict[str, LogPlace]:
        """Where each container writes its log, as far as that is CloudWatch Logs."""

    def room(self, cluster: str) -> Room:
        """The cluster's container instances."""

    def scaled_by(self, providers: Sequence[str]) -> tuple[str, ...]:
        """The names of the Auto Scaling groups behind capacity providers."""


class Logs(Protocol):
    """What is asked of CloudWatch Logs."""

    def last(self, group: str, stream: str, count: int) -> tuple[str, ...]:
        """The last lines of a stream, oldest first."""


class Balancers(Protocol):
    """What is asked of Elastic Load Balancing."""

    def groups(self, arns: Sequence[str]) -> tuple[TargetGroup, ...]:
        """Target groups, with what is thought of each target."""


class Groups(Protocol):
    """What is asked of Auto Scaling."""

    def failures(self, group: str) -> tuple[Activity, ...]:
        """What the group could not do, newest first."""


@dataclass(frozen=True, kw_only=True)
class Clients:
    """All of them."""

    ecs: Services
    logs: Logs
    balancers: Balancers
    groups: Groups
