"""What Amazon ECS refuses of how services are found: by Service Connect, and in Cloud Map."""

from __future__ import annotations

from collections.abc import Iterator

from ministack.services import servicediscovery

from generators.deploy.emulated import lookups
from generators.deploy.emulated.rules.ecs_services import refuse, task, whole
from generators.deploy.emulated.service_connect import default_of
from generators.deploy.emulated.services import rule
from generators.deploy.emulated.types import ecs_service
from generators.deploy.emulated.wire import Params


@rule("ecs", "CreateService", "UpdateService")
def a_service_connects_by_ports_that_have_names(params: Params) -> None:
    """What is offered are ports of the task definition, each under a name of its own."""
    given = whole(params).get("serviceConnectConfiguration") or {}
    if not given.get("enabled"):
        return
    definition = task(params)
    if not given.get("namespace") and not default_of(params.get("cluster", "default")):
        refuse("A namespace is required for Service Connect: the cluster has no default one.")
    if definition.get("networkMode") == "host":
        refuse("Service Connect is not supported with the host network mode.")
    named = {port["name"] for port in lookups.port_mappings(definition) if port.get("name")}
    for offer in given.get("services") or ():
        if offer["portName"] not in named:
            refuse(
                f"The portName '{offer['portName']}' of the serviceConnectConfiguration was not "
                "found in the task definition."
            )
    offered = list(_names(given))
    if len(set(offered)) < len(offered):
        refuse("Discovery names of a serviceConnectConfiguration must be unique.")


@rule("ecs", "CreateService", "UpdateService")
def a_discovery_name_is_free(params: Params) -> None:
    """In a namespace each discovery name is one service's: Cloud Map has a service for each."""
    given = params.get("serviceConnectConfiguration") or {}
    if not given.get("enabled"):
        return
    home = _home(given, params.get("cluster", "default"))
    taken = {
        one["Name"] for one in servicediscovery._services.values() if one["NamespaceId"] == home
    }
    for service, cluster, how in ecs_service.connections():
        if _home(how, cluster) == home and params.get("service") not in _called(service):
            taken.update(_names(how))
    for name in _names(given):
        if name in taken:
            refuse(f"The discovery name '{name}' is already in use in the namespace.")


@rule("ecs", "CreateService", "UpdateService")
def a_registry_fits_the_network_mode(params: Params) -> None:
    """Tasks in bridge mode are found at ports that Docker chooses, which only SRV records tell.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceRegistry.html
    """
    definition = task(params)
    for registry in whole(params).get("serviceRegistries") or ():
        arn = registry.get("registryArn", "")
        container, port = registry.get("containerName"), registry.get("containerPort")
        srv = "SRV" in lookups.dns_records(arn)
        if definition.get("networkMode") != "awsvpc":
            if not container or not port:
                refuse(
                    "When specifying 'host' or 'bridge' for networkMode, values for "
                    "'containerName' and 'containerPort' must be specified from the task "
                    f"definition. Registry: {arn}"
                )
            if not srv:
                refuse(
                    "When specifying 'host' or 'bridge' for networkMode, the DNS record type of "
                    f"the registry must be SRV. Registry: {arn}"
                )
        elif not srv and (port or registry.get("port")):
            refuse(
                "The values specified for serviceRegistries do not require a value for "
                f"'containerPort'. Remove the value and retry. Registry: {arn}"
            )
        elif srv and bool(registry.get("port")) == bool(container and port):
            refuse(
                "Specify a value for either 'port' or the 'containerName' and 'containerPort' "
                f"combination, but not both. Registry: {arn}"
            )
        if container and (container, port) not in lookups.container_ports(definition):
            refuse(f"The container {container} did not have a container port {port} defined.")


def _names(given: Params) -> Iterator[str]:
    for offer in given.get("services") or ():
        yield offer.get("discoveryName") or offer["portName"]


def _home(given: Params, cluster: str) -> str:
    name = given.get("namespace") or default_of(cluster)
    return str(lookups.namespace(name)["Id"]) if name else ""


def _called(arn: str) -> tuple[str, str]:
    return arn, lookups.tail(arn)
