"""What the instances may do and who may reach them: nothing here belongs to any service."""

from __future__ import annotations

from awacs import ecs
from awacs.aws import ArnEquals, Condition
from troposphere import GetAtt, If, NoValue, Ref, Sub, Tags
from troposphere.ec2 import SecurityGroup, SecurityGroupRule
from troposphere.iam import InstanceProfile, Policy, Role

from generators.parts.policy import allow, policy, trusted_by


def instance_role() -> Role:
    """The role of the ECS agent and of SSM Session Manager."""
    return Role(
        "EC2Role",
        AssumeRolePolicyDocument=trusted_by("ec2.amazonaws.com"),
        ManagedPolicyArns=[
            Sub("arn:${AWS::Partition}:iam::aws:policy/AmazonSSMManagedInstanceCore")
        ],
        Policies=[Policy(PolicyName="ecs-agent", PolicyDocument=agent_rights())],
    )


def agent_rights() -> object:
    """What the agent calls, on this cluster alone.

    DiscoverPollEndpoint knows no resource; Poll and its like are allowed on container instances,
    whose ARNs are not known before they register, so that the cluster is a condition there.
    """
    return policy(
        allow("FindEndpoint", [ecs.DiscoverPollEndpoint], ["*"]),
        allow(
            "JoinCluster",
            [
                ecs.RegisterContainerInstance,
                ecs.DeregisterContainerInstance,
                ecs.SubmitAttachmentStateChanges,
                ecs.SubmitContainerStateChange,
                ecs.SubmitTaskStateChange,
            ],
            [GetAtt("ECSCluster", "Arn")],
        ),
        allow(
            "ServeCluster",
            [ecs.Poll, ecs.StartTelemetrySession, ecs.UpdateContainerInstancesState],
            [
                Sub(
                    "arn:${AWS::Partition}:ecs:${AWS::Region}:${AWS::AccountId}"
                    ":container-instance/${ECSCluster}/*"
                )
            ],
            Condition=Condition(ArnEquals({"ecs:cluster": GetAtt("ECSCluster", "Arn")})),
        ),
    )


def instance_profile() -> InstanceProfile:
    """The role, as EC2 hands it to instances."""
    return InstanceProfile("EC2InstanceProfile", Roles=[Ref("EC2Role")])


def security_group() -> SecurityGroup:
    """The instances' security group: all out, nothing in but SSH where it was asked for."""
    ssh = SecurityGroupRule(
        IpProtocol="tcp",
        FromPort=22,
        ToPort=22,
        CidrIp=Ref("SSHLocation"),
        Description="SSH from SSHLocation",
    )
    return SecurityGroup(
        "InstanceSecurityGroup",
        GroupDescription="Instances of an ECS cluster",
        VpcId=Ref("VpcId"),
        SecurityGroupIngress=If("AllowsSSH", [ssh], NoValue),
        Tags=Tags(Name=Sub("${AWS::StackName}-instances")),
    )
