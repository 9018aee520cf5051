"""Policy documents, built with awacs, whose actions are known to exist."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from awacs import ecr, sts
from awacs.aws import (
    Action,
    Allow,
    ArnLike,
    Condition,
    PolicyDocument,
    Principal,
    Statement,
    StringEquals,
)
from troposphere import AccountId, Sub

from generators.parts.policy.actions import find_action, is_action
from generators.parts.policy.statements import PolicyArn, StatementSpec

__all__ = [
    "LOGIN",
    "PULL",
    "PolicyArn",
    "StatementSpec",
    "allow",
    "find_action",
    "is_action",
    "policy",
    "reasons",
    "trusted_by",
    "trusted_by_ecs_tasks",
    "trusted_by_own",
]

PULL = (ecr.BatchCheckLayerAvailability, ecr.BatchGetImage, ecr.GetDownloadUrlForLayer)
"""What pulling an image from a repository of ECR takes, besides a token."""

LOGIN = "a token is not one repository's: ecr:GetAuthorizationToken knows no resource"
"""Why the right to get a token is on `*`."""


def policy(*statements: Statement) -> PolicyDocument:
    """A policy document of today's version."""
    return PolicyDocument(Version="2012-10-17", Statement=list(statements))


def allow(sid: str, actions: Sequence[Action], resources: list[Any], **condition: Any) -> Statement:
    """A statement that allows the actions on the resources; `Condition=` may narrow it."""
    return Statement(Sid=sid, Effect=Allow, Action=list(actions), Resource=resources, **condition)


def reasons(**by_sid: str) -> dict[str, dict[str, str]]:
    """Metadata of a role: for each statement with a wildcard that is meant, by its Sid, why."""
    return {"Wildcards": dict(by_sid)}


def trusted_by(service: str) -> PolicyDocument:
    """A trust policy for one AWS service."""
    return policy(
        Statement(Effect=Allow, Principal=Principal("Service", service), Action=[sts.AssumeRole])
    )


def trusted_by_own(service: str, owner: str, source: str) -> PolicyDocument:
    """A trust policy for one AWS service on behalf of this account and region, and nobody else's.

    Without the conditions the service could be talked into using the role for another account.
    `owner` and `source` are the service and the resource in the ARN of what it acts for.
    """
    own = f"arn:${{AWS::Partition}}:{owner}:${{AWS::Region}}:${{AWS::AccountId}}:{source}"
    return policy(
        Statement(
            Effect=Allow,
            Principal=Principal("Service", service),
            Action=[sts.AssumeRole],
            Condition=Condition(
                [
                    StringEquals({"aws:SourceAccount": AccountId}),
                    ArnLike({"aws:SourceArn": Sub(own)}),
                ]
            ),
        )
    )


def trusted_by_ecs_tasks() -> PolicyDocument:
    """A trust policy for the tasks of this account and region."""
    return trusted_by_own("ecs-tasks.amazonaws.com", "ecs", "*")
