"""Deployments that can neither end a task nor start one.

Where the number of tasks stands in the spec itself, the spec is refused before; here it is that of
an environment.
"""

from __future__ import annotations

from collections.abc import Iterator

from generators.fitting.deploying import (
    at_most,
    ends_one_first,
    enough_max,
    enough_min_healthy,
    starts_one_first,
)
from generators.fitting.findings import Finding, complaint
from generators.fitting.scene import Scene
from generators.fitting.tenants import Tenant
from generators.params.yaml12 import Path

_MAX: Path = ("spec", "deployment", "max_percent")


def findings(scene: Scene) -> Iterator[Finding]:
    """Services none of whose tasks can be replaced, wherever they run."""
    for tenant in scene.tenants:
        yield from _stuck(tenant)


def _stuck(tenant: Tenant) -> Iterator[Finding]:
    """The fewest tasks that there may be leave the least room."""
    tasks, deployment = tenant.least, tenant.spec.deployment
    if not tasks or ends_one_first(tasks, deployment) or starts_one_first(tasks, deployment):
        return
    yield complaint(
        tenant,
        _MAX,
        f"lets no task of {tasks} be replaced: by min_healthy_percent "
        f"{deployment.min_healthy_percent} none may end first, by max_percent "
        f"{deployment.max_percent} no other may start first; allowed: max_percent "
        f"{enough_max(tasks)} or more, or min_healthy_percent "
        f"{at_most(enough_min_healthy(tasks))}",
    )
