"""What Application Auto Scaling refuses."""

from __future__ import annotations

from ministack.services import ecs

from generators.deploy.emulated.application_autoscaling import NAME, PLACE, place, targets
from generators.deploy.emulated.services import rule
from generators.deploy.emulated.wire import Params, Refused


@rule(NAME, "RegisterScalableTarget")
def a_target_is_a_service_that_exists(params: Params) -> None:
    """Namespace and dimension are known, the ECS service is there, the bounds are in order."""
    if (
        params["ServiceNamespace"] != "ecs"
        or params["ScalableDimension"] != "ecs:service:DesiredCount"
    ):
        raise Refused(
            "ValidationException",
            "Unsupported service namespace, resource type or scalable dimension",
        )
    kind, _, name = params["ResourceId"].partition("/")
    service = ecs._services.get(name) or {}
    if kind != "service" or service.get("status") != "ACTIVE":
        raise Refused("ValidationException", f"ECS service doesn't exist: {params['ResourceId']}")
    bounds = {**targets.get(place(params), {}), **params}
    if "MinCapacity" not in bounds or "MaxCapacity" not in bounds:
        raise Refused(
            "ValidationException", "Minimum and maximum capacity are required for a new target"
        )
    if bounds["MinCapacity"] > bounds["MaxCapacity"]:
        raise Refused(
            "ValidationException", "Maximum capacity cannot be less than minimum capacity"
        )


@rule(NAME, "PutScalingPolicy", "PutScheduledAction")
def its_target_is_registered(params: Params) -> None:
    """A policy or a scheduled action is of a registered target."""
    if place(params) not in targets:
        wanted = ", ".join(f"{key}: {params.get(key)}" for key in PLACE)
        raise Refused("ObjectNotFoundException", f"No scalable target registered for {wanted}")
