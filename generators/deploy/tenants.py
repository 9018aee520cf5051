"""Who else runs on the clusters that a deletion would take away.

CloudFormation learns of them only when it comes to the cluster: half the stacks are gone by then,
and the rest stays in DELETE_FAILED.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from generators.deploy.cloud import Cloud
from generators.deploy.run import Emit, Run, all_of, carried_out
from generators.deploy.terms import Terms
from generators.errors import InUse
from generators.model import Environment, Plan, Step

CLUSTER = "AWS::ECS::Cluster"
SERVICE = "AWS::ECS::Service"

_SHOWN = 10
"""So many are named; it is also how many DescribeServices takes in a call."""


@dataclass(frozen=True, kw_only=True)
class Task:
    """A task that belongs to no service; `group` is ECS's, `started_by` often empty."""

    id: str
    group: str
    started_by: str = ""

    def __str__(self) -> str:
        who = f"started by {self.started_by}" if self.started_by else ""
        more = ", ".join(filter(None, (self.group, who)))
        return f"{self.id} ({more})" if more else self.id


@dataclass(frozen=True, kw_only=True)
class Running:
    """What runs on a cluster: ARNs of its services, and the tasks that belong to none."""

    services: tuple[str, ...] = ()
    tasks: tuple[Task, ...] = ()


class Clusters(Protocol):
    """What a deletion asks of ECS."""

    def running(self, cluster: str) -> Running:
        """What runs on the cluster of that name; nothing where there is no such cluster any more.

        Raises `CannotReachAWS` where nothing got through, `Refused` where ECS said no.
        """


@dataclass(frozen=True, kw_only=True)
class Tenants:
    """What runs on one cluster of a stack and does not go with the stacks to be deleted."""

    stack: str
    cluster: str
    services: tuple[str, ...]
    tasks: tuple[Task, ...]

    def __str__(self) -> str:
        found = (
            *([_named("service", self.services)] if self.services else ()),
            *([_named("task", self.tasks)] if self.tasks else ()),
        )
        return f"on {self.cluster}, the cluster of {self.stack}, run {' and '.join(found)}"


def tenants(
    todo: Plan, clusters: Clusters, cloud: Cloud, emit: Emit, terms: Terms
) -> tuple[Tenants, ...]:
    """The clusters among what would be deleted on which others still run."""
    return carried_out(partial(_found, todo, clusters), cloud, emit, terms)


async def _found(todo: Plan, clusters: Clusters, run: Run) -> tuple[Tenants, ...]:
    there = [
        (step.name, cluster, await run.calls.aside(partial(clusters.running, cluster)))
        for step in todo.steps
        if _declared(step, CLUSTER)
        for cluster in await _of_type(CLUSTER, step, run)
    ]
    own = await _own(todo, {arn for _, _, running in there for arn in running.services}, run)
    found = (_on(stack, cluster, own, running) for stack, cluster, running in there)
    return tuple(one for one in found if one.services or one.tasks)


async def _of_type(type_: str, step: Step, run: Run) -> list[str]:
    """The physical ids of what a stack has of a type."""
    found = await run.calls(run.cloud.resources, step.name)
    return [one.physical_id for one in found if one.type == type_]


async def _own(todo: Plan, services: set[str], run: Run) -> set[str]:
    """Those of the services that go with the stacks.

    CloudFormation's names tell it of most, so that hundreds of stacks are not asked one by one;
    where names do not tell it of all, the stacks are asked.
    """
    names = [
        re.escape(f"{step.name}-{name}") for step in todo.steps for name in _declared(step, SERVICE)
    ]
    named = re.compile(f"(?:{'|'.join(names)})-[A-Za-z0-9]{{10,13}}")
    own = {arn for arn in services if names and named.fullmatch(arn.rpartition("/")[2])}
    if own == services:
        return own
    each = await all_of(_of_type(SERVICE, step, run) for step in todo.steps)
    return {arn for arns in each for arn in arns}


def _declared(step: Step, type_: str) -> list[str]:
    """The logical ids of the step's resources of a type."""
    if type_ not in step.template:
        return []
    found = json.loads(step.template)["Resources"]
    return [name for name, resource in found.items() if resource["Type"] == type_]


def refuse_for(found: Sequence[Tenants], environment: Environment) -> None:
    """Raise InUse, with the commands that help, if there are any tenants."""
    if found:
        where = "; ".join(map(str, found))
        raise InUse(
            f"nothing was deleted: {where}, which would not go with it",
            advice="\n  ".join(_advice(found, environment)),
        )


def _on(stack: str, cluster: str, own: set[str], running: Running) -> Tenants:
    others = sorted(arn.rpartition("/")[2] for arn in running.services if arn not in own)
    return Tenants(stack=stack, cluster=cluster, services=tuple(others), tasks=running.tasks)


def _advice(found: Sequence[Tenants], environment: Environment) -> Iterator[str]:
    yield "see whose they are (a stack's have the tag aws:cloudformation:stack-name), have them"
    yield "deleted by whoever that is, then run the same command again:"
    if environment.emulator:
        yield '  eval "$(make -s emulator-env)"'
    for one in found:
        where = f"--region {environment.region} --cluster {one.cluster}"
        if one.services:
            names = " ".join(one.services[:_SHOWN])
            yield f"  aws ecs describe-services --include TAGS {where} --services {names}"
            yield f"  aws ecs delete-service --force {where} --service {one.services[0]}"
        if one.tasks:
            names = " ".join(task.id for task in one.tasks[:_SHOWN])
            yield f"  aws ecs describe-tasks --include TAGS {where} --tasks {names}"
            yield f"  aws ecs stop-task {where} --task {one.tasks[0].id}"


def _named(noun: str, found: Sequence[object]) -> str:
    shown = ", ".join(map(str, found[:_SHOWN]))
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return f"the {noun}{'s' if len(found) > 1 else ''} {shown}{more}"
