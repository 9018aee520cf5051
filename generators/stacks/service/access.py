"""What the service may do on AWS: rights for its containers, none for the instances they run on."""

from __future__ import annotations

import re

from awacs import ecr, logs, ssm
from awacs.aws import PolicyDocument, Statement
from troposphere import GetAtt, Ref
from troposphere.ec2 import SecurityGroup
from troposphere.iam import Policy, Role

from generators.parts.policy import LOGIN, PULL, allow, policy, reasons, trusted_by_ecs_tasks
from generators.parts.text import as_written, from_raw
from generators.stacks.service.spec import ServiceSpec


def task_role(spec: ServiceSpec) -> Role:
    """The role that the application itself has; without a task_policy it may do nothing."""
    statements = [statement.statement() for statement in spec.task_policy]
    rights = [Policy(PolicyName="application", PolicyDocument=policy(*statements))]
    return Role(
        "TaskRole",
        AssumeRolePolicyDocument=trusted_by_ecs_tasks(),
        **({"Policies": rights} if statements else {}),
    )


def execution_role(spec: ServiceSpec) -> Role:
    """The role that ECS has to start this service's tasks, and no other's."""
    return Role(
        "ExecutionRole",
        **({"Metadata": reasons(Login=LOGIN)} if rights_to_pull(spec) else {}),
        AssumeRolePolicyDocument=trusted_by_ecs_tasks(),
        Policies=[Policy(PolicyName="start-tasks", PolicyDocument=rights_to_start(spec))],
    )


def rights_to_start(spec: ServiceSpec) -> PolicyDocument:
    """Writing to the service's log group; reading just its secrets; pulling just its images."""
    statements = [
        allow(
            "WriteLogs",
            [logs.CreateLogStream, logs.PutLogEvents],
            [GetAtt("LogGroup", "Arn")],
        )
    ]
    secrets = {arn.data["Fn::Sub"]: arn for c in spec.containers for arn in c.secrets.values()}
    if secrets:
        arns = [secrets[text] for text in sorted(secrets)]
        statements.append(allow("ReadSecrets", [ssm.GetParameters], arns))
    return policy(*statements, *rights_to_pull(spec))


ECR = re.compile(
    r"(?P<account>[0-9]{12}|\$\{[^}]+\})\.dkr\.ecr\.(?P<region>[a-z0-9-]+|\$\{[^}]+\})"
    r"\.amazonaws\.com(\.cn)?/(?P<repository>[^:@]+)"
)
"""An image in a private repository of ECR."""


def rights_to_pull(spec: ServiceSpec) -> list[Statement]:
    """Pulling from just the ECR repositories that the images are in; nothing for others."""
    images = (as_written(container.image) for container in spec.containers)
    found = {match[0]: match for image in images if (match := ECR.match(image))}
    if not found:
        return []
    arns = [
        from_raw(
            f"arn:${{AWS::Partition}}:ecr:{m['region']}:{m['account']}:repository/{m['repository']}"
        )
        for _, m in sorted(found.items())
    ]
    return [allow("Login", [ecr.GetAuthorizationToken], ["*"]), allow("PullImages", PULL, arns)]


def security_group() -> SecurityGroup:
    """The tasks' own security group in awsvpc mode: all out, nothing in."""
    return SecurityGroup(
        "SecurityGroup",
        GroupDescription="Tasks of an ECS service",
        VpcId=Ref("VpcId"),
    )
