"""What every kind's spec has: closed and strict models, and parameters of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError
from troposphere import Parameter, Template


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


class ParameterSpec(Closed):
    """A CloudFormation parameter that the spec itself declares, for its `${Name}`."""

    type: ParameterType = Field("String", description="CloudFormation's type of the parameter")
    description: str | None = Field(None, description="what it is for", max_length=4000)
    default: str | int | None = Field(None, description="its value where none is given")
    allowed: tuple[str | int, ...] | None = Field(None, description="the only values allowed")
    pattern: str | None = Field(None, description="a regular expression of the whole value")
    min_length: int | None = Field(None, ge=0, description="for a String, in characters")
    max_length: int | None = Field(None, ge=0, description="for a String, in characters")
    min_value: int | None = Field(None, description="for a Number")
    max_value: int | None = Field(None, description="for a Number")
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

    @field_validator("default")
    @classmethod
    def _stands_for_itself(cls, default: str | int | None) -> str | int | None:
        if isinstance(default, str) and "${" in default:
            raise PydanticCustomError("default", "is taken as it stands, and ${…} is not filled in")
        return default

    @model_validator(mode="after")
    def _bounds_go_with_the_type(self) -> ParameterSpec:
        for key in self._misplaced():
            raise PydanticCustomError(
                "misplaced",
                "{key} does not go with type {type}",
                {"key": key, "type": self.type},
            )
        return self

    def _misplaced(self) -> Iterator[str]:
        for key in ("min_value", "max_value"):
            if self.type != "Number" and getattr(self, key) is not None:
                yield key
        for key in ("min_length", "max_length"):
            if self.type != "String" and getattr(self, key) is not None:
                yield key


class Spec(Closed):
    """The spec of any kind."""

    parameters: dict[ParameterName, ParameterSpec] = Field(
        {}, description="parameters of the template that this spec refers to as ${Name}"
    )

    def add_parameters(self, template: Template) -> None:
        """Add the spec's own parameters, after the kind's."""
        for name, parameter in self.parameters.items():
            template.add_parameter(parameter.resource(name))
