"""An application load balancer, as a cluster has one for its services or a service one of its own.

With a certificate, HTTP does nothing but redirect to HTTPS. Access logs, and a web ACL before it,
are there in environments that name them.
"""

from __future__ import annotations

from collections.abc import Iterator

from troposphere import AWSObject, If, Ref
from troposphere.elasticloadbalancingv2 import Action

from generators.parts.alb import balancer
from generators.parts.alb.access import ingress_to_instances, security_group
from generators.parts.alb.parameters import conditions, parameters
from generators.parts.alb.spec import AlbSpec

__all__ = [
    "LISTENER",
    "AlbSpec",
    "conditions",
    "ingress_to_instances",
    "parameters",
    "resources",
]

LISTENER = If("HasCertificate", Ref("HTTPSListener"), Ref("HTTPListener"))
"""The listener that answers requests, and does not only redirect them."""


def resources(spec: AlbSpec, otherwise: Action, description: str) -> Iterator[AWSObject]:
    """The load balancer, what it listens on and who reaches it.

    `otherwise` is what it does with requests that no rule takes; `description` is of its security
    group.
    """
    yield security_group(description)
    yield balancer.load_balancer(spec)
    yield balancer.http_listener(otherwise)
    yield balancer.https_listener(spec, otherwise)
    yield balancer.web_acl_association()
