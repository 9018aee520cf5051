"""What tells people how the service fares: alarms and a dashboard."""

from __future__ import annotations

from collections.abc import Iterator

from troposphere import AWSObject, Parameter

from generators.parts.alarms import topic
from generators.stacks.service.balancing import metrics
from generators.stacks.service.spec import ServiceSpec
from generators.stacks.service.watching.alarms import alarms
from generators.stacks.service.watching.dashboard import dashboard

__all__ = ["alarms", "parameters", "resources"]


def parameters(spec: ServiceSpec) -> Iterator[Parameter]:
    """Whom alarms tell, and what the load balancer is called in metrics."""
    found = [*alarms(spec)]
    if found:
        yield topic()
    if spec.dashboard or any(one.title in ("UnhealthyTasksAlarm", "ErrorsAlarm") for one in found):
        yield from metrics.parameters(spec)


def resources(spec: ServiceSpec) -> Iterator[AWSObject]:
    """The alarms and the dashboard."""
    yield from alarms(spec)
    if spec.dashboard:
        yield dashboard(spec)
