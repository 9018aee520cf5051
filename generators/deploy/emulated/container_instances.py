"""ECS's container instances: those of an Auto Scaling group that would join a cluster have joined.

An instance is there from its launch, connected and with nothing running on it, until its group lets
it go or it is deregistered.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from ministack.core.responses import get_account_id, get_region

from generators.deploy.emulated import fleet, lookups, seeds
from generators.deploy.emulated.instance_types import size
from generators.deploy.emulated.services import memory, rule, serve
from generators.deploy.emulated.wire import Params, Refused


def of(cluster: str) -> list[Params]:
    """A cluster's container instances."""
    name = lookups.tail(cluster)
    found = fleet.launched.items()
    return [_shown(instance, one) for instance, one in found if one["cluster"] == name]


@serve("ecs", "ListContainerInstances")
def _list(params: Params) -> Params:
    cluster, wanted = params.get("cluster", "default"), params.get("status")
    lookups.cluster(cluster)
    found = [one for one in of(cluster) if wanted in (None, one["status"])]
    return {"containerInstanceArns": [one["containerInstanceArn"] for one in found]}


@serve("ecs", "DescribeContainerInstances")
def _describe(params: Params) -> Params:
    cluster = params.get("cluster", "default")
    lookups.cluster(cluster)
    known = {lookups.tail(one["containerInstanceArn"]): one for one in of(cluster)}
    wanted = [lookups.tail(name) for name in params["containerInstances"]]
    missing = [name for name in wanted if name not in known]
    return {
        "containerInstances": [known[name] for name in wanted if name in known],
        "failures": [{"arn": _arn(cluster, name), "reason": "MISSING"} for name in missing],
    }


@serve("ecs", "UpdateContainerInstancesState")
def _drain(params: Params) -> Params:
    described = _describe({**params, "containerInstances": params["containerInstances"]})
    for one in described["containerInstances"]:
        fleet.launched[one["ec2InstanceId"]]["status"] = params["status"]
        one["status"] = params["status"]
    return described


@serve("ecs", "DeregisterContainerInstance")
def _deregister(params: Params) -> Params:
    found = _describe({**params, "containerInstances": [params["containerInstance"]]})
    if not found["containerInstances"]:
        raise Refused("InvalidParameterException", "Referenced container instance not found.")
    (instance,) = found["containerInstances"]
    fleet.launched[instance["ec2InstanceId"]]["cluster"] = ""
    return {"containerInstance": {**instance, "status": "INACTIVE", "agentConnected": False}}


@memory("ecs", "DescribeClusters")
def _counted(_: Params, answer: Params) -> Params:
    """A cluster tells how many container instances it has."""
    for cluster in answer.get("clusters") or ():
        cluster["registeredContainerInstancesCount"] = len(of(cluster["clusterName"]))
    return answer


@rule("ecs", "DeleteCluster")
def a_cluster_with_instances_stays(params: Params) -> None:
    """A cluster with active or draining container instances cannot be deleted."""
    if of(params["cluster"]):
        raise Refused(
            "ClusterContainsContainerInstancesException",
            "The Cluster cannot be deleted while Container Instances are active or draining.",
        )


def _shown(instance: str, launched: Params) -> Params:
    cpu, memory_of = size(launched["type"])
    cluster = launched["cluster"]
    resources = _resources(cpu, memory_of)
    found = {
        "containerInstanceArn": _arn(cluster, sha256(instance.encode()).hexdigest()[:32]),
        "ec2InstanceId": instance,
        "version": 1,
        "versionInfo": {"agentVersion": "1.106.2", "dockerVersion": "DockerVersion: 25.0.16"},
        "remainingResources": resources,
        "registeredResources": resources,
        "status": launched.get("status", "ACTIVE"),
        "agentConnected": True,
        "runningTasksCount": 0,
        "pendingTasksCount": 0,
        "attributes": _attributes(launched),
        "registeredAt": launched["at"],
        "attachments": [],
        "tags": [],
    }
    provider = fleet.providers(launched["group"])
    return {**found, "capacityProviderName": provider[0]} if provider else found


def _attributes(launched: Params) -> list[Params]:
    image = seeds.name_of(launched["image"])
    arm = "arm64" in image or "aarch64" in image
    known = {
        "ecs.ami-id": launched["image"],
        "ecs.availability-zone": launched["zone"],
        "ecs.cpu-architecture": "arm64" if arm else "x86_64",
        "ecs.instance-type": launched["type"],
        "ecs.os-family": "LINUX",
        "ecs.os-type": "linux",
    }
    return [{"name": name, "value": value} for name, value in known.items() if value]


def _resources(cpu: int, memory_of: int) -> list[Params]:
    numbers = {"CPU": cpu, "MEMORY": memory_of}
    ports = [{"name": name, "type": "STRINGSET", "stringSetValue": _TAKEN[name]} for name in _TAKEN]
    return [
        *({"name": name, "type": "INTEGER", "integerValue": one} for name, one in numbers.items()),
        *ports,
    ]


_TAKEN: dict[str, Iterable[str]] = {
    "PORTS": ["22", "2375", "2376", "51678", "51679"],
    "PORTS_UDP": [],
}


def _arn(cluster: str, name: str) -> str:
    place = f"{get_region()}:{get_account_id()}"
    return f"arn:aws:ecs:{place}:container-instance/{lookups.tail(cluster)}/{name}"
