"""ECS's shapes into ours: the pure half of its adapter, as far as a diagnosis goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generators.deploy.diagnose.facts import (
    Container,
    Deployment,
    Instance,
    Message,
    ServiceFacts,
    TaskFacts,
)


@dataclass(frozen=True, kw_only=True)
class ServiceState:
    """A service as ECS describes it, and where else to look: ARNs, names of capacity providers."""

    arn: str
    task_definition: str
    facts: ServiceFacts
    target_groups: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    launch_type: str = ""

    @property
    def fargate(self) -> bool:
        """Whether its tasks need no instances."""
        on = self.providers or (self.launch_type,)
        return all(name.startswith("FARGATE") for name in on)

    @property
    def family(self) -> str:
        """The family that the service's tasks are of."""
        return family(self.task_definition)


@dataclass(frozen=True, kw_only=True)
class LogPlace:
    """Where a container writes: a stream there is called prefix/container/task."""

    group: str
    prefix: str


def family(task_definition: str) -> str:
    """The family of a task definition, which is its ARN's last part without the revision."""
    return short(task_definition).partition(":")[0]


def short(arn: str) -> str:
    """The last part of an ARN, as people know the thing."""
    return arn.rpartition("/")[2]


def service(found: Mapping[str, Any]) -> ServiceState:
    """One of DescribeServices' services."""
    deployments = tuple(_deployment(one) for one in found.get("deployments", ()))
    balancers = found.get("loadBalancers", ())
    strategy = found.get("capacityProviderStrategy", ())
    return ServiceState(
        arn=found["serviceArn"],
        task_definition=found.get("taskDefinition", ""),
        target_groups=tuple(b["targetGroupArn"] for b in balancers if "targetGroupArn" in b),
        providers=tuple(one["capacityProvider"] for one in strategy),
        launch_type=found.get("launchType", ""),
        facts=ServiceFacts(
            name=found["serviceName"],
            cluster=short(found.get("clusterArn", "")),
            status=found.get("status", ""),
            desired=found.get("desiredCount", 0),
            running=found.get("runningCount", 0),
            pending=found.get("pendingCount", 0),
            events=tuple(
                Message(at=event["createdAt"], text=event["message"])
                for event in found.get("events", ())
            ),
            deployments=deployments,
        ),
    )


def _deployment(found: Mapping[str, Any]) -> Deployment:
    return Deployment(
        id=found.get("id", ""),
        status=found.get("status", ""),
        task_definition=found.get("taskDefinition", ""),
        rollout=found.get("rolloutState", ""),
        reason=found.get("rolloutStateReason", ""),
        running=found.get("runningCount", 0),
        failed=found.get("failedTasks", 0),
    )


def task(found: Mapping[str, Any]) -> TaskFacts:
    """One of DescribeTasks' tasks."""
    stopped = found.get("stoppedAt") or found.get("stoppingAt")
    return TaskFacts(
        id=short(found["taskArn"]),
        task_definition=found.get("taskDefinitionArn", ""),
        status=found.get("lastStatus", ""),
        code=found.get("stopCode", ""),
        reason=found.get("stoppedReason", ""),
        health=found.get("healthStatus", ""),
        at=stopped or found.get("createdAt"),
        containers=tuple(_container(one) for one in found.get("containers", ())),
    )


def _container(found: Mapping[str, Any]) -> Container:
    return Container(
        name=found.get("name", ""),
        image=found.get("image", ""),
        exit_code=found.get("exitCode"),
        reason=found.get("reason", ""),
        health=found.get("healthStatus", ""),
    )


def log_places(definition: Mapping[str, Any]) -> dict[str, LogPlace]:
    """Of a task definition: each container that writes to CloudWatch Logs under a known name."""
    places: dict[str, LogPlace] = {}
    for container in definition.get("containerDefinitions", ()):
        options = container.get("logConfiguration", {}).get("options", {})
        group, prefix = options.get("awslogs-group"), options.get("awslogs-stream-prefix")
        # Without a prefix a stream has the name of Docker's own id, which ECS does not tell.
        if group and prefix:
            places[container["name"]] = LogPlace(group=group, prefix=prefix)
    return places


def instance(found: Mapping[str, Any]) -> Instance:
    """One of DescribeContainerInstances' instances."""
    left = {one["name"]: one.get("integerValue", 0) for one in found.get("remainingResources", ())}
    return Instance(
        id=found.get("ec2InstanceId") or short(found["containerInstanceArn"]),
        status=found.get("status", ""),
        connected=found.get("agentConnected", False),
        cpu=left.get("CPU", 0),
        memory=left.get("MEMORY", 0),
    )
