"""The spec of where secrets lie: SSM's Parameter Store or Secrets Manager."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, GetPydanticSchema, WithJsonSchema
from pydantic_core import PydanticCustomError, core_schema
from troposphere import AWSHelperFn

from generators.parts.spec import Closed
from generators.parts.text import Text, as_written, from_raw

_OWN = "arn:${AWS::Partition}:{service}:${AWS::Region}:${AWS::AccountId}:{resource}"
_NAME = r"([A-Za-z0-9_.-]|\$\{[A-Za-z0-9:]+\})+"
IN_PARAMETER_STORE = rf"ssm:(?P<name>(/{_NAME})+)"
"""A parameter of SSM's Parameter Store, by its full name: parts after slashes."""

IN_SECRETS_MANAGER = (
    r"secretsmanager:(?P<secret>([A-Za-z0-9/_+=.@-]|\$\{[A-Za-z0-9:]+\})+)"
    r"(?P<version>(:[^:]*){0,3})"
)
"""A secret of Secrets Manager by its name, with ECS's `:json-key:version-stage:version-id`."""

_FIELD = r"([^:$]|\$\{[^}]*\})+"
SECRET_ARN = re.compile(
    rf"(?P<whole>arn:{_FIELD}:(?P<service>ssm|secretsmanager):(?P<region>{_FIELD}):{_FIELD}:"
    rf"(parameter/{_FIELD}|secret:(?P<secret>{_FIELD})))(?P<version>(:[^:]*){{0,3}})"
)
"""The ARN of either, with a secret's `:json-key:version-stage:version-id` after its whole."""

SUFFIX = re.compile(r"-[A-Za-z0-9]{6}$")
"""What Secrets Manager puts behind a secret's name in its ARN."""


def _value_from(raw: str) -> str | AWSHelperFn:
    """What `ValueFrom` of a container's secret holds: always an ARN."""
    if found := re.fullmatch(IN_PARAMETER_STORE, raw):
        if found["name"].startswith(("/aws", "/ssm")):
            raise _no_secret()
        return from_raw(_own("ssm", f"parameter{found['name']}"))
    if found := re.fullmatch(IN_SECRETS_MANAGER, raw):
        if re.search(r"-[a-z]{6}$", found["secret"]):
            raise _like_a_suffix()
        return from_raw(_own("secretsmanager", f"secret:{found['secret']}") + _colons(found))
    if (found := SECRET_ARN.fullmatch(raw)) and (found["secret"] or not found["version"]):
        return from_raw(found["whole"] + _colons(found))
    raise _no_secret()


def _own(service: str, resource: str) -> str:
    return _OWN.replace("{service}", service).replace("{resource}", resource)


def _colons(found: re.Match[str]) -> str:
    """What is said of the version, with all three colons, or none: ECS takes nothing between."""
    missing = 3 - re.sub(r"\$\{[^}]*\}", "", found["version"]).count(":")
    return found["version"] + ":" * missing if found["version"] else ""


def _like_a_suffix() -> PydanticCustomError:
    # https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html#ARN_secretnamehyphen
    return PydanticCustomError(
        "secret",
        "ends in a dash and six letters, which Secrets Manager takes for the suffix that it puts "
        "behind a name; give the secret's whole ARN, as describe-secret tells it",
    )


def _no_secret() -> PydanticCustomError:
    # The text itself is not repeated: it may be the secret.
    return PydanticCustomError(
        "secret",
        "is no place of a secret; one is written ssm:/web/api-key, secretsmanager:web/api-key, or "
        "as an ARN of either",
    )


SecretArn = Annotated[
    Any,
    GetPydanticSchema(
        lambda _source, _handler: core_schema.no_info_after_validator_function(
            _value_from, core_schema.str_schema(strict=True)
        )
    ),
    WithJsonSchema({"type": "string", "pattern": "^(ssm:/|secretsmanager:|arn:)"}),
]
"""Where a secret lies; in the template its ARN."""


def _a_key(held: Any) -> Any:
    text = as_written(held)
    if not re.match(r"arn:.+:kms:.+:key/.|\$\{", text):
        raise PydanticCustomError(
            "key", "is no ARN of a KMS key; one is written arn:aws:kms:region:account:key/id"
        )
    return held


KeyArn = Annotated[Text, AfterValidator(_a_key)]
"""The ARN of a KMS key."""


class SecretSpec(Closed):
    """A secret, and the key that it is encrypted with if that is not AWS's own for the service."""

    source: SecretArn = Field(
        description="ssm:/path of the Parameter Store, secretsmanager:name (with :json-key for one "
        "value of it), or an ARN of either"
    )
    kms_key: KeyArn | None = Field(
        None, description="the ARN of the customer-managed KMS key that it is encrypted with"
    )


def _with_source(raw: Any) -> Any:
    return {"source": raw} if isinstance(raw, str) else raw


Secret = Annotated[SecretSpec, BeforeValidator(_with_source)]
"""A secret: its source alone, or that with its key."""
