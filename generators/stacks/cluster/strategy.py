"""Which capacity providers the cluster has, and which its services use unless they say."""

from __future__ import annotations

from troposphere import Ref
from troposphere.ecs import ClusterCapacityProviderAssociations

from generators.parts.capacity import PROVIDERS, items
from generators.stacks.cluster.spec import ClusterSpec


def associations(spec: ClusterSpec) -> ClusterCapacityProviderAssociations:
    """Services that say nothing else run by this strategy, never by a launch type."""
    own = [Ref("CapacityProvider")] if spec.instances else []
    return ClusterCapacityProviderAssociations(
        "CapacityProviderAssociations",
        Cluster=Ref("ECSCluster"),
        CapacityProviders=own + (list(PROVIDERS.values()) if spec.fargate else []),
        DefaultCapacityProviderStrategy=items(spec.strategy, Ref("CapacityProvider")),
    )
