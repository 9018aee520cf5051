"""The well-known causes, in the order in which they are asked.

What lies at the root comes before what follows from it: an instance that cannot be launched before
a task that finds no room, a container that ends before a health check that fails.
"""

from __future__ import annotations

from generators.deploy.diagnose.causes import Rule
from generators.deploy.diagnose.rules import (
    deletion,
    deployments,
    env_files,
    fargate,
    health,
    images,
    instances,
    joining,
    launching,
    log_drivers,
    placement,
    resources,
    rights,
    secret_values,
    starts,
)

RULES: tuple[Rule, ...] = (
    *rights.RULES,
    *deletion.RULES,
    *resources.RULES,
    *launching.RULES,
    *joining.RULES,
    *images.RULES,
    *secret_values.RULES,
    *env_files.RULES,
    *log_drivers.RULES,
    *instances.RULES,
    *placement.RULES,
    *fargate.RULES,
    *starts.RULES,
    *health.RULES,
    *deployments.RULES,
)
"""All of them."""
