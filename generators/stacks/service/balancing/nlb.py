"""A network load balancer of the service's own.

It is made with a security group: one that was made without can never be given any.
https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html
"""

from __future__ import annotations

from collections.abc import Iterator

from troposphere import AWSObject, Parameter, Ref, Sub, Tags
from troposphere.ec2 import SecurityGroup, SecurityGroupRule
from troposphere.elasticloadbalancingv2 import (
    Action,
    Certificate,
    Listener,
    LoadBalancer,
    LoadBalancerAttributes,
)

from generators.parts import alb
from generators.stacks.service.spec.balancing import NlbSpec

TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06"
"""Protocols and ciphers of the TLS side, as those of an application load balancer by default."""


def parameters(spec: NlbSpec) -> Iterator[Parameter]:
    """Where it stands, who may reach it, and by what it shows who it is."""
    yield from alb.standing(spec.scheme)
    if spec.protocol == "tls":
        yield alb.certificate("Certificate for TLS")


def resources(spec: NlbSpec, action: Action, description: str) -> Iterator[AWSObject]:
    """The load balancer, what it listens on and who reaches it."""
    yield security_group(spec, description)
    yield load_balancer(spec)
    yield listener(spec, action)


def security_group(spec: NlbSpec, description: str) -> SecurityGroup:
    """Who reaches the load balancer: its one port."""
    return SecurityGroup(
        "LoadBalancerSecurityGroup",
        GroupDescription=description,
        VpcId=Ref("VpcId"),
        SecurityGroupIngress=[
            SecurityGroupRule(
                IpProtocol="udp" if spec.protocol == "udp" else "tcp",
                FromPort=spec.port,
                ToPort=spec.port,
                CidrIp=Ref("LoadBalancerLocation"),
                Description="The port of the listener, from LoadBalancerLocation",
            )
        ],
        Tags=Tags(Name=Sub("${AWS::StackName}-load-balancer")),
    )


def load_balancer(spec: NlbSpec) -> LoadBalancer:
    """The load balancer itself."""
    public = spec.scheme == "internet-facing"
    return LoadBalancer(
        "LoadBalancer",
        Type="network",
        Scheme=spec.scheme,
        Subnets=Ref("PublicSubnetID" if public else "SubnetID"),
        SecurityGroups=[alb.FROM_ITSELF],
        LoadBalancerAttributes=[
            LoadBalancerAttributes(
                Key="load_balancing.cross_zone.enabled",
                Value="true" if spec.cross_zone else "false",
            )
        ],
        Tags=Tags(Name=Ref("AWS::StackName")),
    )


def listener(spec: NlbSpec, action: Action) -> Listener:
    """The port; TLS ends there."""
    certificate = [Certificate(CertificateArn=Ref("CertificateArn"))]
    tls = {"SslPolicy": TLS_POLICY, "Certificates": certificate}
    return Listener(
        "Listener",
        LoadBalancerArn=Ref("LoadBalancer"),
        Port=spec.port,
        Protocol=spec.protocol.upper(),
        **(tls if spec.protocol == "tls" else {}),
        DefaultActions=[action],
    )
