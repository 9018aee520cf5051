"""An application load balancer, as a cluster has one for its services or a service one of its own.

With a certificate, HTTP does nothing but redirect to HTTPS. Access logs, and a web ACL before it,
are there in environments that name them.
"""

from __future__ import annotations

from collections.abc import Iterator

from troposphere import AWSObject, If, Ref
from troposphere.elasticloadbalancingv2 import Action

from generators.parts.alb import balancer
from generators.parts.alb.access import (
    DYNAMIC_PORTS,
    FROM_ITSELF,
    ingress,
    ingress_to_instances,
    security_group,
)
from generators.parts.alb.parameters import (
    certificate,
    conditions,
    one_subnet,
    parameters,
    standing,
)
from generators.parts.alb.spec import AlbSpec

__all__ = [
    "DYNAMIC_PORTS",
    "FROM_ITSELF",
    "LISTENER",
    "AlbSpec",
    "certificate",
    "conditions",
    "ingress",
    "ingress_to_instances",
    "one_subnet",
    "parameters",
    "resources",
    "standing",
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
