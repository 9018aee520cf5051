"""The execution role: what ECS itself may do to start this service's tasks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from awacs import ecr, logs, s3
from awacs.aws import PolicyDocument, Statement
from troposphere import GetAtt
from troposphere.iam import Policy, Role

from generators.parts.policy import LOGIN, PULL, allow, policy
from generators.parts.text import as_written, from_raw
from generators.stacks.service.access import secrets
from generators.stacks.service.access.roles import role
from generators.stacks.service.spec import ServiceSpec

ECR = re.compile(
    r"(?P<account>[0-9]{12}|\$\{[^}]+\})\.dkr[.-]ecr\.(?P<region>[a-z0-9-]+|\$\{[^}]+\})"
    r"\.(amazonaws\.com(\.cn)?|on\.aws|\$\{AWS::URLSuffix\})/"
    r"(?P<repository>([^:@$]|\$\{[^}]*\})+)"
)
"""An image in a private repository of ECR."""


def execution_role(spec: ServiceSpec) -> Role:
    """The role that ECS has to start this service's tasks, and no other's."""
    rights = Policy(PolicyName="start-tasks", PolicyDocument=rights_to_start(spec))
    return role("ExecutionRole", spec, [rights], {"Login": LOGIN} if rights_to_pull(spec) else {})


def rights_to_start(spec: ServiceSpec) -> PolicyDocument:
    """Writing to the service's log group; reading its secrets and files; pulling its images."""
    write = allow(
        "WriteLogs", [logs.CreateLogStream, logs.PutLogEvents], [GetAtt("LogGroup", "Arn")]
    )
    return policy(write, *secrets.rights(spec), *rights_to_read(spec), *rights_to_pull(spec))


def rights_to_read(spec: ServiceSpec) -> list[Statement]:
    """Reading just the files of S3 that the containers start with."""
    files = arns(map(as_written, _files(spec)))
    if not files:
        return []
    buckets = arns(as_written(file).partition("/")[0] for file in files)
    return [
        allow("ReadFiles", [s3.GetObject], files),
        allow("FindFiles", [s3.GetBucketLocation], buckets),
    ]


def _files(spec: ServiceSpec) -> Iterator[Any]:
    """Files of variables, and configurations of log routers."""
    for container in spec.containers:
        yield from container.environment_files
        router = container.log_router
        if router and router.options.get("config-file-type") == "s3":
            yield router.options.get("config-file-value", "")


def rights_to_pull(spec: ServiceSpec) -> list[Statement]:
    """Pulling from just the ECR repositories that the images are in; nothing for others."""
    images = (as_written(container.image) for container in spec.containers)
    found = arns(
        f"arn:${{AWS::Partition}}:ecr:{m['region']}:{m['account']}:repository/{m['repository']}"
        for m in map(ECR.match, images)
        if m
    )
    if not found:
        return []
    return [allow("Login", [ecr.GetAuthorizationToken], ["*"]), allow("PullImages", PULL, found)]


def arns(texts: Iterable[str]) -> list[Any]:
    """The ARNs, each once and in order, as a template has them."""
    return [from_raw(text) for text in sorted(set(texts))]
