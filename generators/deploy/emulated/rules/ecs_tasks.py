"""What Amazon ECS refuses of task definitions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generators.deploy.emulated import lookups
from generators.deploy.emulated.rules import ecs_containers
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
_FARGATE_STORAGE = range(21, 201)  # GiB
_FARGATE_DRIVERS = ("awslogs", "splunk", "awsfirelens")


@rule("ecs", "RegisterTaskDefinition")
def the_roles_of_a_task_exist(params: Params) -> None:
    """Task role and execution role are roles of this account, or of another one."""
    for key in ("taskRoleArn", "executionRoleArn"):
        if params.get(key):
            lookups.role(params[key])


@rule("ecs", "RegisterTaskDefinition")
def fargate_has_such_a_size(params: Params) -> None:
    """Fargate runs certain pairs of CPU and memory, in awsvpc mode alone."""
    if not _on_fargate(params):
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


@rule("ecs", "RegisterTaskDefinition")
def a_task_can_run(params: Params) -> None:
    """Its containers and volumes fit together, and where it is to run there is what it wants."""
    fargate = _of_fargate(params) if _on_fargate(params) else _of_instances(params)
    for found in (*ecs_containers.faults(params), *_of_volumes(params), *_of_roles(params)):
        raise Refused("ClientException", found)
    for found in fargate:
        raise Refused("ClientException", found)


def _on_fargate(params: Params) -> bool:
    return "FARGATE" in (params.get("requiresCompatibilities") or ())


def _of_volumes(params: Params) -> Iterator[str]:
    """https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EFSVolumeConfiguration.html"""
    names = [one["name"] for one in params.get("volumes") or ()]
    if len(set(names)) < len(names):
        yield "Volume names must be unique."
    for volume in params.get("volumes") or ():
        efs = volume.get("efsVolumeConfiguration") or {}
        access = efs.get("authorizationConfig") or {}
        secure = efs.get("transitEncryption") == "ENABLED"
        if not secure and (access.get("iam") == "ENABLED" or access.get("accessPointId")):
            yield (
                f"Volume '{volume['name']}': transitEncryption must be ENABLED with an access "
                "point or IAM authorization."
            )
        if access.get("accessPointId") and efs.get("rootDirectory", "/") != "/":
            yield (
                f"Volume '{volume['name']}': rootDirectory must be omitted or / with an access "
                "point."
            )
        if access.get("iam") == "ENABLED" and not params.get("taskRoleArn"):
            yield f"Volume '{volume['name']}': IAM authorization requires a task role."


def _of_roles(params: Params) -> Iterator[str]:
    if params.get("executionRoleArn"):
        return
    for container in params["containerDefinitions"]:
        if container.get("secrets") or (container.get("logConfiguration") or {}).get(
            "secretOptions"
        ):
            yield (
                "When you are specifying container secrets, you must also specify a value for "
                "'executionRoleArn'."
            )
        if container.get("repositoryCredentials"):
            yield (
                "When you are specifying repositoryCredentials, you must also specify a value for "
                "'executionRoleArn'."
            )


def _of_instances(params: Params) -> Iterator[str]:
    if params.get("ephemeralStorage"):
        yield "ephemeralStorage is only supported for tasks that run on Fargate."
    for container in params["containerDefinitions"]:
        sized = params.get("memory") or container.get("memory")
        if not sized and not container.get("memoryReservation"):
            yield (
                f"Invalid setting for container '{container['name']}'. At least one of 'memory' or "
                "'memoryReservation' must be specified."
            )


def _of_fargate(params: Params) -> Iterator[str]:
    """https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html"""
    size = (params.get("ephemeralStorage") or {}).get("sizeInGiB")
    if size is not None and size not in _FARGATE_STORAGE:
        yield "ephemeralStorage: sizeInGiB must be between 21 and 200."
    for volume in params.get("volumes") or ():
        if (volume.get("host") or {}).get("sourcePath"):
            yield "Fargate compatible task definitions do not support sourcePath"
    for container in params["containerDefinitions"]:
        yield from _of_a_container_on_fargate(container, params.get("executionRoleArn"))


def _of_a_container_on_fargate(container: Params, role: str | None) -> Iterator[str]:
    linux = container.get("linuxParameters") or {}
    added = (linux.get("capabilities") or {}).get("add") or ()
    driver = (container.get("logConfiguration") or {}).get("logDriver")
    if driver and driver not in _FARGATE_DRIVERS:
        yield f"Fargate only supports logging drivers: {', '.join(_FARGATE_DRIVERS)}."
    if driver == "awslogs" and not role:
        yield (
            "Fargate requires task definition to have execution role ARN to support log driver "
            "awslogs."
        )
    if container.get("privileged"):
        yield "Fargate does not support privileged containers."
    if linux.get("sharedMemorySize"):
        yield "Fargate does not support linuxParameters.sharedMemorySize."
    if set(added) - {"SYS_PTRACE"}:
        yield "Fargate supports adding only the SYS_PTRACE kernel capability."
    if container.get("resourceRequirements"):
        yield "Fargate does not support resourceRequirements."
    if container.get("stopTimeout", 0) > 120:
        yield f"Container '{container['name']}': stopTimeout must be at most 120 on Fargate."
