"""CloudWatch Logs and Secrets Manager: ministack's own types, guarded."""

from __future__ import annotations

from typing import Any

from ministack.services import cloudwatch_logs, secretsmanager
from ministack.services.cloudformation import provisioners

from generators.deploy.emulated import registry
from generators.deploy.emulated.registry import Made, Properties
from generators.deploy.emulated.wire import Refused

_LOG_GROUP = frozenset(
    {
        "KmsKeyId",
        "LogGroupClass",
        "LogGroupName",
        "ResourcePolicyDocument",
        "RetentionInDays",
        "Tags",
    }
)
_SECRET = frozenset(
    {
        "Description",
        "GenerateSecretString",
        "KmsKeyId",
        "Name",
        "ReplicaRegions",
        "SecretString",
        "Tags",
    }
)


def install() -> None:
    """Guard the types; name log groups and secrets as CloudFormation does."""
    _named_by_stack("AWS::Logs::LogGroup")
    registry.guard("AWS::Logs::LogGroup", keeps=_LOG_GROUP, before_create=_free_group)
    _known_by_arn("AWS::SecretsManager::Secret")
    registry.guard("AWS::SecretsManager::Secret", keeps=_SECRET, before_create=_free_secret)


def _free_group(properties: Properties) -> None:
    name = properties.get("LogGroupName")
    if name and name in cloudwatch_logs._log_groups:
        raise Refused(
            "ResourceAlreadyExistsException",
            f"Resource of type 'AWS::Logs::LogGroup' with identifier '{name}' already exists.",
        )


def _free_secret(properties: Properties) -> None:
    name = properties.get("Name")
    if name and name in secretsmanager._secrets:
        raise Refused(
            "ResourceExistsException",
            f"The operation failed because the secret {name} already exists.",
        )


def _named_by_stack(kind: str) -> None:
    """A log group that is given no name is named after stack and logical id, as all resources."""
    theirs = dict(provisioners._RESOURCE_HANDLERS[kind])

    def create(logical_id: str, properties: Properties, stack: str) -> Made:
        name = provisioners._physical_name(stack, logical_id, max_len=512)
        made: Made = theirs["create"](logical_id, {"LogGroupName": name, **properties}, stack)
        return made

    def update(name: str, old: Properties, new: Properties, *rest: Any) -> Made:
        sides = ({"LogGroupName": name, **side} for side in (old, new))
        made: Made = theirs["update"](name, *sides, *rest)
        return made

    provisioners._RESOURCE_HANDLERS[kind] = {**theirs, "create": create, "update": update}


def _known_by_arn(kind: str) -> None:
    """ministack's handlers know a secret by its name; CloudFormation knows it by its ARN."""
    theirs = dict(provisioners._RESOURCE_HANDLERS[kind])

    def create(*args: Any) -> Made:
        _, attributes = theirs["create"](*args)
        return attributes["Id"], attributes

    def update(arn: str, *args: Any) -> Made:
        _, attributes = theirs["update"](_name(arn), *args)
        return attributes["Id"], attributes

    def delete(arn: str, properties: Properties) -> None:
        theirs["delete"](_name(arn), properties)

    ours = {**theirs, "create": create, "update": update, "delete": delete}
    provisioners._RESOURCE_HANDLERS[kind] = ours


def _name(arn: str) -> str:
    found = (one["Name"] for one in secretsmanager._secrets.values() if one["ARN"] == arn)
    return str(next(found, arn))
