"""What the containers of one task cannot be."""

from __future__ import annotations

from collections.abc import Iterator

from generators.stacks.kind import Place
from generators.stacks.service.spec import ServiceSpec
from generators.stacks.service.spec.containers import ContainerSpec


def faults(spec: ServiceSpec) -> Iterator[tuple[Place, str]]:
    """Names, what is essential, and what single containers cannot say."""
    first: dict[str, int] = {}
    for i, container in enumerate(spec.containers):
        if first.setdefault(container.name, i) != i:
            message = f"is {container.name} again; each container wants a name of its own"
            yield ("containers", i, "name"), message
        for place, message in _of(container):
            yield ("containers", i, *place), message
        if spec.execute_command and container.read_only:
            yield (
                ("containers", i, "read_only"),
                "leaves ECS Exec nowhere to write, which it must; take out this or execute_command",
            )
    if not any(container.essential for container in spec.containers):
        message = "has no essential container; one must be, or no task would ever end"
        yield ("containers",), message
    if spec.scaling and "desired_count" in spec.model_fields_set:
        message = "goes with no scaling: a deploy would undo what that has done; take it out"
        yield ("desired_count",), message


def _of(container: ContainerSpec) -> Iterator[tuple[Place, str]]:
    """What is wrong with one container by itself."""
    for name, limit in container.ulimits.items():
        if limit.hard != -1 and (limit.soft > limit.hard or limit.soft == -1):
            message = f"has soft {limit.soft} above hard {limit.hard}; raise hard or lower soft"
            yield ("ulimits", name), message
    command = container.health_check.command if container.health_check else None
    if command == ():
        yield ("health_check", "command"), "is an empty list; say what is run"
    if isinstance(command, tuple) and command[:1] in (("CMD",), ("CMD-SHELL",), ("NONE",)):
        message = f"begins with {command[0]}; give the program alone, or a text for the shell"
        yield ("health_check", "command"), message
    if given := container.capabilities:
        for both in sorted(set(given.add) & set(given.drop)):
            yield ("capabilities",), f"adds {both} and drops it; take one of them out"
