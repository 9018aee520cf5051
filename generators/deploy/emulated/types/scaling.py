"""AWS::ApplicationAutoScaling: scalable targets and scaling policies."""

from __future__ import annotations

from typing import Any

from generators.deploy.emulated import registry, shapes
from generators.deploy.emulated.application_autoscaling import NAME, PLACE
from generators.deploy.emulated.registry import Made, Properties, Resource
from generators.deploy.emulated.services import call
from generators.deploy.emulated.wire import Params


def install() -> None:
    """Add the types."""
    root = "AWS::ApplicationAutoScaling"
    registry.add(
        f"{root}::ScalableTarget",
        create=_create_target,
        update=_update_target,
        delete=_delete_target,
    )
    registry.add(
        f"{root}::ScalingPolicy",
        create=_create_policy,
        update=_update_policy,
        delete=_delete_policy,
    )


def _create_target(made: Resource) -> Made:
    params = _target(made.properties)
    call(NAME, "RegisterScalableTarget", **params)
    _schedule({}, made.properties)
    # A stack knows its target by these three; a policy's ScalingTargetId is this text.
    name = "|".join((params["ResourceId"], params["ScalableDimension"], params["ServiceNamespace"]))
    return name, {"Id": name}


def _update_target(name: str, old: Properties, new: Properties) -> dict[str, Any]:
    call(NAME, "RegisterScalableTarget", **_target(new))
    _schedule(old, new)
    return {"Id": name}


def _delete_target(_: str, properties: Properties) -> None:
    call(NAME, "DeregisterScalableTarget", **{key: properties[key] for key in PLACE})


def _target(properties: Properties) -> Params:
    known = {
        key: value for key, value in properties.items() if key not in {"ScheduledActions", "Tags"}
    }
    params = shapes.request(NAME, "RegisterScalableTarget", known)
    tags = {tag["Key"]: str(tag["Value"]) for tag in properties.get("Tags") or ()}
    return {**params, "Tags": tags} if tags else params


def _schedule(old: Properties, new: Properties) -> None:
    place = {key: new[key] for key in PLACE}
    after = {one["ScheduledActionName"]: one for one in new.get("ScheduledActions") or ()}
    for one in old.get("ScheduledActions") or ():
        if one["ScheduledActionName"] not in after:
            call(
                NAME,
                "DeleteScheduledAction",
                ScheduledActionName=one["ScheduledActionName"],
                **place,
            )
    for one in after.values():
        call(
            NAME,
            "PutScheduledAction",
            **shapes.request(NAME, "PutScheduledAction", {**place, **one}),
        )


def _create_policy(made: Resource) -> Made:
    arn = call(NAME, "PutScalingPolicy", **_policy(made.properties))["PolicyARN"]
    return arn, {"Arn": arn}


def _update_policy(arn: str, _: Properties, new: Properties) -> dict[str, Any]:
    call(NAME, "PutScalingPolicy", **_policy(new))
    return {"Arn": arn}


def _delete_policy(_: str, properties: Properties) -> None:
    params = _policy(properties)
    call(NAME, "DeleteScalingPolicy", **{key: params[key] for key in (*PLACE, "PolicyName")})


def _policy(properties: Properties) -> Params:
    known = dict(properties)
    if target := known.pop("ScalingTargetId", None):
        known.update(
            zip(
                ("ResourceId", "ScalableDimension", "ServiceNamespace"),
                target.split("|"),
                strict=True,
            )
        )
    return shapes.request(NAME, "PutScalingPolicy", known)
