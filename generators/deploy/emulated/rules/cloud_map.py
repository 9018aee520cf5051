"""What AWS Cloud Map refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ministack.services import ecs, servicediscovery

from generators.deploy.emulated.services import call, rule
from generators.deploy.emulated.wire import Params, Refused

_LABEL = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?")


@rule("servicediscovery", "DeleteNamespace")
def a_namespace_in_use_stays(params: Mapping[str, Any]) -> None:
    """A namespace with services in it is not deleted."""
    name = params["Id"]
    if any(one.get("NamespaceId") == name for one in servicediscovery._services.values()):
        raise Refused(
            "ResourceInUse",
            f"The namespace {name} contains one or more services; delete them first",
        )


@rule("servicediscovery", "CreateService")
def a_name_is_one_services(params: Mapping[str, Any]) -> None:
    """A service is in a namespace that exists, under a name that no other has there."""
    home = params.get("NamespaceId") or (params.get("DnsConfig") or {}).get("NamespaceId", "")
    namespace = servicediscovery._namespaces.get(home)
    if not namespace:
        raise Refused("NamespaceNotFound", f"The namespace {home} was not found", 404)
    for one in servicediscovery._services.values():
        if one["NamespaceId"] == home and one["Name"].lower() == params["Name"].lower():
            raise Refused(
                "ServiceAlreadyExists",
                f"A service with the name {params['Name']} already exists in the namespace",
            )
    records = (params.get("DnsConfig") or {}).get("DnsRecords")
    if records and namespace["Type"] == "HTTP":
        raise Refused("InvalidInput", "DnsConfig is not supported in an HTTP namespace")
    if records and not _LABEL.fullmatch(params["Name"].rpartition(".")[2]):
        raise Refused("InvalidInput", f"The name {params['Name']} is not valid in DNS")


@rule("servicediscovery", "CreateService", "UpdateService")
def records_go_together(params: Mapping[str, Any]) -> None:
    """https://docs.aws.amazon.com/cloud-map/latest/api/API_DnsRecord.html"""
    config = (params.get("Service") or params).get("DnsConfig") or {}
    kinds = [record["Type"] for record in config.get("DnsRecords") or ()]
    alone = "CNAME" in kinds and len(kinds) > 1
    if alone or len(set(kinds)) < len(kinds) or set(kinds) - {"A", "AAAA", "CNAME", "SRV"}:
        raise Refused("InvalidInput", f"The DNS records {', '.join(kinds)} do not go together")


@rule("servicediscovery", "DeleteService")
def a_service_with_instances_stays(params: Mapping[str, Any]) -> None:
    """Tasks of ECS that run are its instances, as those are that have been registered."""
    found = servicediscovery._services.get(params["Id"]) or {}
    registered = servicediscovery._instances.get(params["Id"]) or (
        registry.get("registryArn") == found.get("Arn") for registry in _of_running_tasks()
    )
    if found and any(registered):
        raise Refused(
            "ResourceInUse",
            "Service contains registered instances; delete the instances before deleting the "
            "service",
        )


def _of_running_tasks() -> Iterator[Params]:
    """The registries of all services of ECS that have tasks."""
    for one in list(ecs._services.values()):
        if one["status"] == "ACTIVE" and one["desiredCount"]:
            place = {"cluster": one["clusterArn"], "services": [one["serviceArn"]]}
            (service,) = call("ecs", "DescribeServices", **place)["services"]
            yield from service.get("serviceRegistries") or ()
