"""Secrets where they can be read, and credentials that ECS does not find."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generators.parts.text import as_written, references
from generators.stacks.kind import Place
from generators.stacks.service.spec import ServiceSpec
from generators.stacks.service.spec.containers import ContainerSpec
from generators.stacks.service.spec.secrets import SECRET_ARN

CURE = (
    "anybody who may see the task definition can read it. Put it into SSM's Parameter Store or "
    "Secrets Manager, and name its place under {place}, as ssm:/web/api-key"
)


def faults(spec: ServiceSpec) -> Iterator[tuple[Place, str]]:
    """What is secret, or looks it, in a place for all to read."""
    hidden = {name for name, parameter in spec.parameters.items() if parameter.no_echo}
    for i, container in enumerate(spec.containers):
        for place, message in (*_variables(container), *_texts(container, hidden)):
            yield ("containers", i, *place), message
        if container.registry_credentials:
            found = SECRET_ARN.fullmatch(as_written(container.registry_credentials.source))
            if found is None or found["service"] != "secretsmanager" or found["version"]:
                yield (
                    ("containers", i, "registry_credentials"),
                    "is no whole secret of Secrets Manager, from which alone ECS takes them; one "
                    "is written secretsmanager:registry",
                )


def _variables(container: ContainerSpec) -> Iterator[tuple[Place, str]]:
    """Variables that stand twice, or are secret by their names."""
    for name, held in container.environment.items():
        if name in container.secrets:
            yield ("environment", name), "stands under secrets too; take it out here"
        elif _may_be_secret(name, held):
            message = f"is a secret by its name, and {CURE.format(place='secrets')}"
            yield ("environment", name), message
    for name in container.log_secrets:
        if name in (container.log_options or {}):
            yield ("log_options", name), "stands under log_secrets too; take it out here"


def _may_be_secret(name: str, held: Any) -> bool:
    """Whether it is one by its name, all in the spec, not harmless, and not told of for itself."""
    from generators.secrecy import HARMLESS, NAMES

    if not NAMES.fullmatch(name) or any(references(held)):
        return False
    return not (HARMLESS.fullmatch(as_written(held)) or _given_away(held))


def _given_away(held: Any) -> str | None:
    """What kind of secret a text is, if it looks like one."""
    from generators.secrecy import given_away  # 17 patterns, for those who have such texts

    return given_away(as_written(held))


def _texts(container: ContainerSpec, hidden: set[str]) -> Iterator[tuple[Place, str]]:
    """Texts that are secret by what they hold."""
    for place, held, instead in _open(container):
        if what := _given_away(held):
            yield place, f"holds {what}, and {CURE.format(place=instead)}"
        for name in sorted(hidden & set(references(held))):
            message = f"would show {name}, which is no_echo: {CURE.format(place=instead)}"
            yield place, message


def _open(container: ContainerSpec) -> Iterator[tuple[Place, Any, str]]:
    """Every text that the task definition shows: its place, itself, and where a secret belongs."""
    for name, held in container.environment.items():
        yield ("environment", name), held, "secrets"
    for name, held in (container.log_options or {}).items():
        yield ("log_options", name), held, "log_secrets"
    for name, held in container.docker_labels.items():
        yield ("docker_labels", name), held, "secrets"
    for name, held in (container.log_router.options if container.log_router else {}).items():
        yield ("log_router", "options", name), held, "secrets"
    if container.health_check:
        command = container.health_check.command
        for held in command if isinstance(command, tuple) else (command,):
            yield ("health_check", "command"), held, "secrets"
    for key in ("entry_point", "command"):
        for i, held in enumerate(getattr(container, key) or ()):
            yield (key, i), held, "secrets"
