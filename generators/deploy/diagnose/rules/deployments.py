"""Deployments that ECS gave up on."""

from __future__ import annotations

from generators.deploy.diagnose.causes import (
    DEPLOYMENT,
    EVENT,
    RESOURCE,
    Cause,
    Rule,
    evidence,
    said,
    spoken,
)
from generators.deploy.diagnose.facts import Facts, ServiceFacts

_TOLD = (EVENT, DEPLOYMENT, RESOURCE)
_BROKE = ("circuit breaker", "deployment failed: tasks failed to start")


def _breaker(facts: Facts) -> Cause | None:
    texts = [one for one in said(facts) if one.where in _TOLD]
    broke = [one for one in texts if any(word in one.text.lower() for word in _BROKE)]
    if not broke:
        return None
    service = next(iter(facts.services), None)
    return Cause(
        sentence=f"ECS gave the deployment of {service.name if service else broke[0].subject} up,"
        f" as too many of its tasks had failed{_last(service)}.",
        cure=f"Cure what ended the tasks, then deploy again; compare {facts.file} with the version"
        " that ran before.",
        evidence=evidence(one.text for one in broke),
    )


def _last(service: ServiceFacts | None) -> str:
    reasons = [task.reason for task in service.stopped if task.reason] if service else []
    return f", the last one by: {reasons[0].rstrip('.')}" if reasons else ""


RULES = (
    spoken(
        "an alarm rolled it back",
        r"alarm detected|rolled? back.*(?:CloudWatch )?alarm|alarms? .*in (?:the )?ALARM state",
        "A CloudWatch alarm went off, so ECS rolled the deployment of {subject} back.",
        "See the alarms named under `deployment: rollback_alarms:` in {file}: one that was in"
        " ALARM before fails every deployment.",
        where=_TOLD,
    ),
    Rule(name="the circuit breaker", judge=_breaker, general=True),
    spoken(
        "not steady in time",
        r"Exceeded attempts to wait|timed out waiting for completion|did not stabilize"
        r"|HandlerErrorCode: NotStabilized",
        "{subject} did not become steady in the time that CloudFormation gives it.",
        "See its events and its log: `make events STACK=…`, `make logs STACK=…`.",
        where=(RESOURCE,),
        general=True,
    ),
)
"""In the order in which they are asked."""
