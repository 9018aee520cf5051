"""Deployments that cannot go on, zones that cannot be evened out, alarms about nothing."""

from __future__ import annotations

from collections.abc import Iterator

from generators.parts.text import as_written
from generators.stacks.kind import Place
from generators.stacks.service.spec import ServiceSpec

ZONE = "attribute:ecs.availability-zone"


def faults(spec: ServiceSpec) -> Iterator[tuple[Place, str]]:
    """How tasks are replaced, how they are kept even, and how they are watched."""
    yield from _no_room(spec)
    if spec.az_rebalancing:
        yield from _not_rebalanced(spec)
    if spec.alarms:
        yield from _about_nothing(spec)


def _no_room(spec: ServiceSpec) -> Iterator[tuple[Place, str]]:
    """ECS rounds the lower limit up and the upper one down.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
    """
    count = spec.scaling.min if spec.scaling else spec.desired_count
    if not isinstance(count, int):
        return
    count = max(count, 1)
    least, most = spec.deployment.min_healthy_percent, spec.deployment.max_percent
    kept, allowed = -(-count * least // 100), count * most // 100
    if kept < count or allowed > count:
        return
    given = spec.deployment.model_fields_set
    key = next((key for key in ("max_percent", "min_healthy_percent") if key in given), None)
    more, fewer = -(-100 * (count + 1) // count), 100 * (count - 1) // count
    tasks = "its one task" if count == 1 else f"any of {count} tasks"
    yield (
        ("deployment", key) if key else ("deployment",),
        f"leaves no room to replace {tasks}: min_healthy_percent {least} keeps {kept}, and "
        f"max_percent {most} allows {allowed}; allowed: max_percent {more} or more, or "
        f"min_healthy_percent {fewer} or less",
    )


def _not_rebalanced(spec: ServiceSpec) -> Iterator[tuple[Place, str]]:
    """https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html"""
    if spec.deployment.max_percent == 100:
        yield (
            ("az_rebalancing",),
            "starts a task before it ends another, for which deployment.max_percent 100 leaves no "
            "room; allowed: above 100",
        )
    if spec.on_fargate:
        return
    first = next(iter(spec.placement.strategies), None)
    if first and (first.type != "spread" or as_written(first.field or "") != ZONE):
        yield (
            ("placement", "strategies", 0),
            f"is not the one that az_rebalancing wants first: spread by {ZONE}; or give none",
        )
    for i, one in enumerate(spec.placement.constraints):
        if one.expression is not None and "ecs.availability-zone" in as_written(one.expression):
            yield (
                ("placement", "constraints", i),
                "is about the zone, which az_rebalancing does not go with",
            )


def _about_nothing(spec: ServiceSpec) -> Iterator[tuple[Place, str]]:
    alarms, balancing = spec.alarms, spec.load_balancer
    if alarms is None:
        return
    given = alarms.model_fields_set
    if "unhealthy_tasks" in given and alarms.unhealthy_tasks and not balancing:
        yield ("alarms", "unhealthy_tasks"), "wants a load_balancer, which tells it"
    if "errors" in given and alarms.errors is not None and (not balancing or balancing.nlb):
        yield (
            ("alarms", "errors"),
            "wants a load_balancer with rule or alb, which counts them",
        )
    anything = (
        *(alarms.cpu, alarms.memory, alarms.too_few_tasks_minutes),
        alarms.unhealthy_tasks and balancing,
        alarms.errors and balancing and not balancing.nlb,
    )
    if not any(anything):
        yield ("alarms",), "has no alarm about anything; give one, or take alarms out"
