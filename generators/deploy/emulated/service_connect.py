"""Service Connect: the Cloud Map namespaces in which services of ECS reach each other."""

from __future__ import annotations

from generators.deploy.emulated import lookups
from generators.deploy.emulated.services import call, memory, rule
from generators.deploy.emulated.types import ecs_service
from generators.deploy.emulated.wire import Params, Refused


def install() -> None:
    """Have a cluster's namespace made and shown; this comes after the memory of clusters."""
    memory("ecs", "CreateCluster", "UpdateCluster")(_made)
    memory("ecs", "CreateCluster", "UpdateCluster", "DescribeClusters")(_by_arn)


@rule("ecs", "CreateCluster", "UpdateCluster")
def a_default_by_arn_exists(params: Params) -> None:
    """The namespace that is a cluster's default, where it is not given by a name alone."""
    name = _default(params)
    if name.startswith("arn:"):
        lookups.namespace(name)


@rule("ecs", "CreateService", "UpdateService")
def a_service_connects_by_a_namespace_that_exists(params: Params) -> None:
    """The namespace of a service, by name or by ARN."""
    given = params.get("serviceConnectConfiguration") or {}
    if given.get("enabled") and given.get("namespace"):
        lookups.namespace(given["namespace"])


@rule("servicediscovery", "DeleteNamespace")
def a_namespace_that_services_are_reached_in_stays(params: Params) -> None:
    """Service Connect keeps a service of Cloud Map in the namespace for each."""
    for _, cluster, how in ecs_service.connections():
        name = how.get("namespace") or default_of(cluster)
        if name and lookups.namespace(name)["Id"] == params["Id"]:
            raise Refused(
                "ResourceInUse",
                f"The namespace {params['Id']} contains one or more services; delete them first",
            )


def _default(params: Params) -> str:
    return str((params.get("serviceConnectDefaults") or {}).get("namespace", ""))


def default_of(cluster: str) -> str:
    """The namespace that a cluster's services have where they name none."""
    (found,) = call("ecs", "DescribeClusters", clusters=[cluster])["clusters"]
    return _default(found)


def _made(params: Params, answer: Params) -> Params:
    """A namespace that a cluster gives by a new name is made with it, and outlives it."""
    if name := _default(params):
        try:
            lookups.namespace(name)
        except Refused:
            call("servicediscovery", "CreateHttpNamespace", Name=name)
    return answer


def _by_arn(_: Params, answer: Params) -> Params:
    """A cluster shows its namespace by ARN, however it was given."""
    for cluster in [answer["cluster"]] if "cluster" in answer else answer.get("clusters", []):
        if name := _default(cluster):
            try:
                cluster["serviceConnectDefaults"] = {"namespace": lookups.namespace(name)["Arn"]}
            except Refused:
                continue
    return answer
