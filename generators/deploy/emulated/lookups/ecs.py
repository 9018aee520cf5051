"""What rules ask of Amazon ECS and Cloud Map."""

from __future__ import annotations

from ministack.services import ecs, servicediscovery

from generators.deploy.emulated.wire import Params, Refused

FARGATE = frozenset({"FARGATE", "FARGATE_SPOT"})
"""The capacity providers that every account has."""


def tail(reference: str) -> str:
    """The last part of an ARN or path; a plain name is itself."""
    return reference.rpartition("/")[2]


def cluster(reference: str) -> Params:
    """An active ECS cluster by name or ARN."""
    found: Params | None = ecs._clusters.get(tail(reference))
    if not found or found["status"] != "ACTIVE":
        raise Refused("ClusterNotFoundException", "Cluster not found.")
    return found


def provider(reference: str) -> None:
    """An ECS capacity provider by name or ARN."""
    name = tail(reference)
    if name not in FARGATE and name not in ecs._capacity_providers:
        raise Refused(
            "InvalidParameterException", f"The specified capacity provider '{name}' was not found."
        )


def capacity_providers() -> dict[str, str]:
    """The ARN of each capacity provider's Auto Scaling group, by the provider's name."""
    return {
        name: str((one.get("autoScalingGroupProvider") or {}).get("autoScalingGroupArn", ""))
        for name, one in ecs._capacity_providers.items()
    }


def namespace(reference: str) -> Params:
    """A Cloud Map namespace by name, id or ARN."""
    for one in servicediscovery._namespaces.values():
        if reference in (one["Name"], one["Id"], one["Arn"]):
            return dict(one)
    raise Refused(
        "NamespaceNotFoundException", f"The specified namespace '{reference}' was not found."
    )


def dns_records(registry_arn: str) -> set[str]:
    """The types of the DNS records of a Cloud Map service, by its ARN."""
    for one in servicediscovery._services.values():
        if one["Arn"] == registry_arn:
            records = (one.get("DnsConfig") or {}).get("DnsRecords") or ()
            return {record["Type"] for record in records}
    raise Refused(
        "InvalidParameterException", f"The service registry {registry_arn} was not found."
    )


def task_definition(reference: str) -> Params:
    """An active task definition by family, family:revision or ARN."""
    key = ecs._resolve_td_key(reference)
    found: Params | None = ecs._task_defs.get(key) if key else None
    if not found:
        raise Refused("ClientException", "TaskDefinition not found.")
    if found["status"] != "ACTIVE":
        raise Refused("ClientException", "TaskDefinition is inactive")
    return found


def port_mappings(definition: Params) -> list[Params]:
    """The port mappings of all containers of a task definition."""
    containers = definition.get("containerDefinitions") or ()
    return [port for one in containers for port in one.get("portMappings") or ()]


def container_ports(definition: Params) -> set[tuple[str, int]]:
    """Containers of a task definition by name, with each of their ports."""
    return {
        (container["name"], port["containerPort"])
        for container in definition.get("containerDefinitions") or ()
        for port in container.get("portMappings") or ()
    }
