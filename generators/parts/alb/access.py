"""Who reaches the load balancer, and whom it reaches."""

from __future__ import annotations

from typing import Any

from troposphere import GetAtt, If, NoValue, Ref, Sub, Tags
from troposphere.ec2 import SecurityGroup, SecurityGroupIngress, SecurityGroupRule

DYNAMIC_PORTS = (32768, 65535)
"""The host's ports from which Docker takes those of containers in bridge mode.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
"""


FROM_ITSELF = GetAtt("LoadBalancerSecurityGroup", "GroupId")
"""The security group that the template's own load balancer speaks from."""


def security_group(description: str) -> SecurityGroup:
    """Who reaches the load balancer: port 80, and 443 where there is a certificate."""
    return SecurityGroup(
        "LoadBalancerSecurityGroup",
        GroupDescription=description,
        VpcId=Ref("VpcId"),
        SecurityGroupIngress=[
            _from_location(80, "HTTP"),
            If("HasCertificate", _from_location(443, "HTTPS"), NoValue),
        ],
        Tags=Tags(Name=Sub("${AWS::StackName}-load-balancer")),
    )


def _from_location(port: int, protocol: str) -> SecurityGroupRule:
    return SecurityGroupRule(
        IpProtocol="tcp",
        FromPort=port,
        ToPort=port,
        CidrIp=Ref("LoadBalancerLocation"),
        Description=f"{protocol} from LoadBalancerLocation",
    )


def ingress_to_instances(group: Any) -> SecurityGroupIngress:
    """Lets the load balancer reach containers in bridge mode, whose ports Docker chooses.

    `group` is the id of the instances' security group.
    """
    return ingress(
        "InstanceIngressFromLoadBalancer",
        group,
        DYNAMIC_PORTS,
        "Dynamic ports of containers, from the load balancer",
    )


def ingress(
    name: str,
    group: Any,
    ports: tuple[int, int],
    description: str,
    *,
    protocol: str = "tcp",
    source: Any = FROM_ITSELF,
) -> SecurityGroupIngress:
    """Lets a load balancer, if not another source this one, reach the ports of the group."""
    first, last = ports
    return SecurityGroupIngress(
        name,
        GroupId=group,
        IpProtocol=protocol,
        FromPort=first,
        ToPort=last,
        SourceSecurityGroupId=source,
        Description=description,
    )
