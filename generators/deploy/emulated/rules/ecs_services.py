"""What Amazon ECS refuses of services and task definitions."""

from __future__ import annotations

from collections.abc import Iterable

from generators.deploy.emulated import lookups
from generators.deploy.emulated.rules.ecs_clusters import strategy_fits
from generators.deploy.emulated.services import rule
from generators.deploy.emulated.wire import Params, Refused

_FARGATE_MEMORY: dict[str, Iterable[int]] = {
    "256": (512, 1024, 2048),
    "512": range(1024, 4097, 1024),
    "1024": range(2048, 8193, 1024),
    "2048": range(4096, 16385, 1024),
    "4096": range(8192, 30721, 1024),
    "8192": range(16384, 61441, 4096),
    "16384": range(32768, 122881, 8192),
}
_LEAST_MEMORY = 6  # MiB; Docker starts no container with less


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


@rule("ecs", "CreateService")
def an_awsvpc_task_has_a_network(params: Params) -> None:
    """There is a network configuration if, and only if, tasks have interfaces of their own."""
    definition = lookups.task_definition(params["taskDefinition"])
    own = definition.get("networkMode") == "awsvpc"
    if own and not params.get("networkConfiguration"):
        raise Refused(
            "InvalidParameterException",
            "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
        )
    if not own and params.get("networkConfiguration"):
        raise Refused(
            "InvalidParameterException",
            "Network Configuration is not valid for the given networkMode of this task definition.",
        )


@rule("ecs", "CreateService")
def a_container_behind_a_load_balancer_has_that_port(params: Params) -> None:
    """A load balancer's container and port are those of the task definition."""
    definition = lookups.task_definition(params["taskDefinition"])
    ports = {
        (container["name"], port["containerPort"])
        for container in definition["containerDefinitions"]
        for port in container.get("portMappings") or ()
    }
    for balancer in params.get("loadBalancers") or ():
        wanted = (balancer.get("containerName"), balancer.get("containerPort"))
        if wanted not in ports:
            raise Refused(
                "InvalidParameterException",
                f"The container {wanted[0]} did not have a container port {wanted[1]} defined.",
            )


@rule("ecs", "RegisterTaskDefinition")
def the_roles_of_a_task_exist(params: Params) -> None:
    """Task role and execution role are roles of this account, or of another one."""
    for key in ("taskRoleArn", "executionRoleArn"):
        if params.get(key):
            lookups.role(params[key])


@rule("ecs", "RegisterTaskDefinition")
def a_variable_of_a_container_has_one_value(params: Params) -> None:
    """No name stands both under environment and under secrets."""
    for container in params["containerDefinitions"]:
        plain = {one.get("name") for one in container.get("environment") or ()}
        for secret in container.get("secrets") or ():
            if secret["name"] in plain:
                raise Refused(
                    "ClientException",
                    "The secret name must be unique and not shared with any new or existing "
                    f"environment variables set on the container, such as '{secret['name']}'.",
                )


@rule("ecs", "RegisterTaskDefinition")
def a_container_has_memory_to_start_with(params: Params) -> None:
    """Memory, a limit or a reservation, is at least what Docker wants."""
    for container in params["containerDefinitions"]:
        for key in ("memory", "memoryReservation"):
            if container.get(key, _LEAST_MEMORY) < _LEAST_MEMORY:
                raise Refused(
                    "ClientException",
                    f"Invalid setting for container '{container['name']}'. The '{key}' setting "
                    f"must be at least {_LEAST_MEMORY}.",
                )


@rule("ecs", "RegisterTaskDefinition")
def fargate_has_such_a_size(params: Params) -> None:
    """Fargate runs certain pairs of CPU and memory, in awsvpc mode alone."""
    if "FARGATE" not in (params.get("requiresCompatibilities") or ()):
        return
    if params.get("networkMode", "awsvpc") != "awsvpc":
        raise Refused("ClientException", "Fargate only supports network mode 'awsvpc'.")
    cpu, memory = str(params.get("cpu", "")), str(params.get("memory", ""))
    if not cpu or not memory:
        raise Refused(
            "ClientException", "Fargate requires that 'cpu' be defined at the task level."
        )
    if not memory.isdigit() or int(memory) not in _FARGATE_MEMORY.get(cpu, ()):
        raise Refused("ClientException", "No Fargate configuration exists for given values.")


def _network(configuration: Params) -> None:
    network = configuration.get("awsvpcConfiguration") or {}
    lookups.subnets(network.get("subnets") or (), "InvalidParameterException")
    lookups.security_groups(network.get("securityGroups") or (), "InvalidParameterException")


def _balancer(balancer: Params) -> None:
    arn = balancer.get("targetGroupArn")
    if arn:
        lookups.target_group(arn)
        if not lookups.listened(arn):
            raise Refused(
                "InvalidParameterException",
                f"The target group with targetGroupArn {arn} does not have an associated load "
                "balancer.",
            )
