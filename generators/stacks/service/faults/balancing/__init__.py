"""What cannot be of how requests come to the service."""

from __future__ import annotations

from collections.abc import Iterator

from generators.stacks.kind import Place
from generators.stacks.service.faults.balancing import health, rule, target
from generators.stacks.service.spec import ServiceSpec


def faults(spec: ServiceSpec) -> Iterator[tuple[Place, str]]:
    """Container and port, hosts and paths, and how tasks are asked whether they are well."""
    balancing = spec.load_balancer
    if balancing is None:
        return
    yield from target.faults(spec, balancing)
    if balancing.rule:
        yield from rule.faults(balancing.rule)
    yield from health.faults(spec, balancing)
