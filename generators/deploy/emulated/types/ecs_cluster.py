"""AWS::ECS: clusters and their capacity providers."""

from __future__ import annotations

from typing import Any

from ministack.services import autoscaling, ecs

from generators.deploy.emulated import memories, registry, shapes
from generators.deploy.emulated.memories import Kept
from generators.deploy.emulated.registry import Made, Properties, Resource
from generators.deploy.emulated.services import call, memory
from generators.deploy.emulated.wire import Params, Refused


def install() -> None:
    """Add the types, and have their properties remembered."""
    types = {
        "Cluster": (_create_cluster, _update_cluster, _delete_cluster),
        "CapacityProvider": (_create_provider, _update_provider, _delete_provider),
        "ClusterCapacityProviderAssociations": (_associate, _reassociate, _dissociate),
    }
    for name, (create, update, delete) in types.items():
        registry.add(f"AWS::ECS::{name}", create=create, update=update, delete=delete)
    memories.keep(_CLUSTERS)
    memories.keep(_PROVIDERS)
    memory("ecs", *_PROVIDERS.shown)(_by_arn)


_CLUSTERS = Kept(
    service="ecs",
    given=("CreateCluster", "UpdateCluster"),
    shown={"CreateCluster": "cluster", "UpdateCluster": "cluster", "DescribeClusters": "clusters"},
    key="clusterArn",
    # ministack keeps these itself, and shows them to whoever asks for them.
    live=frozenset(
        {
            "tags",
            "settings",
            "configuration",
            "capacityProviders",
            "defaultCapacityProviderStrategy",
        }
    ),
)
_PROVIDERS = Kept(
    service="ecs",
    given=("CreateCapacityProvider", "UpdateCapacityProvider"),
    shown={
        "CreateCapacityProvider": "capacityProvider",
        "UpdateCapacityProvider": "capacityProvider",
        "DescribeCapacityProviders": "capacityProviders",
    },
    key="name",
)


def _create_cluster(made: Resource) -> Made:
    params = shapes.request("ecs", "CreateCluster", made.properties)
    params = {"clusterName": made.name(limit=255), **params}
    # To ask the API for a cluster that is there is no error; to have a stack make it is one.
    if params["clusterName"] in ecs._clusters:
        raise Refused("AlreadyExists", f"Cluster {params['clusterName']} already exists.")
    cluster = call("ecs", "CreateCluster", **params)["cluster"]
    return cluster["clusterName"], {"Arn": cluster["clusterArn"]}


def _update_cluster(name: str, old: Properties, new: Properties) -> dict[str, Any]:
    params = shapes.request("ecs", "CreateCluster", new)
    cluster = call(
        "ecs", "UpdateCluster", cluster=name, **shapes.only("ecs", "UpdateCluster", params)
    )
    if any(
        old.get(key) != new.get(key)
        for key in ("CapacityProviders", "DefaultCapacityProviderStrategy")
    ):
        call(
            "ecs",
            "PutClusterCapacityProviders",
            cluster=name,
            capacityProviders=params.get("capacityProviders", []),
            defaultCapacityProviderStrategy=params.get("defaultCapacityProviderStrategy", []),
        )
    arn = cluster["cluster"]["clusterArn"]
    retag(arn, old, new)
    return {"Arn": arn}


def _delete_cluster(name: str, _: Properties) -> None:
    call("ecs", "DeleteCluster", cluster=name)


def _create_provider(made: Resource) -> Made:
    params = shapes.request(
        "ecs", "CreateCapacityProvider", made.properties, names={"ClusterName": "cluster"}
    )
    params = {"name": made.name(limit=255), **params}
    return call("ecs", "CreateCapacityProvider", **params)["capacityProvider"]["name"], {}


def _update_provider(name: str, old: Properties, new: Properties) -> dict[str, Any]:
    params = shapes.request("ecs", "CreateCapacityProvider", new, names={"ClusterName": "cluster"})
    group = dict(params["autoScalingGroupProvider"])
    group.pop("autoScalingGroupArn")  # create-only, so it is unchanged
    answer = call("ecs", "UpdateCapacityProvider", name=name, autoScalingGroupProvider=group)
    retag(answer["capacityProvider"]["capacityProviderArn"], old, new)
    return {}


def _delete_provider(name: str, _: Properties) -> None:
    call("ecs", "DeleteCapacityProvider", capacityProvider=name)


def _by_arn(_: Params, answer: Params) -> Params:
    """A capacity provider shows its group by ARN, though it may be given by name."""
    one = answer.get("capacityProvider")
    for provider in [one] if one else answer.get("capacityProviders") or ():
        group = provider.get("autoScalingGroupProvider") or {}
        known = autoscaling._asgs.get(group.get("autoScalingGroupArn", ""))
        if known:
            group["autoScalingGroupArn"] = known["AutoScalingGroupARN"]
    return answer


def _associate(made: Resource) -> Made:
    cluster = str(made.properties["Cluster"])
    _reassociate(cluster, {}, made.properties)
    return cluster, {}


def _reassociate(_: str, __: Properties, new: Properties) -> dict[str, Any]:
    call(
        "ecs",
        "PutClusterCapacityProviders",
        **shapes.request("ecs", "PutClusterCapacityProviders", new),
    )
    return {}


def _dissociate(cluster: str, _: Properties) -> None:
    call(
        "ecs",
        "PutClusterCapacityProviders",
        cluster=cluster,
        capacityProviders=[],
        defaultCapacityProviderStrategy=[],
    )


def retag(arn: str, old: Properties, new: Properties) -> None:
    """Bring the tags of an ECS resource from the old properties' to the new ones'."""
    before = {tag["Key"]: tag["Value"] for tag in old.get("Tags") or ()}
    after = {tag["Key"]: tag["Value"] for tag in new.get("Tags") or ()}
    if gone := [key for key in before if key not in after]:
        call("ecs", "UntagResource", resourceArn=arn, tagKeys=gone)
    if after != before and after:
        tags = [{"key": key, "value": str(value)} for key, value in after.items()]
        call("ecs", "TagResource", resourceArn=arn, tags=tags)
