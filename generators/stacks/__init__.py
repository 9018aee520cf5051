"""The kinds of stacks: what `kind:` in a params file may say."""

from __future__ import annotations

from generators.stacks import cluster, network, repository, service
from generators.stacks.kind import Kind

KINDS: dict[str, Kind] = {
    "network": network.KIND,
    "cluster": cluster.KIND,
    "service": service.KIND,
    "repository": repository.KIND,
}
"""Every kind by its name."""
