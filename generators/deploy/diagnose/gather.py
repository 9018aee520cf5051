"""Looks at AWS for all that may explain a failure: few calls, always in the same order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from generators.deploy.cloud import Resource, StackEvent
from generators.deploy.diagnose import one_service, stack
from generators.deploy.diagnose.clients import Clients
from generators.deploy.diagnose.facts import Activity, Facts, Room, ServiceFacts
from generators.deploy.diagnose.looks import Looks
from generators.deploy.ecs_shapes import ServiceState, short

SERVICE, CLUSTER = "AWS::ECS::Service", "AWS::ECS::Cluster"
DEFINITION = "AWS::ECS::TaskDefinition"
GROUP = "AWS::AutoScaling::AutoScalingGroup"

_AT_ONCE = 10
"""So many services DescribeServices takes."""

_EARLIER = timedelta(hours=1)
"""A group that lacks capacity tries again now and then: so far back its failures count."""

_ACTIVITIES = 3


@dataclass(frozen=True, kw_only=True)
class Gathering:
    """One diagnosis under way: the operation's events, oldest first, and the stack's resources.

    Of an operation that runs or has failed, `events` are its own and no older ones: what happened
    before its first event is left out everywhere.
    """

    events: Sequence[StackEvent]
    resources: Sequence[Resource]
    clients: Clients
    looks: Looks = field(default_factory=Looks)

    @property
    def since(self) -> datetime | None:
        """When the operation began, as a whole second: no two services' clocks are alike."""
        return self.events[0].at.replace(microsecond=0) if self.events else None

    def made(self, type_: str) -> tuple[str, ...]:
        """The physical ids of the stack's resources of a type."""
        return stack.made(self.events, self.resources, type_)


def gather(name: str, gathering: Gathering) -> Facts:
    """All that can be found out about the stack that is called `name` in `params/`."""
    looked = [
        (state, one_service.looked_at(state, gathering.since, gathering.clients, gathering.looks))
        for state in _states(gathering)
    ]
    roomless = [state for state, facts in looked if one_service.lacks_room(state, facts)]
    return Facts(
        stack=name,
        failed=stack.failures(gathering.events),
        signals=stack.signals(gathering.events),
        services=tuple(facts for _, facts in looked),
        rooms=tuple(_rooms(gathering, roomless)),
        activities=tuple(_activities(gathering, roomless)),
        notes=tuple(gathering.looks.notes),
    )


def _states(gathering: Gathering) -> Iterator[ServiceState]:
    """The stack's services, cluster by cluster; one that ECS has forgotten as far as known."""
    definitions = gathering.made(DEFINITION)
    for cluster, arns in _by_cluster(gathering.made(SERVICE)).items():
        for start in range(0, len(arns), _AT_ONCE):
            some = arns[start : start + _AT_ONCE]
            found = gathering.looks.at(gathering.clients.ecs.services, cluster, some) or ()
            known = {state.arn: state for state in found}
            for arn in some:
                yield known.get(arn) or ServiceState(
                    arn=arn,
                    task_definition=definitions[-1] if definitions else "",
                    facts=ServiceFacts(name=short(arn), cluster=cluster, status=""),
                )


def _by_cluster(arns: Sequence[str]) -> dict[str, list[str]]:
    """ARNs of services by the name of their cluster, which stands in an ARN of today's form."""
    clusters: dict[str, list[str]] = {}
    for arn in arns:
        kind, _, rest = arn.rpartition(":")[2].partition("/")
        if kind == "service" and rest:
            clusters.setdefault(rest.rpartition("/")[0] or "default", []).append(arn)
    return clusters


def _rooms(gathering: Gathering, roomless: Sequence[ServiceState]) -> Iterator[Room]:
    for cluster in dict.fromkeys(state.facts.cluster for state in roomless):
        room = gathering.looks.at(gathering.clients.ecs.room, cluster)
        if room:
            yield room


def _activities(gathering: Gathering, roomless: Sequence[ServiceState]) -> Iterator[Activity]:
    """What the groups could not do: the stack's own, and those behind services without room."""
    names = list(gathering.made(GROUP))
    for state in roomless:
        if state.providers:
            names += gathering.looks.at(gathering.clients.ecs.scaled_by, state.providers) or ()
    for name in dict.fromkeys(names):
        found = gathering.looks.at(gathering.clients.groups.failures, name) or ()
        since = gathering.since
        fresh = (one for one in found if since is None or one.at >= since - _EARLIER)
        yield from list(fresh)[:_ACTIVITIES]
