"""What Amazon ECS refuses of clusters and capacity providers."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ministack.services import autoscaling, ecs

from generators.deploy.emulated import lookups
from generators.deploy.emulated.services import rule
from generators.deploy.emulated.wire import Params, Refused

_PROVIDER_NAME = re.compile(r"(?!aws|ecs|fargate)[a-z0-9_-]{1,255}", re.IGNORECASE)


@rule("ecs", "CreateCapacityProvider")
def a_provider_has_a_name_of_its_own(params: Params) -> None:
    """Some prefixes are AWS's; a name that CloudFormation makes begins with the stack's."""
    if not _PROVIDER_NAME.fullmatch(params["name"]):
        raise Refused(
            "ClientException",
            "The specified capacity provider name is invalid. Up to 255 characters are allowed, "
            "including letters (upper and lowercase), numbers, underscores, and hyphens. The name "
            'cannot be prefixed with "aws", "ecs", or "fargate". Specify a valid name and try '
            "again.",
        )


@rule("ecs", "CreateCapacityProvider")
def a_provider_has_a_group_of_its_own(params: Params) -> None:
    """The Auto Scaling group exists, and no other capacity provider has it."""
    arn = (params.get("autoScalingGroupProvider") or {}).get("autoScalingGroupArn", "")
    lookups.auto_scaling_group(arn)
    for other in ecs._capacity_providers.values():
        taken = other["autoScalingGroupProvider"].get("autoScalingGroupArn", "")
        if lookups.tail(taken) == lookups.tail(arn):
            raise Refused(
                "ClientException",
                "The specified Auto Scaling group ARN is already being used by another capacity "
                "provider. Specify a unique Auto Scaling group ARN and try again.",
            )


@rule("ecs", "CreateCapacityProvider")
def a_protecting_provider_has_a_protected_group(params: Params) -> None:
    """Managed termination protection wants managed scaling, and protection of new instances."""
    given = params.get("autoScalingGroupProvider") or {}
    if given.get("managedTerminationProtection") != "ENABLED":
        return
    group = autoscaling._asgs[lookups.tail(given["autoScalingGroupArn"])]
    scaled = (given.get("managedScaling") or {}).get("status") == "ENABLED"
    if not group["NewInstancesProtectedFromScaleIn"] or not scaled:
        raise Refused(
            "ClientException",
            "The managed termination protection setting for the capacity provider is invalid. To "
            "enable managed termination protection for a capacity provider, the Auto Scaling group "
            "must have instance protection from scale in enabled, and managed scaling must be "
            "enabled.",
        )


@rule("ecs", "CreateCluster", "UpdateCluster")
def commands_are_logged_somewhere(params: Params) -> None:
    """Logging of ECS Exec that overrides the tasks' own has a configuration."""
    given = (params.get("configuration") or {}).get("executeCommandConfiguration") or {}
    if given.get("logging") == "OVERRIDE" and not given.get("logConfiguration"):
        raise Refused(
            "InvalidParameterException",
            "logConfiguration must be specified when logging is OVERRIDE.",
        )


@rule("ecs", "PutClusterCapacityProviders", "CreateCluster")
def a_cluster_has_known_providers(params: Params) -> None:
    """Providers exist; the default strategy names none but the cluster's."""
    providers = {lookups.tail(name) for name in params.get("capacityProviders") or ()}
    for name in providers:
        lookups.provider(name)
    strategy_fits(
        params.get("defaultCapacityProviderStrategy") or (), {"capacityProviders": providers}
    )


@rule("ecs", "PutClusterCapacityProviders")
def a_provider_in_use_stays(params: Params) -> None:
    """A provider that a service of the cluster uses cannot be taken from it."""
    cluster = lookups.cluster(params["cluster"])
    left = {lookups.tail(name) for name in params.get("capacityProviders") or ()}
    for name in map(lookups.tail, cluster["capacityProviders"]):
        if name not in left and any(name in _used(service) for service in _services(cluster)):
            raise Refused(
                "ResourceInUseException",
                "The specified capacity provider is in use and cannot be removed.",
            )


@rule("ecs", "DeleteCapacityProvider")
def an_associated_provider_stays(params: Params) -> None:
    """A provider that any cluster has cannot be deleted."""
    name = lookups.tail(params["capacityProvider"])
    for cluster in ecs._clusters.values():
        if name in map(lookups.tail, cluster.get("capacityProviders") or ()):
            raise Refused(
                "ClientException",
                "The specified capacity provider is in use and cannot be removed. "
                f"It is associated with the cluster {cluster['clusterName']}.",
            )


@rule("ecs", "DeleteCluster")
def a_cluster_in_use_stays(params: Params) -> None:
    """A cluster with active services or tasks cannot be deleted."""
    cluster = lookups.cluster(params["cluster"])
    if any(_services(cluster)):
        raise Refused(
            "ClusterContainsServicesException",
            "The Cluster cannot be deleted while Services are active.",
        )
    tasks = (task for task in ecs._tasks.values() if task["clusterArn"] == cluster["clusterArn"])
    if any(task["lastStatus"] != "STOPPED" for task in tasks):
        raise Refused(
            "ClusterContainsTasksException", "The Cluster cannot be deleted while Tasks are active."
        )


def _services(cluster: Params) -> list[Params]:
    prefix = f"{cluster['clusterName']}/"
    found = [one for key, one in ecs._services.items() if key.startswith(prefix)]
    return [one for one in found if one["status"] == "ACTIVE"]


def _used(service: Params) -> set[str]:
    return {
        lookups.tail(one["capacityProvider"]) for one in service["capacityProviderStrategy"] or ()
    }


def strategy_fits(strategy: Iterable[Params], cluster: Params) -> None:
    """A strategy names providers that exist and that its cluster has, all of one sort."""
    strategy = list(strategy)
    known = {lookups.tail(name) for name in cluster["capacityProviders"]}
    for item in strategy:
        name = lookups.tail(item["capacityProvider"])
        lookups.provider(name)
        if name not in known:
            raise Refused(
                "InvalidParameterException",
                f"The specified capacity provider strategy cannot contain a capacity provider that "
                f"is not associated with the cluster: {name}. Associate it and try again.",
            )
    fargate = {lookups.tail(item["capacityProvider"]) in lookups.FARGATE for item in strategy}
    if len(fargate) > 1:
        raise Refused(
            "InvalidParameterException",
            "The specified capacity provider strategy cannot contain a mix of capacity providers "
            "using Auto Scaling groups and Fargate capacity providers.",
        )
    if len([item for item in strategy if item.get("base")]) > 1:
        raise Refused(
            "InvalidParameterException",
            "The specified capacity provider strategy is invalid: only one capacity provider can "
            "have a base value.",
        )
