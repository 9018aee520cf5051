"""The load balancer itself, its listeners, and the web ACL before it."""

from __future__ import annotations

from typing import Any

from troposphere import GetAtt, If, NoValue, Ref, Tags
from troposphere.elasticloadbalancingv2 import (
    Action,
    Certificate,
    Listener,
    LoadBalancer,
    LoadBalancerAttributes,
    RedirectConfig,
)
from troposphere.wafv2 import WebACLAssociation

from generators.parts.alb.spec import AlbSpec


def load_balancer(spec: AlbSpec) -> LoadBalancer:
    """The load balancer. Headers that are not valid never reach a service."""
    subnets = "PublicSubnetID" if spec.scheme == "internet-facing" else "SubnetID"
    return LoadBalancer(
        "LoadBalancer",
        Type="application",
        Scheme=spec.scheme,
        Subnets=Ref(subnets),
        SecurityGroups=[GetAtt("LoadBalancerSecurityGroup", "GroupId")],
        LoadBalancerAttributes=[
            _attribute("idle_timeout.timeout_seconds", str(spec.idle_timeout)),
            _attribute("routing.http.drop_invalid_header_fields.enabled", "true"),
            _attribute("access_logs.s3.enabled", If("HasAccessLogs", "true", "false")),
            *(
                If("HasAccessLogs", _attribute(f"access_logs.s3.{key}", value), NoValue)
                for key, value in (
                    ("bucket", Ref("AccessLogsBucket")),
                    ("prefix", Ref("AWS::StackName")),
                )
            ),
        ],
        Tags=Tags(Name=Ref("AWS::StackName")),
    )


def _attribute(key: str, value: Any) -> LoadBalancerAttributes:
    return LoadBalancerAttributes(Key=key, Value=value)


def http_listener(otherwise: Action) -> Listener:
    """Port 80: on to HTTPS where there is a certificate; `otherwise` is for what no rule takes."""
    redirect = Action(
        Type="redirect",
        RedirectConfig=RedirectConfig(Protocol="HTTPS", Port="443", StatusCode="HTTP_301"),
    )
    return Listener(
        "HTTPListener",
        LoadBalancerArn=Ref("LoadBalancer"),
        Port=80,
        Protocol="HTTP",
        DefaultActions=[If("HasCertificate", redirect, otherwise)],
    )


def https_listener(spec: AlbSpec, otherwise: Action) -> Listener:
    """Port 443, where there is a certificate; `otherwise` is for what no rule takes."""
    return Listener(
        "HTTPSListener",
        Condition="HasCertificate",
        LoadBalancerArn=Ref("LoadBalancer"),
        Port=443,
        Protocol="HTTPS",
        SslPolicy=spec.tls_policy,
        Certificates=[Certificate(CertificateArn=Ref("CertificateArn"))],
        DefaultActions=[otherwise],
    )


def web_acl_association() -> WebACLAssociation:
    """The web ACL before the load balancer, where one is given."""
    return WebACLAssociation(
        "WebACLAssociation",
        Condition="HasWebACL",
        ResourceArn=Ref("LoadBalancer"),
        WebACLArn=Ref("WebACLArn"),
    )
