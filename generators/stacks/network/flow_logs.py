"""Flow logs: who in the VPC spoke to whom, in CloudWatch Logs."""

from __future__ import annotations

from awacs import logs
from awacs.aws import PolicyDocument
from troposphere import GetAtt, Ref, StackName, Tags
from troposphere.ec2 import FlowLog
from troposphere.iam import Policy, Role
from troposphere.logs import LogGroup

from generators.parts.keeping import KEPT_WHEN_REPLACED
from generators.parts.policy import allow, policy, trusted_by_own
from generators.stacks.network.spec import FlowLogs


def log_group(spec: FlowLogs) -> LogGroup:
    """Where the records go; it goes with the stack, as all of the stack does."""
    return LogGroup("FlowLogGroup", RetentionInDays=spec.retention_days, **KEPT_WHEN_REPLACED)


def role(spec: FlowLogs) -> Role:
    """What flow logs are written with.

    Which flow log cannot be said: its id is known only after it was made, with this role
    (https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html).
    """
    boundary = spec.permissions_boundary
    return Role(
        "FlowLogRole",
        AssumeRolePolicyDocument=trusted_by_own(
            "vpc-flow-logs.amazonaws.com", "ec2", "vpc-flow-log/*"
        ),
        Policies=[Policy(PolicyName="write-flow-logs", PolicyDocument=rights_to_write())],
        **({"PermissionsBoundary": boundary} if boundary else {}),
    )


def rights_to_write() -> PolicyDocument:
    """Writing to that one log group, and not making one: records that are still under way when the
    stack is deleted would otherwise bring the group back, and it would stay.
    """
    return policy(
        allow(
            "WriteLogs",
            [logs.CreateLogStream, logs.DescribeLogStreams, logs.PutLogEvents],
            [GetAtt("FlowLogGroup", "Arn")],
        )
    )


def flow_log(spec: FlowLogs) -> FlowLog:
    """The flow log of all of the VPC. It knows no change: another one takes its place."""
    return FlowLog(
        "FlowLog",
        ResourceType="VPC",
        ResourceId=Ref("VPC"),
        TrafficType=spec.traffic.upper(),
        LogDestinationType="cloud-watch-logs",
        LogGroupName=Ref("FlowLogGroup"),
        DeliverLogsPermissionArn=GetAtt("FlowLogRole", "Arn"),
        Tags=Tags(Name=StackName),
    )
