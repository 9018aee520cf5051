"""What the service's two roles have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from troposphere.iam import Role

from generators.parts.policy import reasons, trusted_by_ecs_tasks
from generators.stacks.service.spec import ServiceSpec


def role(title: str, spec: ServiceSpec, policies: Sequence[Any], why: Mapping[str, str]) -> Role:
    """A role for tasks of this account alone; `why` has the reasons of wildcards, by Sid."""
    boundary = spec.permissions_boundary
    return Role(
        title,
        **({"Metadata": reasons(**why)} if why else {}),
        AssumeRolePolicyDocument=trusted_by_ecs_tasks(),
        **({"PermissionsBoundary": boundary} if boundary else {}),
        **({"Policies": [*policies]} if policies else {}),
    )
