"""What Amazon ECS refuses of where a service's tasks run and how they are replaced."""

from __future__ import annotations

from generators.deploy.emulated import lookups
from generators.deploy.emulated.rules.ecs_services import refuse, task, whole
from generators.deploy.emulated.services import rule
from generators.deploy.emulated.wire import Params

_FIELDS = {"binpack": ("cpu", "memory"), "spread": ("instanceId", "host")}


@rule("ecs", "CreateService", "UpdateService")
def fargate_takes_such_tasks(params: Params) -> None:
    """On Fargate there are no instances to choose from, and only there tasks have public addresses.

    A task definition that says where it can run has to say Fargate.
    """
    service = whole(params)
    if not on_fargate(service):
        network = (service.get("networkConfiguration") or {}).get("awsvpcConfiguration") or {}
        own = task(params).get("networkMode") == "awsvpc"
        if own and network.get("assignPublicIp") == "ENABLED":
            refuse("Assign public IP is not supported for this launch type.")
        return
    if service.get("placementConstraints"):
        refuse("Placement constraints are not supported with FARGATE launch type.")
    if service.get("placementStrategy"):
        refuse("Placement strategies are not supported with FARGATE launch type.")
    wanted = task(params).get("requiresCompatibilities") or ()
    if wanted and "FARGATE" not in wanted:
        refuse("Task definition does not support launch_type FARGATE.")


@rule("ecs", "CreateService", "UpdateService")
def placement_is_understood(params: Params) -> None:
    """https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PlacementStrategy.html"""
    for strategy in params.get("placementStrategy") or ():
        kind, field = strategy.get("type"), strategy.get("field", "")
        attribute = kind == "spread" and field.startswith("attribute:")
        if kind == "random" and field:
            refuse("strategy.field must not be set for strategy.type 'random'.")
        if kind in _FIELDS and field not in _FIELDS[kind] and not attribute:
            refuse(f"strategy.field '{field}' is not supported for strategy.type '{kind}'.")
        if kind not in (*_FIELDS, "random"):
            refuse(f"strategy.type '{kind}' is not supported.")
    for constraint in params.get("placementConstraints") or ():
        kind, expression = constraint.get("type"), constraint.get("expression")
        if kind not in ("distinctInstance", "memberOf"):
            refuse(f"constraint.type '{kind}' is not supported.")
        if (kind == "memberOf") != bool(expression):
            refuse(f"constraint.expression does not fit constraint.type '{kind}'.")


@rule("ecs", "CreateService", "UpdateService")
def a_deployment_can_begin(params: Params) -> None:
    """A task may stop before, or start beside, the one that it replaces."""
    given = params.get("deploymentConfiguration") or {}
    least, most = given.get("minimumHealthyPercent", 100), given.get("maximumPercent", 200)
    if least == most == 100:
        refuse(
            "Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block "
            "deployments."
        )
    if least > most:
        refuse("maximumPercent must be greater than or equal to minimumHealthyPercent.")
    alarms = given.get("alarms") or {}
    if alarms.get("enable") and not alarms.get("alarmNames"):
        refuse("Alarm names must be specified when deployment alarms are enabled.")


@rule("ecs", "CreateService", "UpdateService")
def zones_can_be_kept_even(params: Params) -> None:
    """https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html"""
    service = whole(params)
    if service.get("availabilityZoneRebalancing") != "ENABLED":
        return
    if (service.get("deploymentConfiguration") or {}).get("maximumPercent", 200) <= 100:
        refuse("Availability Zone rebalancing requires a maximumPercent greater than 100.")
    strategies = service.get("placementStrategy") or ()
    if strategies and strategies[0].get("field") != "attribute:ecs.availability-zone":
        refuse(
            "Availability Zone rebalancing requires that the first placement strategy spreads "
            "across Availability Zones."
        )
    for constraint in service.get("placementConstraints") or ():
        if "ecs.availability-zone" in constraint.get("expression", ""):
            refuse(
                "Availability Zone rebalancing does not go with a placement constraint on "
                "attribute:ecs.availability-zone."
            )


def on_fargate(service: Params) -> bool:
    """Whether a service's tasks run on Fargate: by its own strategy, or by its cluster's."""
    own = service.get("capacityProviderStrategy")
    if not own and service.get("launchType"):
        return bool(service["launchType"] == "FARGATE")
    cluster = lookups.cluster(service.get("cluster") or service.get("clusterArn") or "default")
    strategy = own or cluster.get("defaultCapacityProviderStrategy") or ()
    return any(lookups.tail(one["capacityProvider"]) in lookups.FARGATE for one in strategy)
