"""Overrides that would bring back what this kind refuses.

No message shows a value: it may be a secret.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pydantic import TypeAdapter, ValidationError

from generators.stacks.kind import Place
from generators.stacks.service.overrides import steps
from generators.stacks.service.spec import ServiceSpec
from generators.stacks.service.spec.volumes import HostPath

Names = tuple[str, ...]
"""The properties on the way to a value, without the numbers of lists and functions."""

_OWN_ROLE = "is this service's own; its rights come from task_policy and from what the spec names"
_HOST = "gives a container a way to its instance"
_RIGHTS = "is wider than a statement; give the rights by task_policy"
_BREAKER = "is what rolls back a deployment that fails, and stays on"
REFUSED: dict[tuple[str, Names], tuple[tuple[Any, ...], str]] = {
    ("taskdefinition", ("NetworkMode",)): (
        ("bridge", "awsvpc", "none"),
        "can be no host networking, in which a task reaches the credentials of its instance; "
        "allowed: bridge, awsvpc, none",
    ),
    ("taskdefinition", ("Privileged",)): (
        (False,),
        "gives a container all rights on its instance, its credentials among them; allowed: false",
    ),
    ("taskdefinition", ("PidMode",)): (
        ("task",),
        "lets a task see the processes of the whole instance; allowed: task",
    ),
    ("taskdefinition", ("IpcMode",)): (
        ("none", "task"),
        "lets a task read the memory that the instance's processes share; allowed: none, task",
    ),
    ("taskdefinition", ("Image",)): ((), "has a key of the container, image, that checks its tag"),
    ("service", ("LaunchType",)): (
        (),
        "could only be changed into a strategy later by replacing the service; give capacity",
    ),
    ("taskdefinition", ("TaskRoleArn",)): ((), _OWN_ROLE),
    ("taskdefinition", ("ExecutionRoleArn",)): ((), _OWN_ROLE),
    ("taskdefinition", ("Add",)): ((), "has a key of the container, capabilities"),
    ("taskdefinition", ("Devices",)): ((), _HOST),
    ("taskdefinition", ("HostPath",)): ((), _HOST),
    ("taskdefinition", ("DriverOpts",)): ((), _HOST),
    ("TaskRole", ("ManagedPolicyArns",)): ((), _RIGHTS),
    ("ExecutionRole", ("ManagedPolicyArns",)): ((), _RIGHTS),
    ("service", ("Role",)): ((), "is ECS's own, by a service-linked role"),
    ("service", ("ServiceName",)): ((), "would be in the way of a replacement"),
    ("service", ("SchedulingStrategy",)): ((), "can only be changed by replacing the service"),
    ("service", ("DesiredCount",)): ((), "has a key of the spec, desired_count"),
    ("ListenerRule", ("Priority",)): ((), "has a key of the spec, load_balancer.rule.priority"),
    ("service", ("DeploymentCircuitBreaker", "Enable")): ((True,), _BREAKER),
    ("service", ("DeploymentCircuitBreaker", "Rollback")): ((True,), _BREAKER),
}
"""By logical id and the last properties of the way: the values that are harmless, and why."""


def faults(spec: ServiceSpec) -> Iterator[tuple[Place, str]]:
    """Each value that is refused, by the override that it is in."""
    for logical_id, properties in spec.overrides.items():
        for path, value in properties.items():
            names = tuple(step for step in steps(path) if isinstance(step, str))
            if names == ("DeploymentConfiguration",) and logical_id == "service":
                message = "as a whole would drop the circuit breaker; set its parts"
                yield ("overrides", logical_id, path), message
            for place, message in _faults(logical_id, names, value):
                yield ("overrides", logical_id, path, *place), message


def _faults(logical_id: str, names: Names, value: Any) -> Iterator[tuple[Place, str]]:
    for place, way, leaf in _leaves(names, value):
        for (where, ending), (harmless, why) in REFUSED.items():
            if where == logical_id and way[-len(ending) :] == ending and leaf not in harmless:
                yield place, why
        if logical_id in ("TaskRole", "ExecutionRole"):
            yield from ((place, why) for why in _too_wide(way, leaf))
        if logical_id == "taskdefinition" and isinstance(leaf, str):
            yield from ((place, why) for why in _open_to_all(way, leaf))
    if logical_id == "taskdefinition":
        yield from _variables(value)


def _leaves(names: Names, value: Any, place: Place = ()) -> Iterator[tuple[Place, Names, Any]]:
    """Every single value inside, with its place and the properties on the way to it."""
    match value:
        case {"Effect": "Deny"}:
            return
        case dict():
            for key, inner in value.items():
                function = key == "Ref" or key.startswith("Fn::")
                yield from _leaves(names if function else (*names, key), inner, (*place, key))
        case list():
            for i, inner in enumerate(value):
                yield from _leaves(names, inner, (*place, i))
        case _:
            yield place, names, value


def _too_wide(names: Names, leaf: Any) -> Iterator[str]:
    """Rights that task_policy would want a reason for, and a trust that this kind keeps narrow."""
    if names[0] == "AssumeRolePolicyDocument":
        yield "is the role's trust, which is for this account's tasks in this region alone"
    elif names[-1] in ("NotAction", "NotResource"):
        yield "allows all but what it names; name what is needed, under task_policy"
    elif names[-1] == "Action" and re.search(r"[*?]", str(leaf)):
        yield "is a wildcard; write it under task_policy, with its reason"
    elif names[-1] == "Resource" and not str(leaf).strip("*?"):
        yield "is everything; write it under task_policy, with its reason"


def _open_to_all(names: Names, leaf: str) -> Iterator[str]:
    """What a task definition must not show, and folders that a container must not have."""
    from generators.secrecy import VALUES

    for what, pattern in VALUES.items():
        if re.search(pattern, leaf):
            yield f"holds {what}, which anybody can read there; a secret belongs under secrets"
    if names[-1] == "SourcePath":
        try:
            TypeAdapter(HostPath).validate_python(leaf)
        except ValidationError:
            yield "is a folder by which a container could get at the host"


def _variables(value: Any, place: Place = ()) -> Iterator[tuple[Place, str]]:
    """Environment variables that are secret by their names."""
    from generators.secrecy import HARMLESS, NAMES

    match value:
        case {"Name": str(name), "Value": str(text)}:
            if NAMES.fullmatch(name) and not HARMLESS.fullmatch(text):
                yield (*place, "Value"), f"{name} is a secret by its name; put it under secrets"
        case dict():
            for key, inner in value.items():
                yield from _variables(inner, (*place, key))
        case list():
            for i, inner in enumerate(value):
                yield from _variables(inner, (*place, i))
