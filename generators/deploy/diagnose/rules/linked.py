"""Roles that AWS's services take on for themselves, and that the account has not."""

from __future__ import annotations

import re

from generators.deploy.diagnose.causes import (
    ACTIVITY,
    EVENT,
    RESOURCE,
    Cause,
    Rule,
    Said,
    evidence,
    said,
)
from generators.deploy.diagnose.facts import Facts
from generators.linked_roles import LINKED_ROLES, making

_TOLD = (RESOURCE, EVENT, ACTIVITY)
_ARN = re.compile(r"aws-service-role/(?P<service>[\w.-]+)/(?P<name>\w+)")
_MAY_NOT = re.compile(
    r"not authorized to perform: iam:CreateServiceLinkedRole"
    r"|ServiceLinkedRoleCreationNotPermitted"
    r"|(?:permissions? to create|unable to create) (?:the |a )?service.linked role"
    r"|service.linked role for [\w ]+ could not be created",
    re.IGNORECASE,
)
_LACKS = re.compile(
    r"unable to assume the service.linked role|service.linked role\b[^.]*? does not exist"
    r"|access denied when attempting to assume role \S*aws-service-role/",
    re.IGNORECASE,
)


def _rule(name: str, known: re.Pattern[str], says: str, cure: str) -> Rule:
    def judge(facts: Facts) -> Cause | None:
        found = [one for one in said(facts) if one.where in _TOLD and known.search(one.text)]
        if not found:
            return None
        role, service = _role(found[0])
        return Cause(
            sentence=says.format(role=role),
            cure=cure.format(command=making(service)),
            evidence=evidence(one.text for one in found),
        )

    return Rule(name=name, judge=judge)


def _role(one: Said) -> tuple[str, str]:
    """How to call the role that is meant, and its service."""
    if match := _ARN.search(one.text):
        return f"role {match['name']}", match["service"]
    for role in LINKED_ROLES:
        called = rf"service.linked role for {role.known_by}|{role.known_by} service.linked role"
        if role.name in one.text or re.search(called, one.text, re.IGNORECASE):
            return f"role {role.name}", role.service
    for role in LINKED_ROLES:
        if any(f"({type_})" in one.subject for type_ in role.types):
            return f"role {role.name}", role.service
    return "service-linked role that this takes", "…"


RULES = (
    _rule(
        "no right to make a service-linked role",
        _MAY_NOT,
        "The account lacks the {role}, and whoever asked may not make it.",
        "Somebody who may: `{command}`; then deploy again.",
    ),
    _rule(
        "no service-linked role",
        _LACKS,
        "The account lacks the {role}, or it is too new to be known everywhere.",
        "`{command}` (it may exist already), wait a minute, then deploy again.",
    ),
)
"""In the order in which they are asked."""
