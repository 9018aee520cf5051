"""What the instances may do and who may reach them: nothing here belongs to any service."""

from __future__ import annotations

from collections.abc import Iterator

from awacs import cloudformation, ecr, ecs, ssm
from awacs.aws import ArnEquals, Condition, Deny, PolicyDocument, Statement
from troposphere import GetAtt, If, NoValue, Ref, Sub, Tags
from troposphere.ec2 import SecurityGroup, SecurityGroupIngress, SecurityGroupRule
from troposphere.iam import InstanceProfile, Policy, Role

from generators.parts import alb
from generators.parts.policy import LOGIN, PULL, allow, policy, reasons, trusted_by
from generators.stacks.cluster.spec import ClusterSpec, InstancesSpec


def instance_role(spec: ClusterSpec, instances: InstancesSpec) -> Role:
    """The role of the ECS agent and of SSM Session Manager.

    The managed policy is the one that AWS recommends and keeps current for SSM's agent.
    """
    return Role(
        "EC2Role",
        Metadata=reasons(**_reasons(instances)),
        AssumeRolePolicyDocument=trusted_by("ec2.amazonaws.com"),
        ManagedPolicyArns=[
            Sub("arn:${AWS::Partition}:iam::aws:policy/AmazonSSMManagedInstanceCore")
        ],
        Policies=[
            Policy(PolicyName="ecs-agent", PolicyDocument=agent_rights(instances)),
            Policy(PolicyName="no-secrets", PolicyDocument=no_secrets()),
        ],
        **({"PermissionsBoundary": spec.permissions_boundary} if spec.permissions_boundary else {}),
    )


def _reasons(instances: InstancesSpec) -> dict[str, str]:
    found = {"FindEndpoint": "ecs:DiscoverPollEndpoint knows no resource"}
    if instances.system == "bottlerocket":
        found["Login"] = LOGIN
        found["PullHostContainers"] = (
            "Bottlerocket's own containers lie in accounts of AWS's that differ by region"
        )
    return found


def agent_rights(instances: InstancesSpec) -> PolicyDocument:
    """What the agent calls, on this cluster alone."""
    return policy(*_agent_rights(instances))


def _agent_rights(instances: InstancesSpec) -> Iterator[Statement]:
    """Poll and its like are allowed on container instances, whose ARNs are not known before they
    register, so that the cluster is a condition there.
    """
    yield allow("FindEndpoint", [ecs.DiscoverPollEndpoint], ["*"])
    yield allow(
        "JoinCluster",
        [
            ecs.RegisterContainerInstance,
            ecs.DeregisterContainerInstance,
            ecs.SubmitAttachmentStateChanges,
            ecs.SubmitContainerStateChange,
            ecs.SubmitTaskStateChange,
        ],
        [GetAtt("ECSCluster", "Arn")],
    )
    yield allow(
        "ServeCluster",
        [ecs.Poll, ecs.StartTelemetrySession, ecs.UpdateContainerInstancesState],
        [
            Sub(
                "arn:${AWS::Partition}:ecs:${AWS::Region}:${AWS::AccountId}"
                ":container-instance/${ECSCluster}/*"
            )
        ],
        Condition=Condition(ArnEquals({"ecs:cluster": GetAtt("ECSCluster", "Arn")})),
    )
    if instances.system == "bottlerocket":
        yield from _bottlerocket_rights()


def _bottlerocket_rights() -> Iterator[Statement]:
    """cfn-signal needs no right, for it signs as the instance; Bottlerocket's tool has the role.

    And SSM's agent comes in a container, from repositories of Bottlerocket's that lie in accounts
    of theirs, one or another by region (https://github.com/bottlerocket-os/bottlerocket/issues/857).
    """
    yield allow("Signal", [cloudformation.SignalResource], [Ref("AWS::StackId")])
    yield allow("Login", [ecr.GetAuthorizationToken], ["*"])
    yield allow(
        "PullHostContainers",
        PULL,
        [Sub("arn:${AWS::Partition}:ecr:*:*:repository/bottlerocket-*")],
    )


def no_secrets() -> PolicyDocument:
    """Takes back what the managed policy gives beyond need: every parameter of the account, among
    them the secrets of services. AWS's public parameters stay readable.
    """
    return policy(
        Statement(
            Sid="ReadNoParametersOfServices",
            Effect=Deny,
            Action=[ssm.GetParameter, ssm.GetParameters],
            NotResource=[Sub("arn:${AWS::Partition}:ssm:${AWS::Region}::parameter/aws/*")],
        )
    )


def instance_profile() -> InstanceProfile:
    """The role, as EC2 hands it to instances."""
    return InstanceProfile("EC2InstanceProfile", Roles=[Ref("EC2Role")])


def ingress_among_instances() -> SecurityGroupIngress:
    """Lets containers in bridge mode call each other by the names of a namespace, from one instance
    to another; the ports are those that Docker chooses.
    """
    first, last = alb.DYNAMIC_PORTS
    own = GetAtt("InstanceSecurityGroup", "GroupId")
    return SecurityGroupIngress(
        "InstanceIngressFromInstances",
        GroupId=own,
        IpProtocol="tcp",
        FromPort=first,
        ToPort=last,
        SourceSecurityGroupId=own,
        Description="Dynamic ports of containers, from the other instances",
    )


def security_group(instances: InstancesSpec) -> SecurityGroup:
    """The instances' security group: all out, nothing in but SSH where it was asked for."""
    ssh = SecurityGroupRule(
        IpProtocol="tcp",
        FromPort=22,
        ToPort=22,
        CidrIp=Ref("SSHLocation"),
        Description="SSH from SSHLocation",
    )
    ingress = {"SecurityGroupIngress": If("AllowsSSH", [ssh], NoValue)}
    return SecurityGroup(
        "InstanceSecurityGroup",
        GroupDescription="Instances of an ECS cluster",
        VpcId=Ref("VpcId"),
        **(ingress if instances.system == "al2023" else {}),
        Tags=Tags(Name=Sub("${AWS::StackName}-instances")),
    )
