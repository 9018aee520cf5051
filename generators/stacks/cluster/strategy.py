"""Which capacity providers the cluster has, and which its services use unless they say."""

from __future__ import annotations

from typing import Any

from troposphere import Ref
from troposphere.ecs import CapacityProviderStrategy, ClusterCapacityProviderAssociations

from generators.stacks.cluster.spec import ClusterSpec


def associations(spec: ClusterSpec) -> ClusterCapacityProviderAssociations:
    """Services that say nothing else run by this strategy, never by a launch type."""
    providers: dict[str, Any] = {}
    if spec.instances:
        providers["instances"] = Ref("CapacityProvider")
    if spec.fargate:
        providers |= {"fargate": "FARGATE", "fargate_spot": "FARGATE_SPOT"}
    return ClusterCapacityProviderAssociations(
        "CapacityProviderAssociations",
        Cluster=Ref("ECSCluster"),
        CapacityProviders=list(providers.values()),
        DefaultCapacityProviderStrategy=[
            CapacityProviderStrategy(
                CapacityProvider=providers[item.provider],
                Weight=item.weight,
                **({"Base": item.base} if item.base else {}),
            )
            for item in spec.strategy
        ],
    )
