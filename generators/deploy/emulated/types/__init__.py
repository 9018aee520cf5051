"""The CloudFormation types that are added, taken over from ministack, or guarded."""

from generators.deploy.emulated.types import (
    auto_scaling_group,
    balancer,
    ecs_cluster,
    ecs_service,
    iam,
    launch_template,
    listener,
    network,
    others,
    scaling,
    security_group_rule,
)

ALL = (
    auto_scaling_group,
    balancer,
    ecs_cluster,
    ecs_service,
    iam,
    launch_template,
    listener,
    network,
    others,
    scaling,
    security_group_rule,
)
"""The modules, each of which has an `install`."""
