"""`${Name}` in a spec: text that CloudFormation completes from parameters.

`${Name}` is a parameter of the template, `${AWS::Region}` and its like are pseudo parameters, and
`$${` stands for a literal `${`. A text becomes what a template holds as soon as it is read: a plain
`str`, a `Ref` when it is nothing but one parameter, else an `Fn::Sub` (or, where it has only
literals, an `Fn::Join` that puts the `$` before the `{`). A builder of templates can
thus pass it on without another thought.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, GetPydanticSchema, WithJsonSchema
from pydantic_core import PydanticCustomError, core_schema
from troposphere import AWSHelperFn, Join, Ref, Sub

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
    if "{{resolve:" in raw:
        raise PydanticCustomError(
            "resolve", "has a dynamic reference, {{resolve:…}}; a secret belongs under secrets"
        )
    for match in _PIECE.finditer(raw):
        if match["open"] or (match["literal"] and "}" not in raw[match.end() :]):
            raise PydanticCustomError(
                "unclosed", "has a ${ that no } closes; a literal ${…} is written $${…}"
            )
    if not _PIECE.search(raw):
        return raw
    if whole := re.fullmatch(r"\$\{([^}]*)\}", raw):
        return Ref(whole[1])
    if not names(raw):
        # An Fn::Sub without a variable, and a ${ outside one, are both mistakes to cfn-lint.
        return Join("{", raw.replace("$${", "${").split("{"))
    return Sub(_PIECE.sub(lambda m: "${!" if m["literal"] else m[0], raw))


def uses(
    value: object, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], str, WholeNumber | None]]:
    """Where in a spec which names are used: path, name, and what number is wanted there, if any."""
    match value:
        case AWSHelperFn():
            for name in references(value):
                yield path, name, value.bounds if isinstance(value, NumberRef) else None
        case BaseModel():
            for key, item in value:
                yield from uses(item, (*path, key))
        case Mapping():
            for key, item in value.items():
                yield from uses(item, (*path, key))
        case list() | tuple():
            for i, item in enumerate(value):
                yield from uses(item, (*path, i))


def as_written(held: str | AWSHelperFn) -> str:
    """The text with its `${Name}`s in it, of whatever `from_raw` made of it."""
    match held:
        case Ref():
            return f"${{{held.data['Ref']}}}"
        case Sub():
            return str(held.data["Fn::Sub"])
        case Join():
            between, parts = held.data["Fn::Join"]
            return str(between.join(parts))
    return str(held)


def references(value: object) -> Iterator[str]:
    """Every name that the texts inside a spec (or any part of one) refer to."""
    match value:
        case Ref():
            yield str(value.data["Ref"])
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


class NumberRef(Ref):  # type: ignore[misc]  # troposphere has no types
    """A `Ref` that stands where only a whole number within these bounds may stand."""

    def __init__(self, name: str, bounds: WholeNumber) -> None:
        super().__init__(name)
        self.bounds = bounds


@dataclass(frozen=True)
class WholeNumber:
    """Annotates a whole number within bounds, or a `${Name}` that each environment sets.

    In the template an `int`, or a `NumberRef` where it is nothing but one `${Name}`.
    """

    least: int
    most: int

    def read(self, raw: object) -> int | NumberRef:
        """What the template holds; raises PydanticCustomError for anything else."""
        match raw:
            case int() if not isinstance(raw, bool) and self.least <= raw <= self.most:
                return raw
            case str() if re.fullmatch(r"\$\{[^}]*\}", raw):
                return NumberRef(raw[2:-1], self)
        found = {"found": json.dumps(raw), "least": self.least, "most": self.most}
        message = "is {found}; allowed: a whole number from {least} to {most}, or one "
        raise PydanticCustomError("whole_number", message + "${Parameter} of type Number", found)

    def takes(self, text: str) -> bool:
        """Whether a parameter's value, as text, is such a number."""
        return text.isascii() and text.isdecimal() and self.least <= int(text) <= self.most

    def __get_pydantic_core_schema__(self, _source: Any, _handler: Any) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(self, _schema: Any, _handler: Any) -> dict[str, Any]:
        number = {"type": "integer", "minimum": self.least, "maximum": self.most}
        return {"anyOf": [number, {"type": "string", "pattern": r"^\$\{.*\}$"}]}


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
