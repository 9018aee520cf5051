"""What Amazon ECS refuses of the containers of a task definition, wherever they are to run.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generators.deploy.emulated.wire import Params

_LEAST_MEMORY = 6  # MiB; Docker starts no container with less
_HEALTH_CHECK: Mapping[str, range] = {
    "interval": range(5, 301),
    "timeout": range(2, 61),
    "retries": range(1, 11),
    "startPeriod": range(301),
}
_ENDED = ("COMPLETE", "SUCCESS")


def faults(params: Params) -> Iterator[str]:
    """What ECS says of a task definition's containers, in its words as far as they are known."""
    containers = {one["name"]: one for one in params["containerDefinitions"]}
    if len(containers) < len(params["containerDefinitions"]):
        yield "Container names must be unique within a task definition."
    if not any(one.get("essential", True) for one in containers.values()):
        yield "At least one container of a task definition must be essential."
    volumes = {one["name"] for one in params.get("volumes") or ()}
    for container in containers.values():
        yield from _of_memory(container)
        yield from _of_variables(container)
        yield from _of_health(container)
        yield from _of_mounts(container, volumes)
        yield from _of_dependencies(container, containers)
    yield from _of_circles(containers)
    yield from _of_ports(params)
    yield from _of_logs(params)


def _of_memory(container: Params) -> Iterator[str]:
    for key in ("memory", "memoryReservation"):
        if container.get(key, _LEAST_MEMORY) < _LEAST_MEMORY:
            yield (
                f"Invalid setting for container '{container['name']}'. The '{key}' setting "
                f"must be at least {_LEAST_MEMORY}."
            )
    if container.get("memory") and container.get("memoryReservation", 0) > container["memory"]:
        yield (
            f"Invalid setting for container '{container['name']}'. The 'memoryReservation' setting "
            "must be less than or equal to 'memory'."
        )


def _of_variables(container: Params) -> Iterator[str]:
    """No name stands both under environment and under secrets."""
    plain = {one.get("name") for one in container.get("environment") or ()}
    for secret in container.get("secrets") or ():
        if secret["name"] in plain:
            yield (
                "The secret name must be unique and not shared with any new or existing "
                f"environment variables set on the container, such as '{secret['name']}'."
            )


def _of_health(container: Params) -> Iterator[str]:
    check = container.get("healthCheck")
    if not check:
        return
    if not check.get("command") or check["command"][0] not in ("CMD", "CMD-SHELL", "NONE"):
        yield (
            f"Container '{container['name']}': the healthCheck command must start with CMD or "
            "CMD-SHELL."
        )
    for key, allowed in _HEALTH_CHECK.items():
        if key in check and check[key] not in allowed:
            yield (
                f"Container '{container['name']}': healthCheck {key} must be between "
                f"{allowed.start} and {allowed.stop - 1}."
            )


def _of_mounts(container: Params, volumes: set[str]) -> Iterator[str]:
    for mount in container.get("mountPoints") or ():
        if mount.get("sourceVolume") not in volumes:
            yield f"Unknown volume '{mount.get('sourceVolume')}'."


def _of_dependencies(container: Params, containers: Mapping[str, Params]) -> Iterator[str]:
    for one in container.get("dependsOn") or ():
        other = containers.get(one["containerName"])
        words = f"Container '{container['name']}' depends on '{one['containerName']}'"
        if other is None:
            yield f"{words}, which is not in the task definition."
            continue
        if one["condition"] == "HEALTHY" and not other.get("healthCheck"):
            yield f"{words} being HEALTHY, which has no health check."
        if one["condition"] in _ENDED and other.get("essential", True):
            yield f"{words} with condition {one['condition']}, which is essential."


def _of_circles(containers: Mapping[str, Params]) -> Iterator[str]:
    waiting = {
        name: {each["containerName"] for each in one.get("dependsOn") or ()}
        for name, one in containers.items()
    }
    while free := {name for name, others in waiting.items() if not others & waiting.keys()}:
        waiting = {name: others for name, others in waiting.items() if name not in free}
    if waiting:
        yield f"There is a circular dependency of containers: {', '.join(sorted(waiting))}."


def _of_ports(params: Params) -> Iterator[str]:
    ports = [p for one in params["containerDefinitions"] for p in one.get("portMappings") or ()]
    names = [port["name"] for port in ports if port.get("name")]
    if len(set(names)) < len(names):
        yield "Port mapping names must be unique within a task definition."
    fixed = [(p["hostPort"], p.get("protocol", "tcp")) for p in ports if p.get("hostPort")]
    if len(set(fixed)) < len(fixed):
        yield "A host port can be mapped only once within a task definition."
    if params.get("networkMode") in ("awsvpc", "host"):
        for port in ports:
            if port.get("hostPort", port["containerPort"]) != port["containerPort"]:
                yield (
                    f"When networkMode={params['networkMode']}, the host ports and container ports "
                    "in port mappings must match."
                )


def _of_logs(params: Params) -> Iterator[str]:
    """https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html"""
    containers = params["containerDefinitions"]
    routers = [one["name"] for one in containers if one.get("firelensConfiguration")]
    drivers = {(one.get("logConfiguration") or {}).get("logDriver") for one in containers}
    if len(routers) > 1:
        yield "Only one container of a task definition can have a firelensConfiguration."
    if routers and "awsfirelens" not in drivers:
        yield (
            "When a firelensConfiguration object is specified, at least one container has to be "
            "configured with the awsfirelens log driver."
        )
    if "awsfirelens" in drivers and not routers:
        yield (
            "When the awsfirelens log driver is specified, one container has to have a "
            "firelensConfiguration object."
        )
