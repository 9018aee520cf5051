"""Does a text satisfy a CloudFormation parameter? Known offline what CloudFormation would say.

Types and constraints: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from generators.errors import did_you_mean

MAX_BYTES = 4096
"""The longest value that CloudFormation takes for a parameter."""

MAX_TEMPLATE = 51_200
"""The bytes that a template in the call itself may have."""

MAX_TEMPLATE_IN_S3 = 1_000_000
"""The bytes that a template in a bucket may have."""

_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", re.ASCII)
_IDS = {
    "AWS::EC2::Image::Id": "ami",
    "AWS::EC2::SecurityGroup::Id": "sg",
    "AWS::EC2::Subnet::Id": "subnet",
    "AWS::EC2::VPC::Id": "vpc",
}
_SSM_NAME = re.compile(r"(arn:[\w:-]+:parameter)?[\w./-]+(:\d+)?", re.ASCII)
_LIST = re.compile(r"List<(?P<item>.+)>")


def problem(declaration: Mapping[str, Any], text: str, *, shown: bool = True) -> str | None:
    """Why the parameter, as its template declares it, does not take the text; None if it does.

    With `shown` false (for NoEcho) the text is kept out of the message.
    """
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        return "is not UTF-8 text"
    if len(text.encode()) > MAX_BYTES:
        return f"is longer than {MAX_BYTES} bytes, CloudFormation's limit for a value"
    found = repr(text) if shown else "the value"
    return next(_problems(declaration, text, found), None)


def _problems(declaration: Mapping[str, Any], text: str, found: str) -> Iterator[str]:
    item_type, items = _items(declaration["Type"], text)
    for item in items:
        yield from _of_type(item_type, item, found)
        yield from _of_values(declaration, item, found)
        if item_type == "String":
            yield from _of_length(declaration, item, found)
        if item_type == "Number" and _NUMBER.fullmatch(item):
            yield from _of_bounds(declaration, float(item), found)


def _items(declared: str, text: str) -> tuple[str, list[str]]:
    """The type of what to look at, and the texts of that type."""
    if declared == "CommaDelimitedList":
        return "Item", [item.strip() for item in text.split(",")]
    if match := _LIST.fullmatch(declared):
        return match["item"], [item.strip() for item in text.split(",")]
    return declared, [text]


def _of_type(declared: str, text: str, found: str) -> Iterator[str]:
    if declared == "Number" and not _NUMBER.fullmatch(text):
        yield f"is {found}, not a number"
    prefix = _IDS.get(declared)
    if prefix and not re.fullmatch(rf"{prefix}-([0-9a-f]{{8}}|[0-9a-f]{{17}})", text):
        yield f"is {found}; allowed: an id such as {prefix}-0123456789abcdef0 ({declared})"
    if declared.startswith("AWS::SSM::Parameter::") and (
        not _SSM_NAME.fullmatch(text) or text.startswith("ami-")
    ):
        yield f"is {found}; allowed: the name of a parameter in SSM's Parameter Store"


def _of_values(declaration: Mapping[str, Any], text: str, found: str) -> Iterator[str]:
    allowed = [str(value) for value in declaration.get("AllowedValues", ())]
    if allowed and text not in allowed:
        yield f"is {found}{did_you_mean(text, allowed)}"
    pattern = declaration.get("AllowedPattern")
    if pattern is not None and not re.fullmatch(pattern, text, re.ASCII):
        wanted = declaration.get("ConstraintDescription")
        yield (
            f"is {found}; it {wanted}"
            if wanted
            else f"is {found}; allowed is what matches {pattern}"
        )


def _of_length(declaration: Mapping[str, Any], text: str, found: str) -> Iterator[str]:
    shortest, longest = declaration.get("MinLength"), declaration.get("MaxLength")
    if shortest is not None and len(text) < int(shortest):
        yield f"is {found}, {len(text)} characters; allowed: {shortest} or more"
    if longest is not None and len(text) > int(longest):
        yield f"is {found}, {len(text)} characters; allowed: {longest} or fewer"


def _of_bounds(declaration: Mapping[str, Any], number: float, found: str) -> Iterator[str]:
    least, most = declaration.get("MinValue"), declaration.get("MaxValue")
    if least is not None and number < float(least):
        yield f"is {found}; allowed: {least} or more"
    if most is not None and number > float(most):
        yield f"is {found}; allowed: {most} or less"
