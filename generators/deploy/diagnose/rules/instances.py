"""Instances that are not there for a task: none at all, or not of the kind that it wants."""

from __future__ import annotations

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
_INSTANCES = (
    "See `DesiredCapacity` and `MaxSize` under `parameters:` of the cluster's file, and"
    " `make status STACK=` of the cluster; one that runs and has not joined tells why in"
    " /var/log/ecs/ecs-agent.log. Or run the tasks on Fargate (`capacity:`)."
)


def _no_instances(facts: Facts) -> Cause | None:
    empty = [room.cluster for room in facts.rooms if not room.instances]
    if not empty:
        return None
    return Cause(
        sentence=f"The cluster {empty[0]} has no instance (yet) on which a task could run.",
        cure=_INSTANCES,
        evidence=evidence(a.text for a in facts.activities),
    )


RULES = (
    Rule(name="no instances", judge=_no_instances),
    spoken(
        "an agent that is not connected",
        r"\"AGENT\"|TaskFailedToStart: AGENT\b|doesn'?t have the agent connected"
        r"|waiting for Amazon ECS Agent",
        "The ECS agent of the only instance with room is not connected.",
        "Look at /var/log/ecs/ecs-agent.log by Session Manager, or end the instance: its group"
        " starts another one.",
        where=_TOLD,
    ),
    spoken(
        "no instance of the kind that the task wants",
        r"missing an attribute|encountered error \"?ATTRIBUTE|TaskFailedToStart: ATTRIBUTE"
        r"|MemberOf|placement constraint",
        "No instance has what the task definition of {subject} demands.",
        "Compare `placement:`, `architecture:` and `network_mode:` in {file} with the cluster's"
        " instances; in awsvpc mode SubnetID must have instances in its zones.",
        where=_TOLD,
    ),
    spoken(
        "instances in other zones",
        r"encountered error \"LOCATION\"|TaskFailedToStart: LOCATION\b",
        "The instances are in other zones than the subnets of {subject}.",
        "Give {file} a SubnetID in the zones of the cluster's instances, or the cluster instances"
        " in those zones.",
        where=_TOLD,
    ),
    spoken(
        "no instances for its capacity",
        # True when it was said: meanwhile there may be some.
        r"EMPTY CAPACITY PROVIDER|NO ACTIVE INSTANCES|No Container Instances were found",
        "ECS found no instance in the cluster, or in the capacity provider, for a task of"
        " {subject}.",
        _INSTANCES,
        where=_TOLD,
        general=True,
    ),
    spoken(
        "an instance that went away",
        r"Host EC2 \(instance (?P<id>i-\w+)\) (?:terminated|stopped)",
        "The instance {id} was ended, and with it a task of {subject}.",
        "ECS starts the task on another one: deploy again. Who ended it (Spot, a rolling update, a"
        " person) is told by"
        " `aws autoscaling describe-scaling-activities --auto-scaling-group-name …`.",
        where=(TASK, EVENT),
        general=True,
    ),
)
"""In the order in which they are asked."""
