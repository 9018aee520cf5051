"""The way into a diagnosis: why did this stack fail, or why does its service not settle?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from generators.deploy.cloud import Resource, StackEvent
from generators.deploy.diagnose.causes import Cause
from generators.deploy.diagnose.clients import Clients
from generators.deploy.diagnose.facts import Facts
from generators.deploy.diagnose.gather import Gathering, gather
from generators.deploy.diagnose.hiding import hidden
from generators.deploy.diagnose.rules import RULES

_SHOWN = 3


class HasClients(Protocol):
    """Whatever gives boto3 clients by their service's name: a `session.Connection`."""

    def client(self, service: str) -> Any:
        """A boto3 client."""


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """The likely causes, the likeliest first, and all that was seen; no secret is in either."""

    causes: tuple[Cause, ...]
    facts: Facts

    @property
    def advice(self) -> str | None:
        """The first cause in a line, for where there is no room for more."""
        return next((f"{one.sentence} {one.cure}" for one in self.causes), None)


def why(
    stack: str,
    events: Sequence[StackEvent],
    resources: Sequence[Resource],
    clients: Clients,
    mask: Callable[[str], str],
) -> Explanation:
    """Look at AWS (`clients.CALLS`) and say why the operation failed, or why it does not end.

    `stack` is the stack's name in `params/`; `events` are the operation's own, oldest first;
    `resources` may be empty where the events name all; `mask` hides the values of NoEcho
    parameters. Best called as soon as a resource has failed, while CloudFormation rolls back: ECS
    soon forgets services and tasks. What cannot be looked at is noted, and never raises.
    """
    gathering = Gathering(events=events, resources=resources, clients=clients)
    return explained(hidden(gather(stack, gathering), mask))


def explained(facts: Facts) -> Explanation:
    """What the rules make of the facts: the general ones only where no other has anything to say.

    A cause that says nothing but what another has said already is left out.
    """
    causes = _judged(facts, general=False) or _judged(facts, general=True)
    return Explanation(causes=tuple(causes[:_SHOWN]), facts=facts)


def _judged(facts: Facts, *, general: bool) -> list[Cause]:
    found: list[Cause] = []
    seen: set[str] = set()
    for rule in RULES:
        cause = rule.judge(facts) if rule.general == general else None
        if cause and not (cause.evidence and seen.issuperset(cause.evidence)):
            found.append(cause)
            seen.update(cause.evidence)
    return found


def clients_of(connection: HasClients) -> Clients:
    """The clients of an account and region; none of them is called before it is needed."""
    from generators.deploy.autoscaling import AutoScaling
    from generators.deploy.ecs import ECS
    from generators.deploy.elbv2 import LoadBalancing
    from generators.deploy.logs import CloudWatchLogs

    return Clients(
        ecs=ECS(connection.client("ecs")),
        logs=CloudWatchLogs(connection.client("logs")),
        balancers=LoadBalancing(connection.client("elbv2")),
        groups=AutoScaling(connection.client("autoscaling")),
    )
