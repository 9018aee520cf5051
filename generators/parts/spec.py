"""What every kind's spec has: closed and strict models, and parameters of its own.

Modules with models do without `from __future__ import annotations`, here and in the kinds: pydantic
would have to compile the text of each annotation again, every time that a model is loaded.
"""

import json
import re
import warnings
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    StringConstraints,
    WithJsonSchema,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError
from troposphere import Parameter, Template

from generators.constraints import problem


class Closed(BaseModel):
    """A model that takes no key it does not know, converts no type, and never changes."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


ParameterName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9]{0,254}$")]
"""A logical id of a template."""

ParameterType = Literal[
    "String",
    "Number",
    "CommaDelimitedList",
    "List<Number>",
    "AWS::EC2::Image::Id",
    "AWS::EC2::SecurityGroup::Id",
    "AWS::EC2::Subnet::Id",
    "AWS::EC2::VPC::Id",
    "List<AWS::EC2::SecurityGroup::Id>",
    "List<AWS::EC2::Subnet::Id>",
    "AWS::SSM::Parameter::Value<String>",
]
"""The types of CloudFormation's parameters that a spec may declare."""


def _a_scalar(raw: object) -> object:
    if isinstance(raw, str | int | float) and not isinstance(raw, bool):
        return raw
    found = {"found": json.dumps(raw)}
    raise PydanticCustomError("scalar", "is {found}; allowed: a text or a number", found)


Scalar = Annotated[Any, PlainValidator(_a_scalar), WithJsonSchema({"type": ["string", "number"]})]
"""A text or a number."""


class ParameterSpec(Closed):
    """A CloudFormation parameter that the spec itself declares, for its `${Name}`."""

    type: ParameterType = Field("String", description="CloudFormation's type of the parameter")
    description: str | None = Field(None, description="what it is for", max_length=4000)
    default: Scalar = Field(None, description="its value where none is given")
    allowed: tuple[Scalar, ...] | None = Field(
        None, min_length=1, description="the only values allowed"
    )
    pattern: str | None = Field(None, description="a regular expression of the whole value")
    min_length: int | None = Field(None, ge=0, description="for a String, in characters")
    max_length: int | None = Field(None, ge=0, description="for a String, in characters")
    min_value: int | None = Field(None, ge=-(2**53), le=2**53, description="for a Number")
    max_value: int | None = Field(None, ge=-(2**53), le=2**53, description="for a Number")
    no_echo: bool = Field(False, description="never show the value, here or on AWS")

    def resource(self, name: str) -> Parameter:
        """The parameter as the template declares it."""
        properties = {
            "Description": self.description,
            "Default": self.default,
            "AllowedValues": list(self.allowed) if self.allowed else None,
            "AllowedPattern": self.pattern,
            "MinLength": self.min_length,
            "MaxLength": self.max_length,
            "MinValue": self.min_value,
            "MaxValue": self.max_value,
            "NoEcho": self.no_echo or None,
        }
        given = {key: value for key, value in properties.items() if value is not None}
        return Parameter(name, Type=self.type, **given)

    @field_validator("default", "description")
    @classmethod
    def _stands_for_itself(cls, said: Any) -> Any:
        if isinstance(said, str) and "${" in said:
            raise PydanticCustomError("literal", "is taken as it stands, and ${…} is not filled in")
        return said

    @field_validator("pattern")
    @classmethod
    def _can_be_matched(cls, pattern: str | None) -> str | None:
        try:
            with warnings.catch_warnings(action="error"):
                re.compile(pattern or "", re.ASCII)
        except (re.error, FutureWarning, ValueError, OverflowError, RecursionError) as error:
            raise PydanticCustomError(
                "pattern", "is no regular expression: {why}", {"why": str(error)}
            ) from None
        return pattern

    @model_validator(mode="after")
    def _goes_together(self) -> Self:
        for key in self._misplaced():
            raise PydanticCustomError(
                "misplaced",
                "{key} does not go with type {type}",
                {"key": key, "type": self.type},
            )
        if self.no_echo and self.default is not None:
            raise PydanticCustomError("shown", "is no_echo, but its default would be there to read")
        if self.default is not None and (wrong := self._wrong(self.default)):
            raise PydanticCustomError("default", "default {wrong}", {"wrong": wrong})
        for value in self.allowed or ():
            if wrong := self._wrong(value):
                raise PydanticCustomError("allowed", "allowed: {wrong}", {"wrong": wrong})
        for least, most in (
            (self.min_value, self.max_value),
            (self.min_length, self.max_length),
        ):
            if least is not None and most is not None and least > most:
                found = {"least": least, "most": most}
                raise PydanticCustomError("bounds", "has bounds from {least} to {most}", found)
        return self

    def _wrong(self, value: str | float) -> str | None:
        return problem(self.resource("Parameter").to_dict(), str(value))

    def _misplaced(self) -> Iterator[str]:
        for key in ("min_value", "max_value"):
            if self.type != "Number" and getattr(self, key) is not None:
                yield key
        for key in ("min_length", "max_length", "pattern"):
            if self.type != "String" and getattr(self, key) is not None:
                yield key


class NameTaken(ValueError):
    """The kind's template has a parameter of that name already."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is a parameter of the kind already")
        self.name = name


class Spec(Closed):
    """The spec of any kind."""

    parameters: dict[ParameterName, ParameterSpec] = Field(
        {}, description="parameters of the template that this spec refers to as ${Name}"
    )

    def add_parameters(self, template: Template) -> None:
        """Add the spec's own parameters, after the kind's."""
        for name, parameter in self.parameters.items():
            if name in template.parameters:
                raise NameTaken(name)
            template.add_parameter(parameter.resource(name))
