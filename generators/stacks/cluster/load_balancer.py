"""The application load balancer that services of the cluster share.

It answers 404 until a service adds a rule to its listener.
"""

from __future__ import annotations

from collections.abc import Iterator

from troposphere import AWSObject, GetAtt, Output, Ref, Sub, Tags
from troposphere.ec2 import SecurityGroup, SecurityGroupRule
from troposphere.elasticloadbalancingv2 import Action, FixedResponseConfig

from generators.parts import alb


def resources(spec: alb.AlbSpec, *, before_instances: bool) -> Iterator[AWSObject]:
    """The load balancer, and what lets it reach instances and tasks."""
    yield from alb.resources(spec, not_found(), "Load balancer of an ECS cluster")
    yield task_security_group()
    if before_instances:
        yield alb.ingress_to_instances(GetAtt("InstanceSecurityGroup", "GroupId"))


def not_found() -> Action:
    """404, in so many words."""
    return Action(
        Type="fixed-response",
        FixedResponseConfig=FixedResponseConfig(
            StatusCode="404", ContentType="text/plain", MessageBody="Not found"
        ),
    )


def task_security_group() -> SecurityGroup:
    """For awsvpc tasks behind the load balancer: it reaches them, and nobody else by this group."""
    return SecurityGroup(
        "TaskSecurityGroup",
        GroupDescription="Tasks behind the load balancer of an ECS cluster",
        VpcId=Ref("VpcId"),
        SecurityGroupIngress=[
            SecurityGroupRule(
                IpProtocol="tcp",
                FromPort=1,
                ToPort=65535,
                SourceSecurityGroupId=GetAtt("LoadBalancerSecurityGroup", "GroupId"),
                Description="Ports of containers, from the load balancer",
            )
        ],
        Tags=Tags(Name=Sub("${AWS::StackName}-tasks")),
    )


def outputs() -> list[Output]:
    """What a service needs to put itself behind the load balancer."""
    values = {
        "ListenerArn": (
            alb.LISTENER,
            "Where services add their rules: HTTPS if there is a certificate, else HTTP",
        ),
        "LoadBalancerDNSName": (GetAtt("LoadBalancer", "DNSName"), "The load balancer's name"),
        "LoadBalancerHostedZoneID": (
            GetAtt("LoadBalancer", "CanonicalHostedZoneID"),
            "Its hosted zone, for an alias in Route 53",
        ),
        "LoadBalancerFullName": (
            GetAtt("LoadBalancer", "LoadBalancerFullName"),
            "Its name in metrics",
        ),
        "LoadBalancerSecurityGroup": (
            GetAtt("LoadBalancerSecurityGroup", "GroupId"),
            "The security group it speaks from",
        ),
        "TaskSecurityGroup": (
            GetAtt("TaskSecurityGroup", "GroupId"),
            "A security group for awsvpc tasks that it shall reach",
        ),
    }
    return [Output(name, Value=v, Description=said) for name, (v, said) in values.items()]
