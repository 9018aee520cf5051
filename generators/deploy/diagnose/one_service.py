"""What there is to see of one service: its events, tasks, targets and last log lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from generators.deploy.diagnose.clients import Clients
from generators.deploy.diagnose.facts import Container, Log, ServiceFacts, TaskFacts
from generators.deploy.diagnose.looks import Looks
from generators.deploy.ecs_shapes import ServiceState

EVENTS, TASKS, LOGS, LINES = 10, 5, 2, 15
"""So many of each are kept."""

_HARMLESS = ("Scaling activity initiated by", "Task stopped by service scale-in")
"""Why ECS stops tasks that are well: they are no longer wanted."""

_KILLED = (137, 143)
_NO_ROOM = re.compile(
    r"no container instance|No Container Instances|RESOURCE:|could not launch \d+ task"
    r"|EMPTY CAPACITY PROVIDER|NO ACTIVE INSTANCES"
)


def looked_at(
    state: ServiceState, since: datetime | None, clients: Clients, looks: Looks
) -> ServiceFacts:
    """The service with all that could be seen of what happened to it since then."""
    facts = state.facts
    # ListTasks knows a service that is being deleted no more, but still its tasks.
    family = "" if facts.status == "ACTIVE" else state.family
    tasks = looks.at(clients.ecs.tasks, facts.cluster, facts.name, family) or ()
    arns = state.target_groups
    groups = (looks.at(clients.balancers.groups, arns) if arns else None) or ()
    fresh = tuple(task for task in tasks if _counts(task, since))[:TASKS]
    return replace(
        facts,
        events=tuple(e for e in facts.events if since is None or e.at >= since)[:EVENTS],
        tasks=fresh,
        groups=groups,
        logs=tuple(_logs(fresh, clients, looks)),
    )


def lacks_room(state: ServiceState, facts: ServiceFacts) -> bool:
    """Whether a task of the service waits for a place on an instance."""
    if state.fargate:
        return False
    waiting = any(task.status == "PROVISIONING" for task in facts.tasks)
    texts = [*(event.text for event in facts.events), *(task.reason for task in facts.tasks)]
    return waiting or any(map(_NO_ROOM.search, texts))


def _counts(task: TaskFacts, since: datetime | None) -> bool:
    recent = since is None or task.at is None or task.at >= since
    return recent and not task.reason.startswith(_HARMLESS)


def _logs(tasks: Sequence[TaskFacts], clients: Clients, looks: Looks) -> Iterator[Log]:
    """The last lines of the containers that failed, or else of those that run."""
    ran = [task for task in tasks if _suspects(task)]
    task = next((task for task in ran if task.reason), next(iter(ran), None))
    if task is None:
        return
    places = looks.at(clients.ecs.log_places, task.task_definition) or {}
    for container in [one for one in _suspects(task) if one.name in places][:LOGS]:
        group = places[container.name].group
        stream = f"{places[container.name].prefix}/{container.name}/{task.id}"
        lines = looks.at(clients.logs.last, group, stream, LINES)
        if lines:
            yield Log(container=container.name, group=group, stream=stream, lines=lines)


def _suspects(task: TaskFacts) -> list[Container]:
    """The containers whose log may tell why the task failed, the likeliest first."""
    ended = [one for one in task.containers if one.exit_code is not None]
    if task.status == "RUNNING" or not ended:
        return [one for one in task.containers if task.status == "RUNNING"]
    bad = [one for one in ended if one.exit_code]
    # One that ECS killed, as another had ended or as it was unhealthy, comes after that other.
    return sorted(bad, key=lambda one: one.exit_code in _KILLED) or ended
