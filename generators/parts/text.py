"""`${Name}` in a spec: text that CloudFormation completes from parameters.

`${Name}` is a parameter of the template, `${AWS::Region}` and its like are pseudo parameters, and
`$${` stands for a literal `${`. A text becomes what a template holds as soon as it is read: a plain
`str`, a `Ref` when it is nothing but one parameter, else an `Fn::Sub`. A builder of templates can
thus pass it on without another thought.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import BaseModel, GetPydanticSchema, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError, core_schema
from troposphere import AWSHelperFn, Ref, Sub

PSEUDO_PARAMETERS = frozenset(
    f"AWS::{name}"
    for name in ("AccountId", "Partition", "Region", "StackId", "StackName", "URLSuffix")
)
"""The pseudo parameters that are text, as `Fn::Sub` takes them."""

_PIECE = re.compile(r"(?P<literal>\$\$\{)|\$\{(?P<name>[^}]*)\}|(?P<open>\$\{)")
_IN_SUB = re.compile(r"\$\{([^!}][^}]*)\}")


def names(raw: str) -> tuple[str, ...]:
    """The names between `${` and `}` in the raw text, literals left out, in their order."""
    return tuple(m["name"] for m in _PIECE.finditer(raw) if m["name"] is not None)


def from_raw(raw: str) -> str | AWSHelperFn:
    """What the template holds for this raw text.

    Raises PydanticCustomError when a `${` or `$${` is never closed: `Fn::Sub` would take it for
    plain text, and nobody would hear of the slip.
    """
    for match in _PIECE.finditer(raw):
        if match["open"] or (match["literal"] and "}" not in raw[match.end() :]):
            raise PydanticCustomError(
                "unclosed", "has a ${ that no } closes; a literal ${…} is written $${…}"
            )
    if not _PIECE.search(raw):
        return raw
    if whole := re.fullmatch(r"\$\{([^}]*)\}", raw):
        return Ref(whole[1])
    return Sub(_PIECE.sub(lambda m: "${!" if m["literal"] else m[0], raw))


def references(value: object) -> Iterator[str]:
    """Every name that the texts inside a spec (or any part of one) refer to."""
    match value:
        case Ref():
            yield value.data["Ref"]
        case Sub():
            yield from _IN_SUB.findall(value.data["Fn::Sub"])
        case BaseModel():
            for _, item in value:
                yield from references(item)
        case Mapping():
            for item in value.values():
                yield from references(item)
        case list() | tuple():
            for item in value:
                yield from references(item)
        case _:
            pass


def whole_number(raw: object) -> int | AWSHelperFn:
    """A whole number from 0, or a `Ref` where the raw value is nothing but one `${Name}`."""
    match raw:
        case int() if not isinstance(raw, bool) and raw >= 0:
            return raw
        case str() if re.fullmatch(r"\$\{[^}]*\}", raw):
            return Ref(raw[2:-1])
    raise PydanticCustomError("whole_number", "is neither a whole number from 0 nor ${Parameter}")


Text = Annotated[
    Any,
    GetPydanticSchema(
        lambda _source, _handler: core_schema.no_info_after_validator_function(
            from_raw, core_schema.str_schema(strict=True)
        )
    ),
    WithJsonSchema({"type": "string"}),
]
"""A string of a spec, which may hold `${Name}`; in the template a `str`, `Ref` or `Fn::Sub`."""

WholeNumber = Annotated[
    Any,
    PlainValidator(whole_number),
    WithJsonSchema(
        {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": r"^\$\{.*\}$"}]}
    ),
]
"""A number, or a `${Name}` that each environment sets; in the template an `int` or `Ref`."""
