"""What Amazon ECS refuses of services: what they name, and how that fits their tasks."""

from __future__ import annotations

from typing import NoReturn

from generators.deploy.emulated import lookups
from generators.deploy.emulated.rules.ecs_clusters import strategy_fits
from generators.deploy.emulated.services import call, rule
from generators.deploy.emulated.wire import Params, Refused

TASKS_PER_TYPE = {"awsvpc": "ip"}
"""The type of target group that tasks of a network mode want, where it is not instance."""


@rule("ecs", "CreateService", "UpdateService")
def a_service_names_what_exists(params: Params) -> None:
    """Cluster, task definition, capacity providers, network and load balancers of a service."""
    cluster = lookups.cluster(params.get("cluster", "default"))
    if "taskDefinition" in params:
        lookups.task_definition(params["taskDefinition"])
    strategy_fits(params.get("capacityProviderStrategy") or (), cluster)
    _network(params.get("networkConfiguration") or {})
    for balancer in params.get("loadBalancers") or ():
        _balancer(balancer)
    if params.get("role"):
        lookups.role(params["role"], "InvalidParameterException")


@rule("ecs", "CreateService", "UpdateService")
def an_awsvpc_task_has_a_network(params: Params) -> None:
    """There is a network configuration if, and only if, tasks have interfaces of their own."""
    own = task(params).get("networkMode") == "awsvpc"
    if own and not whole(params).get("networkConfiguration"):
        refuse("Network Configuration must be provided when networkMode 'awsvpc' is specified.")
    if not own and params.get("networkConfiguration"):
        refuse(
            "Network Configuration is not valid for the given networkMode of this task definition."
        )


@rule("ecs", "CreateService", "UpdateService")
def a_container_behind_a_load_balancer_has_that_port(params: Params) -> None:
    """A load balancer's container and port are those of the task definition, and its target group
    takes targets of the sort that the tasks are.
    """
    definition = task(params)
    ports = lookups.container_ports(definition)
    mode = definition.get("networkMode", "bridge")
    for balancer in whole(params).get("loadBalancers") or ():
        name, port = balancer.get("containerName"), balancer.get("containerPort")
        if (name, port) not in ports:
            refuse(f"The container {name} did not have a container port {port} defined.")
        arn = balancer.get("targetGroupArn")
        kind = lookups.target_group(arn)["TargetType"] if arn else None
        if kind and kind != TASKS_PER_TYPE.get(mode, "instance"):
            refuse(
                f"The provided target group {arn} has target type {kind}, which is incompatible "
                f"with the {mode} network mode specified in the task definition."
            )


@rule("ecs", "CreateService", "UpdateService")
def a_grace_period_is_of_a_load_balancer(params: Params) -> None:
    """Only load balancers ask about health, so only with one there is a period of grace."""
    if params.get("healthCheckGracePeriodSeconds") and not whole(params).get("loadBalancers"):
        refuse(
            "Health check grace period is only valid for services configured to use load balancers"
        )


@rule("ecs", "CreateService", "UpdateService")
def commands_are_run_by_a_task_role(params: Params) -> None:
    """ECS Exec works with the rights of the task role."""
    if whole(params).get("enableExecuteCommand") and not task(params).get("taskRoleArn"):
        refuse(
            "The service couldn't be created because a valid taskRoleArn is not being used. "
            "Specify a valid task role in your task definition and try again."
        )


def whole(params: Params) -> Params:
    """What a service will be: for an update, what it is with what is given now."""
    if "service" not in params:
        return params
    place = {"cluster": params.get("cluster", "default"), "services": [params["service"]]}
    found = call("ecs", "DescribeServices", **place)["services"]
    now = found[0] if found else {}
    deployed = (now.get("deployments") or [{}])[0]
    connected = deployed.get("serviceConnectConfiguration")
    return {**now, "serviceConnectConfiguration": connected, **params}


def task(params: Params) -> Params:
    """The task definition that a service will have."""
    found = whole(params).get("taskDefinition")
    return lookups.task_definition(found) if found else {}


def refuse(message: str) -> NoReturn:
    """Say no as ECS does to parameters."""
    raise Refused("InvalidParameterException", message)


def _network(configuration: Params) -> None:
    network = configuration.get("awsvpcConfiguration") or {}
    lookups.subnets(network.get("subnets") or (), "InvalidParameterException")
    lookups.security_groups(network.get("securityGroups") or (), "InvalidParameterException")


def _balancer(balancer: Params) -> None:
    arn = balancer.get("targetGroupArn")
    if arn:
        lookups.target_group(arn)
        if not lookups.listened(arn):
            refuse(
                f"The target group with targetGroupArn {arn} does not have an associated load "
                "balancer."
            )
