"""What somebody may not do: whoever deploys, or a role that ECS is to take on."""

from __future__ import annotations

from generators.deploy.diagnose.causes import ACTIVITY, EVENT, RESOURCE, TASK, spoken
from generators.deploy.diagnose.rules import linked

_TOLD = (RESOURCE, ACTIVITY)
_DENIED = (
    r"not authorized to perform: (?P<action>[\w-]+:\w+)"
    r"(?:.*? on (?:the )?resource: (?P<resource>(?:(?:role|user|policy) )?[^\s\"]+))?"
)

RULES = (
    *linked.RULES,
    spoken(
        "a role that ECS cannot take on",
        r"ECS was unable to assume (?:the )?role '?(?P<role>[^\s']+)",
        "ECS cannot take the role {role} on for the tasks of {subject}.",
        "Roles take a while to be known everywhere: deploy again. A role of your own must trust"
        " ecs-tasks.amazonaws.com.",
        where=(RESOURCE, EVENT, TASK),
    ),
    spoken(
        "a right that was taken away",
        rf"{_DENIED}.*(?P<by>explicit deny|service control policy|permissions boundary)",
        "Whoever deploys may not {action}[ on {resource}]: a policy above forbids it ({by}).",
        "`make rights` prints what deploying takes; whoever keeps the account's policies must let"
        " that pass.",
        where=_TOLD,
    ),
    spoken(
        "no right",
        _DENIED,
        "Whoever deploys lacks the right {action}[ on {resource}], for {subject}.",
        "`make rights` prints the IAM policy that deploying takes: attach it, then deploy again.",
        where=_TOLD,
    ),
    spoken(
        "no right, and AWS does not say which",
        r"HandlerErrorCode: AccessDenied|AccessDenied(?:Exception)?\b|You are not authorized to"
        r"|Access denied for operation",
        "Whoever deploys lacks a right for {subject}.",
        "`make rights` prints the IAM policy that deploying takes: attach it, then deploy again.",
        where=_TOLD,
    ),
)
"""In the order in which they are asked."""
