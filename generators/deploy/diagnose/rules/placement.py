"""Tasks that find no place on an instance."""

from __future__ import annotations

from dataclasses import replace

from generators.deploy.diagnose.causes import (
    DEPLOYMENT,
    EVENT,
    RESOURCE,
    TASK,
    Cause,
    Rule,
    evidence,
    spoken,
)
from generators.deploy.diagnose.facts import Facts

_TOLD = (EVENT, DEPLOYMENT, TASK, RESOURCE)
_ROOM = (
    "Give the cluster room (`MaxSize` under `parameters:` of its file, or a larger `InstanceType`),"
    " or the task less `{key}:` in {{file}}; with `min_healthy_percent:` below 100 an old task may"
    " end first."
)


def _with_room(rule: Rule) -> Rule:
    """The rule, with what is left on the instances in its evidence."""

    def judge(facts: Facts) -> Cause | None:
        cause = rule.judge(facts)
        return cause and replace(cause, evidence=(*cause.evidence, *_left(facts)))

    return replace(rule, judge=judge)


def _left(facts: Facts) -> tuple[str, ...]:
    instances = [(room.cluster, one) for room in facts.rooms for one in room.instances]
    # The emptiest first: if even there is no room, there is none.
    instances.sort(key=lambda pair: (-pair[1].memory, -pair[1].cpu, pair[1].id))
    return evidence(
        f"{one.id} on {cluster}: {one.cpu} CPU units and {one.memory} MiB left"
        f"{'' if one.status == 'ACTIVE' else f', {one.status}'}"
        f"{'' if one.connected else ', its agent not connected'}"
        for cluster, one in instances
    )


RULES = (
    _with_room(
        spoken(
            "no memory left on the instances",
            r"insufficient memory available|RESOURCE:MEMORY",
            "No instance has enough memory left for a task of {subject}.",
            _ROOM.format(key="memory"),
            where=_TOLD,
        )
    ),
    _with_room(
        spoken(
            "no CPU left on the instances",
            r"insufficient CPU units available|RESOURCE:CPU",
            "No instance has enough CPU units left for a task of {subject}.",
            _ROOM.format(key="cpu"),
            where=_TOLD,
        )
    ),
    spoken(
        "no GPU left on the instances",
        r"RESOURCE:GPU|insufficient GPU",
        "No instance has a GPU left for a task of {subject}.",
        "Give the cluster another instance (`MaxSize`), or the container fewer `gpus:` in {file}.",
        where=_TOLD,
    ),
    spoken(
        "a port of the host that is taken",
        r"already using a port required by your task|RESOURCE:PORTS|port is already allocated"
        r"|address already in use",
        "The port of the host that {subject} wants is taken on every instance.",
        "Leave `host:` out of `ports:` in {file}, so that ECS chooses one; or let the old task end"
        " first (`min_healthy_percent: 0`), or have an instance for each task and one more.",
        where=_TOLD,
    ),
    spoken(
        "no network interface left on the instances",
        r"RESOURCE:ENI|ENI limit|no ENI available",
        "No instance has a network interface left for a task of {subject} in awsvpc mode.",
        "Take more or larger instances (`MaxSize`, `InstanceType` of the cluster), turn the account"
        " setting awsvpcTrunking on, or set `network_mode: bridge` in {file}.",
        where=_TOLD,
    ),
    spoken(
        "a deployment that can neither end nor start a task",
        r"unable to stop or start tasks during a deployment because of the service deployment",
        "`min_healthy_percent` and `max_percent` let no task of {subject} end or start.",
        "Lower `min_healthy_percent:` or raise `max_percent:` under `deployment:` in {file}.",
        where=_TOLD,
    ),
    _with_room(
        spoken(
            "no instance that will do",
            r"no container instance met all of its requirements",
            "No instance of the cluster will do for a task of {subject}.",
            _ROOM.format(key="memory"),
            where=_TOLD,
            general=True,
        )
    ),
)
"""In the order in which they are asked."""
