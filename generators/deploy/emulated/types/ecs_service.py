"""AWS::ECS: task definitions and services."""

from __future__ import annotations

from typing import Any

from ministack.core.responses import AccountRegionScopedDict
from ministack.services import ecs

from generators.deploy.emulated import memories, registry, shapes
from generators.deploy.emulated.memories import Kept
from generators.deploy.emulated.registry import Made, Properties, Resource
from generators.deploy.emulated.services import call, memory
from generators.deploy.emulated.types.ecs_cluster import retag
from generators.deploy.emulated.wire import Params, Refused


def install() -> None:
    """Add the types, and have their properties remembered."""
    types = {
        "TaskDefinition": (_register, _retag_definition, _deregister),
        "Service": (_create_service, _update_service, _delete_service),
    }
    for name, (create, update, delete) in types.items():
        registry.add(f"AWS::ECS::{name}", create=create, update=update, delete=delete)
    for kept in _KEPT:
        memories.keep(kept)
    memory("ecs", "CreateService")(_forget_deployment)
    memory("ecs", "CreateService", "UpdateService")(_remember_deployment)
    memory("ecs", "CreateService", "UpdateService", "DescribeServices")(_show_deployment)


_KEPT = (
    Kept(
        service="ecs",
        given=("CreateService", "UpdateService"),
        shown={
            "CreateService": "service",
            "UpdateService": "service",
            "DescribeServices": "services",
        },
        key="serviceArn",
        # Names are given where ARNs are shown, and ministack itself keeps these.
        live=frozenset({"tags", "taskDefinition", "launchType", "capacityProviderStrategy"}),
    ),
    Kept(
        service="ecs",
        given=("RegisterTaskDefinition",),
        shown={
            "RegisterTaskDefinition": "taskDefinition",
            "DescribeTaskDefinition": "taskDefinition",
        },
        key="taskDefinitionArn",
    ),
)


def _register(made: Resource) -> Made:
    params = shapes.request("ecs", "RegisterTaskDefinition", made.properties)
    # The next revision belongs to the same family, though each revision is a replacement.
    params = {"family": made.name(limit=255, stable=True), **params}
    arn = call("ecs", "RegisterTaskDefinition", **params)["taskDefinition"]["taskDefinitionArn"]
    return arn, {"TaskDefinitionArn": arn}


def _retag_definition(arn: str, old: Properties, new: Properties) -> dict[str, Any]:
    retag(arn, old, new)
    return {"TaskDefinitionArn": arn}


def _deregister(arn: str, _: Properties) -> None:
    call("ecs", "DeregisterTaskDefinition", taskDefinition=arn)


def _create_service(made: Resource) -> Made:
    params = _service(made.properties)
    service = call("ecs", "CreateService", **{"serviceName": made.name(limit=255), **params})[
        "service"
    ]
    return service["serviceArn"], _attributes(service)


def _update_service(arn: str, old: Properties, new: Properties) -> dict[str, Any]:
    params = shapes.cleared("ecs", "UpdateService", _service(new), _service(old))
    if "ServiceConnectConfiguration" in old and "ServiceConnectConfiguration" not in new:
        params["serviceConnectConfiguration"] = {"enabled": False}
    params["cluster"] = new.get("Cluster", "default")
    forced = new.get("ForceNewDeployment")
    params["forceNewDeployment"] = bool(forced) and forced != old.get("ForceNewDeployment")
    service = call("ecs", "UpdateService", **{**params, "service": arn})["service"]
    if "NetworkConfiguration" not in new:
        # The call takes nothing for none; tasks that are not in awsvpc mode have no interfaces.
        _record(arn).pop("networkConfiguration", None)
    retag(arn, old, new)
    return _attributes(service)


def _record(arn: str) -> Params:
    found: Params = next(one for one in ecs._services.values() if one["serviceArn"] == arn)
    return found


def _delete_service(arn: str, properties: Properties) -> None:
    call(
        "ecs",
        "DeleteService",
        cluster=properties.get("Cluster", "default"),
        service=arn,
        force=True,
    )


def _service(properties: Properties) -> Params:
    if "Monitoring" in properties:
        raise Refused("NotEmulated", "AWS::ECS::Service: property Monitoring is not emulated")
    known = {key: value for key, value in properties.items() if key != "ForceNewDeployment"}
    return shapes.request("ecs", "CreateService", known)


def _attributes(service: Params) -> dict[str, Any]:
    return {"Name": service["serviceName"], "ServiceArn": service["serviceArn"]}


# A service shows these on its deployment, not on itself.
_ON_DEPLOYMENT = ("serviceConnectConfiguration", "volumeConfigurations", "vpcLatticeConfigurations")
_deployed = AccountRegionScopedDict()


def connections() -> list[tuple[str, str, Params]]:
    """The running services that Service Connect makes reachable: their cluster, and how."""
    running = [one for one in ecs._services.values() if one["status"] == "ACTIVE"]
    found = [
        (one["serviceArn"], one["clusterArn"], _connection(one["serviceArn"])) for one in running
    ]
    return [one for one in found if one[2].get("enabled") and one[2].get("services")]


def _connection(arn: str) -> Params:
    return _deployed.get(arn, {}).get("serviceConnectConfiguration") or {}


def _forget_deployment(_: Params, answer: Params) -> Params:
    _deployed.pop(answer["service"]["serviceArn"], None)
    return answer


def _remember_deployment(params: Params, answer: Params) -> Params:
    arn = answer["service"]["serviceArn"]
    given = {key: params[key] for key in _ON_DEPLOYMENT if key in params}
    _deployed[arn] = {**_deployed.get(arn, {}), **given}
    return answer


def _show_deployment(_: Params, answer: Params) -> Params:
    services = [answer["service"]] if "service" in answer else answer.get("services", [])
    for service in services:
        for deployment in service.get("deployments", ())[:1]:
            deployment.update(_deployed.get(service["serviceArn"], {}))
    return answer
