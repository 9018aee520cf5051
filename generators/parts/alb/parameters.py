"""What an environment decides of an application load balancer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from troposphere import Equals, Not, Parameter, Ref

from generators.parts.alb.spec import AlbSpec
from generators.parts.cidr import CIDR


def parameters(spec: AlbSpec, *, wants_https: bool = False) -> Iterator[Parameter]:
    """Where it stands, who may reach it, and what it has only where a value is given.

    `wants_https` is for what HTTP cannot carry: then there is no environment without a certificate.
    """
    yield from standing(spec.scheme)
    if wants_https:
        yield certificate("Certificate for HTTPS, to which HTTP redirects")
    else:
        yield certificate(
            "Certificate for HTTPS, to which HTTP then redirects; empty for HTTP alone",
            optional=True,
        )
    yield from _of_others()


def standing(scheme: str) -> Iterator[Parameter]:
    """Where a load balancer of any type stands, but for SubnetID, and who may reach it."""
    if scheme == "internet-facing":
        yield Parameter(
            "PublicSubnetID",
            Type="List<AWS::EC2::Subnet::Id>",
            Description="Public subnets for the load balancer, in two zones at least",
        )
    yield Parameter(
        "LoadBalancerLocation",
        Type="String",
        **({"Default": "0.0.0.0/0"} if scheme == "internet-facing" else {}),
        AllowedPattern=f"^{CIDR}$",
        ConstraintDescription="must be an IPv4 block such as 203.0.113.0/24",
        Description="Addresses that may reach the load balancer",
    )


def certificate(description: str, *, optional: bool = False) -> Parameter:
    """A certificate of ACM; where it is optional, empty for none."""
    arn = "arn:[a-z-]+:acm:[a-z0-9-]+:[0-9]{12}:certificate/[A-Za-z0-9-]+"
    return Parameter(
        "CertificateArn",
        Type="String",
        **({"Default": ""} if optional else {}),
        AllowedPattern=f"^$|^{arn}$" if optional else f"^{arn}$",
        ConstraintDescription="must be the ARN of a certificate of ACM"
        + (", or empty" if optional else ""),
        Description=description,
    )


def _of_others() -> Iterator[Parameter]:
    """What others own and the load balancer may use: empty for none."""
    yield Parameter(
        "WebACLArn",
        Type="String",
        Default="",
        AllowedPattern=r"^$|^arn:[a-z-]+:wafv2:[a-z0-9-]+:[0-9]{12}:regional/webacl/.+$",
        ConstraintDescription="must be the ARN of a regional web ACL of WAFv2, or empty",
        Description="Web ACL of AWS WAF that guards the load balancer; empty for none",
    )
    yield Parameter(
        "AccessLogsBucket",
        Type="String",
        Default="",
        AllowedPattern=r"^$|^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$",
        ConstraintDescription="must be the name of an S3 bucket, or empty",
        Description="S3 bucket whose policy lets the load balancer write access logs; or empty",
    )


def conditions() -> dict[str, Any]:
    """What of it there is only where an environment gives a value."""
    return {
        f"Has{name}": Not(Equals(Ref(parameter), ""))
        for name, parameter in (
            ("Certificate", "CertificateArn"),
            ("WebACL", "WebACLArn"),
            ("AccessLogs", "AccessLogsBucket"),
        )
    }


def one_subnet(scheme: str, values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What is wrong with the subnets' value, as far as it is known: two zones are two subnets.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
    """
    name = "PublicSubnetID" if scheme == "internet-facing" else "SubnetID"
    if name in values and len(set(values[name].split(","))) < 2:
        yield name, "is one subnet; a load balancer wants two at least, in different zones"
