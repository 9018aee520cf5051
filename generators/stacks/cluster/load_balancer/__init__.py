"""The application load balancer that services of the cluster share.

It answers 404 until a service adds a rule to its listener. With a certificate, HTTP does nothing
but redirect to HTTPS.
"""

from __future__ import annotations

from collections.abc import Iterator

from troposphere import AWSObject

from generators.stacks.cluster.load_balancer import access, balancer
from generators.stacks.cluster.load_balancer.interface import conditions, outputs, parameters
from generators.stacks.cluster.spec import LoadBalancerSpec

__all__ = ["conditions", "outputs", "parameters", "resources"]


def resources(spec: LoadBalancerSpec, *, before_instances: bool) -> Iterator[AWSObject]:
    """The load balancer, what it listens on, who reaches it and whom it reaches."""
    yield access.security_group()
    yield balancer.load_balancer(spec)
    yield balancer.http_listener()
    yield balancer.https_listener(spec)
    yield balancer.web_acl_association()
    yield access.task_security_group()
    if before_instances:
        yield access.ingress_to_instances()
