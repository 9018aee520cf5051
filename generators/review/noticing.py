"""What an ECS service notices of a change: new tasks, other settings, or nothing.

Which parameters of UpdateService start a deployment is told on its page, one by one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from generators.review.model import Replacement
from generators.review.nodes import Node, branches

_API = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference"
UPDATE_SERVICE = f"{_API}/API_UpdateService.html"
"""The page that says which parameters start a deployment."""

NOTICES: Mapping[str, str] = {
    "replaced": "a new service is started beside the old one, which is then removed",
    "maybe replaced": "a new service may be started beside the old one, which is then removed",
    "rolling": "its tasks are started anew, a few at a time",
    "settings": "no task is started anew",
    "nothing": "nothing changes for it",
}
"""What a service can notice, as it is told to people."""


@dataclass(frozen=True, kw_only=True)
class Noticed:
    """What a changed property of a service does, as UpdateService's page tells it."""

    what: str
    words: str
    page: str = UPDATE_SERVICE


def _rolling(words: str) -> Noticed:
    return Noticed(what="rolling", words=words)


def _settings(words: str) -> Noticed:
    return Noticed(what="settings", words=words)


def _replaced(words: str) -> Noticed:
    return Noticed(what="replaced", words=words)


_TAGS = "for tasks that start from now on"

PROPERTIES: Mapping[str, Noticed] = {
    "TaskDefinition": _rolling("a new revision of its task definition"),
    "NetworkConfiguration": _rolling("another network configuration"),
    "PlatformVersion": _rolling("another platform version"),
    "LoadBalancers": _rolling("other load balancers or target groups"),
    "ServiceRegistries": _rolling("another service registry"),
    "ServiceConnectConfiguration": _rolling("another Service Connect configuration"),
    "VolumeConfigurations": _rolling("other volumes"),
    "VpcLatticeConfigurations": _rolling("another VPC Lattice configuration"),
    # ECS takes these two only together with a new deployment, which CloudFormation asks for.
    "CapacityProviderStrategy": _rolling("another capacity provider strategy"),
    "LaunchType": _rolling("another launch type"),
    "ForceNewDeployment": _rolling("a new deployment is asked for"),
    "DesiredCount": _settings("another number of tasks"),
    "DeploymentConfiguration": _settings("deployments run in another way from now on"),
    "DeploymentController": _settings("deployments are run by another controller from now on"),
    "AvailabilityZoneRebalancing": _settings("tasks are spread over the zones in another way"),
    "PlacementConstraints": _settings("other places for tasks that start from now on"),
    "PlacementStrategies": _settings("other places for tasks that start from now on"),
    "HealthCheckGracePeriodSeconds": _settings("another time until failed health checks count"),
    "EnableExecuteCommand": _settings(f"another setting of ECS Exec {_TAGS}"),
    "EnableECSManagedTags": _settings(f"another setting of managed tags {_TAGS}"),
    "PropagateTags": _settings(f"tags from elsewhere {_TAGS}"),
    "Monitoring": _settings("its metrics have another resolution"),
    "Tags": _settings("other tags of the service"),
    "Cluster": _replaced("another cluster"),
    "Role": _replaced("another role for its load balancer"),
    "SchedulingStrategy": _replaced("another scheduling strategy"),
    "ServiceName": _replaced("another name"),
}
"""What each property does; of another one nothing is known."""

_AROUND = (
    "CreationPolicy",
    "DeletionPolicy",
    "DependsOn",
    "Metadata",
    "UpdatePolicy",
    "UpdateReplacePolicy",
)

_OUTSIDE = ("CODE_DEPLOY", "EXTERNAL")


def what_it_notices(
    changed: Collection[str],
    replacement: Replacement,
    before: Mapping[str, Node],
    after: Mapping[str, Node],
) -> tuple[str, tuple[str, ...]]:
    """What a service notices, a key of NOTICES, and because of what.

    `changed` names its top-level properties that differ, TaskDefinition too when its revision is
    new; what stands beside its properties, such as DependsOn, it does not notice. `before` and
    `after` are all its properties, evaluated.
    """
    found = {name: _noticed(name) for name in _in_order(changed)}
    because = tuple(_words(name, one, before, after) for name, one in found.items())
    match replacement:
        case Replacement.YES:
            return "replaced", because
        case Replacement.MAYBE:
            return "maybe replaced", because
    if any(one.what == "rolling" for one in found.values()):
        return "rolling", (*because, *_manner(after))
    return "settings" if found else "nothing", because


def _in_order(changed: Collection[str]) -> list[str]:
    known = [name for name in PROPERTIES if name in changed]
    return [*known, *sorted(name for name in changed if name not in (*PROPERTIES, *_AROUND))]


def _noticed(name: str) -> Noticed:
    return PROPERTIES.get(name, _rolling(f"{name} changes, which may start its tasks anew"))


def _words(
    name: str, noticed: Noticed, before: Mapping[str, Node], after: Mapping[str, Node]
) -> str:
    if name != "DesiredCount":
        return noticed.words
    old, new = before.get(name), after.get(name)
    if isinstance(old, str) and isinstance(new, str):
        return f"scaled from {old} to {new}"
    if new is None:
        return "its number of tasks stays as it is"
    return f"scaled to {new}" if isinstance(new, str) else noticed.words


def _manner(after: Mapping[str, Node]) -> tuple[str, ...]:
    """How its tasks are started anew where that is not the rolling way."""
    for controller in branches(after.get("DeploymentController")):
        if isinstance(controller, dict) and controller.get("Type") in _OUTSIDE:
            return (f"its deployments are {controller['Type']}'s: ECS may refuse this update",)
    for deployment in branches(after.get("DeploymentConfiguration")):
        strategy = deployment.get("Strategy") if isinstance(deployment, dict) else None
        if isinstance(strategy, str) and strategy != "ROLLING":
            return (f"in a {strategy} deployment",)
    return ()
