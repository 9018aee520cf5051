"""The two forms of file in `params/`: one for a stack, one for the environments."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from generators.errors import did_you_mean
from generators.params.yaml12 import STACK_NAME, Form, Path
from generators.parts.spec import Closed, ParameterName
from generators.stacks import KINDS

StackName = Annotated[str, StringConstraints(pattern=f"^{STACK_NAME.pattern}$")]
RuleId = Annotated[str, StringConstraints(pattern=r"^[EWI][0-9]{4}$")]
Reason = Annotated[str, StringConstraints(min_length=1)]


def _known_kind(kind: str) -> str:
    if kind not in KINDS:
        found = {"found": kind, "allowed": did_you_mean(kind, KINDS)}
        raise PydanticCustomError("kind", "is {found}, which is no kind{allowed}", found)
    return kind


KindName = Annotated[str, AfterValidator(_known_kind)]


def _not_reserved(key: str) -> str:
    if key.casefold().startswith("aws:"):
        raise PydanticCustomError("reserved", "begins with aws:, which AWS keeps for itself")
    return key


TAG = r"^[\p{L}\p{Z}\p{N}_.:/=+@-]*$"
TagKey = Annotated[
    str,
    StringConstraints(pattern=TAG, min_length=1, max_length=128),
    AfterValidator(_not_reserved),
]
TagValue = Annotated[str, StringConstraints(pattern=TAG, min_length=1, max_length=256)]

AnyValue = Annotated[
    Any,
    WithJsonSchema(
        {
            "description": "text, a number, true, false, a list, "
            "!Output stack.Key, !Env NAME, !Previous, or !First with a list of these"
        }
    ),
]
"""A parameter's value; the YAML reader has checked it."""


class InEnvironment(Closed):
    """What one environment says of a stack."""

    parameters: dict[ParameterName, AnyValue] = Field(
        {}, description="values for CloudFormation's parameters in this environment; they win"
    )


class StackFile(Closed):
    """`params/<stack>.yaml`: one CloudFormation stack."""

    kind: KindName = Field(description="what builds the template")
    parent: StackName | None = Field(
        None, description="a stack whose outputs fill the parameters of the same names"
    )
    spec: dict[str, Any] = Field(
        {}, description="what decides the template; the same in every environment"
    )
    parameters: dict[ParameterName, AnyValue] = Field(
        {}, description="values for CloudFormation's parameters; they never change the template"
    )
    environments: dict[str, InEnvironment] = Field(
        {}, description="what an environment says differently; false leaves the stack out of it"
    )
    waive: dict[RuleId, Reason] = Field(
        {}, description="findings of cfn-lint that are not to count, each with the reason"
    )


class EnvironmentFile(Closed):
    """One environment of `params/environments.yaml`."""

    account: Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")] = Field(
        description="the AWS account, the only one that is ever touched"
    )
    region: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[a-z]+)+-[0-9]$")] = Field(
        description="the AWS region"
    )
    prefix: AnyValue = Field("", description="goes before the name of every stack")
    tags: dict[TagKey, TagValue] = Field(
        {},
        max_length=50,
        description="tags on every stack, and so on every resource that takes tags",
    )
    outside: tuple[StackName, ...] = Field(
        (), description="stacks of others whose names are much like one of yours, for !Output"
    )
    bucket: Annotated[
        str, StringConstraints(pattern=r"^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9/_-]*)?)?$")
    ] = Field(
        "",
        description="an S3 bucket in this region (and, after a slash, what keys there begin with)"
        " for templates of more than 51,200 bytes",
    )
    emulator: bool = Field(
        False, description="the embedded emulator instead of AWS; its account is 000000000000"
    )
    protected: bool = Field(
        False,
        description="termination protection for every stack, and a stack policy against the loss "
        "of what holds state, from the next deploy on; `make delete` refuses",
    )


def form_of_stack_file(path: Path) -> Form:
    """Parameters' values stand under `parameters`, the environments' ones a level deeper."""
    match path:
        case ("parameters", _) | ("environments", _, "parameters", _):
            return "value"
        case ("waive", _):
            return "text"
    return "data"


def form_of_environments(path: Path) -> Form:
    """Accounts and tags are texts even where they look like numbers."""
    match path:
        case (_, "prefix"):
            return "value"
        case (_, "account") | (_, "tags", _):
            return "text"
    return "data"
