"""What roles are for: which resources run with them, and what one calls them for that."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from generators.review.rights.holders import Holders
from generators.review.rights.names import Key
from generators.review.rights.texts import alternatives

_USES = {
    "AWS::ECS::TaskDefinition": {"TaskRoleArn": "task role", "ExecutionRoleArn": "execution role"},
    "AWS::IAM::InstanceProfile": {"Roles": "instance role"},
    "AWS::Lambda::Function": {"Role": "function role"},
}
"""The properties that name a role, and what it is then called."""


@dataclass(frozen=True, order=True)
class Use:
    """That a resource has a role, which is called so."""

    logical_id: str
    calling: str


def uses(holders: Holders) -> dict[Use, tuple[Key, ...]]:
    """The roles that resources run with."""
    found: dict[Use, list[Key]] = defaultdict(list)
    for resource in holders.seen.resources.values():
        for name, calling in _USES.get(resource.type, {}).items():
            for _, value in alternatives(resource.properties.get(name)):
                found[Use(resource.logical_id, calling)].append(holders.names.key("role", value))
    return {use: tuple(dict.fromkeys(keys)) for use, keys in found.items()}


def callings(holders: Holders) -> dict[Key, str]:
    """What each role that something runs with is called."""
    found: dict[Key, list[str]] = defaultdict(list)
    for use, keys in uses(holders).items():
        for key in keys:
            found[key].append(use.calling)
    return {key: " and ".join(sorted(set(names))) for key, names in found.items()}
