"""What AWS refuses, service by service; to import this is to lay the rules down."""

from generators.deploy.emulated.rules import (
    autoscaling,
    cloudformation,
    ec2,
    ec2_deletion,
    ec2_endpoints,
    ec2_gateways,
    ecs_clusters,
    ecs_services,
    elbv2,
    scaling,
)

__all__ = [
    "autoscaling",
    "cloudformation",
    "ec2",
    "ec2_deletion",
    "ec2_endpoints",
    "ec2_gateways",
    "ecs_clusters",
    "ecs_services",
    "elbv2",
    "scaling",
]
