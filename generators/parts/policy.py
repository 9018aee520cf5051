"""Policy documents, built with awacs, whose actions are known to exist.

awacs itself checks nothing (`awacs.s3.Action("Nope")` passes), but its modules list every action of
their service: an action of a spec is looked up there. A module is found by its `prefix`, which may
differ from its name (`lambda` lives in `awslambda`).
"""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import Annotated, Any

import awacs
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
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError
from troposphere import AccountId, Sub

from generators.errors import nearest
from generators.parts.spec import Closed
from generators.parts.text import Text, as_written

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
    """Metadata of a role: for each statement that must have the resource `*`, by its Sid, why."""
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


@cache
def _modules() -> dict[str, Any]:
    """awacs's module of each service, by the prefix of its actions."""
    found = (
        import_module(f"awacs.{module.name}") for module in pkgutil.iter_modules(awacs.__path__)
    )
    return {module.prefix: module for module in found if hasattr(module, "prefix")}


@cache
def _actions(prefix: str) -> dict[str, Action]:
    module = _modules()[prefix]
    return {name: value for name, value in vars(module).items() if isinstance(value, Action)}


def find_action(text: str) -> Action:
    """awacs's own object for an action written `service:Name`.

    Raises PydanticCustomError that names the nearest service or action there is.
    """
    prefix, colon, name = text.partition(":")
    if not colon:
        raise _unknown(text, "is no action; one is written service:Name, as in s3:GetObject")
    if prefix not in _modules():
        raise _unknown(text, f"has an unknown service{_or(nearest(prefix, _modules()))}")
    if "*" in name or "?" in name:
        raise _unknown(text, "is a wildcard; name each action that is needed")
    if name not in _actions(prefix):
        near = nearest(name, _actions(prefix))
        raise _unknown(text, f"is no action of {prefix}{_or(near and f'{prefix}:{near}')}")
    return _actions(prefix)[name]


def is_action(text: str) -> bool:
    """Whether IAM knows the action; one with wildcards, if it knows the service."""
    prefix, _, name = text.partition(":")
    return prefix in _modules() and ("*" in name or name in _actions(prefix))


def _or(near: str | None) -> str:
    return f"; did you mean {near}?" if near else ""


def _unknown(found: str, message: str) -> PydanticCustomError:
    return PydanticCustomError("action", "{found} {message}", {"found": found, "message": message})


def _known(text: str) -> str:
    find_action(text)
    return text


def _an_arn(held: Any) -> Any:
    text = as_written(held)
    if text != "*" and not text.startswith(("arn:", "${")):
        raise PydanticCustomError(
            "arn", "is {found}, no ARN; one is written arn:aws:s3:::bucket/key", {"found": text}
        )
    return held


class StatementSpec(Closed):
    """One statement of a policy: these actions are allowed on these resources."""

    actions: tuple[Annotated[str, AfterValidator(_known)], ...] = Field(
        min_length=1, description="what is allowed, each written service:Name"
    )
    resources: tuple[Annotated[Text, AfterValidator(_an_arn)], ...] = Field(
        min_length=1, description="on what, as ARNs"
    )

    def statement(self) -> Statement:
        """The statement as awacs has it."""
        return Statement(
            Effect=Allow,
            Action=[find_action(action) for action in self.actions],
            Resource=list(self.resources),
        )


def _a_policy_arn(held: Any) -> Any:
    text = as_written(held)
    if not re.fullmatch(r"arn:[^:]+:iam::([0-9]{12}|aws|\$\{[^}]+\}):policy/.+|\$\{[^}]+\}", text):
        raise PydanticCustomError(
            "arn",
            "is {found}, no policy's ARN; one is written "
            "arn:aws:iam::${AWS::AccountId}:policy/name",
            {"found": text},
        )
    return held


PolicyArn = Annotated[Text, AfterValidator(_a_policy_arn)]
"""The ARN of a managed policy, which may hold `${Name}`."""
