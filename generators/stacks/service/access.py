"""What the service may do on AWS: rights for its containers, none for the instances they run on."""

from __future__ import annotations

from awacs import logs, ssm
from awacs.aws import PolicyDocument
from troposphere import GetAtt, Ref, Sub
from troposphere.ec2 import SecurityGroup
from troposphere.iam import Policy, Role

from generators.parts.policy import allow, policy, trusted_by_ecs_tasks
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
        AssumeRolePolicyDocument=trusted_by_ecs_tasks(),
        Policies=[Policy(PolicyName="start-tasks", PolicyDocument=rights_to_start(spec))],
    )


def rights_to_start(spec: ServiceSpec) -> PolicyDocument:
    """Writing to the service's log group, and reading just the secrets that it names."""
    statements = [
        allow(
            "WriteLogs",
            [logs.CreateLogStream, logs.PutLogEvents],
            [GetAtt("LogGroup", "Arn")],
        )
    ]
    sources = {source for c in spec.containers for source in c.secrets.values()}
    if sources:
        statements.append(
            allow(
                "ReadSecrets",
                [ssm.GetParameters],
                [secret_arn(source) for source in sorted(sources)],
            )
        )
    return policy(*statements)


def secret_arn(source: str) -> Sub:
    """The ARN of a secret written `ssm:/path`, in the stack's own account and region."""
    path = source.removeprefix("ssm:")
    return Sub(f"arn:${{AWS::Partition}}:ssm:${{AWS::Region}}:${{AWS::AccountId}}:parameter{path}")


def security_group() -> SecurityGroup:
    """The tasks' own security group in awsvpc mode: all out, nothing in."""
    return SecurityGroup(
        "SecurityGroup",
        GroupDescription="Tasks of an ECS service",
        VpcId=Ref("VpcId"),
    )
