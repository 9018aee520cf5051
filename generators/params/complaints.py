"""pydantic's errors → complaints in the words of a params file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from generators.errors import Complaint, did_you_mean
from generators.params.yaml12 import Document, Path

M = TypeVar("M", bound=BaseModel)

_MESSAGES: Mapping[str, str] = {
    "missing": "is missing",
    "string_type": "is {found}, not text; put quotes around it if text is meant",
    "int_type": "is {found}, not a whole number",
    "int_from_float": "is {found}, not a whole number",
    "bool_type": "is {found}, neither true nor false",
    "dict_type": "is {found}, not a mapping",
    "model_type": "is {found}, not a mapping",
    "tuple_type": "is {found}, not a list",
    "greater_than_equal": "is {found}; allowed: {ge} or more",
    "less_than_equal": "is {found}; allowed: {le} or less",
    "string_pattern_mismatch": "is {found}; allowed is what matches {pattern}",
    "string_too_short": "is too short; allowed: {min_length} characters or more",
    "string_too_long": "is too long; allowed: {max_length} characters or fewer",
    "too_short": "is too short: {actual_length}, where {min_length} or more are allowed",
    "too_long": "has {actual_length} items; allowed: {max_length} or fewer",
}
"""By pydantic's type of error; the words in braces come from the error's context."""


def validate(
    model: type[M], document: Document, at: Path = (), *, data: Any = None
) -> M | list[Complaint]:
    """The model, or a complaint for each thing that it does not take.

    `at` is where `data` stands in the document. The data goes through JSON: pydantic's strict mode
    takes a list for a tuple only there.
    """
    try:
        return model.model_validate_json(json.dumps(data))
    except ValidationError as error:
        found = error.errors()
        return [_complaint(model, document, at, one) for one in found if not _follows(one, found)]


def _follows(error: Any, errors: Sequence[Any]) -> bool:
    """Whether a list is said to be too short only because its wrong items did not count."""
    place = error["loc"]
    return error["type"] == "too_short" and any(
        other["loc"][: len(place)] == place for other in errors if other is not error
    )


def _complaint(model: type[BaseModel], document: Document, at: Path, error: Any) -> Complaint:
    place: Path = error["loc"]
    if place and place[-1] == "[key]":
        place = place[:-1]
    return document.complain((*at, *place), _message(model, place, error))


def _message(model: type[BaseModel], place: Path, error: Any) -> str:
    context = {"found": json.dumps(error["input"]), **error.get("ctx", {})}
    if error["type"] == "too_long":
        context["actual_length"] = len(error["input"])
    match error["type"]:
        case "extra_forbidden":
            key, keys = str(place[-1]), _keys(model, place[:-1])
            if within := [one for one in keys if key in _keys(model, (*place[:-1], one))]:
                return f"is an unknown key here; it goes under {' or '.join(within)}"
            return f"is an unknown key{did_you_mean(key, keys)}"
        case "literal_error":
            allowed = _choices(model, place)
            return f"is {context['found']}{did_you_mean(str(error['input']), allowed)}"
        case known if known in _MESSAGES:
            return _MESSAGES[known].format(**context)
    return str(error["msg"])


def _keys(model: type[BaseModel], place: Path) -> list[str]:
    """The keys allowed at a place that is known to be a model's."""
    for found in _at(model, place):
        if isinstance(found, type) and issubclass(found, BaseModel):
            return [field.alias or name for name, field in found.model_fields.items()]
    return []


def _choices(model: type[BaseModel], place: Path) -> list[str]:
    return [str(choice) for found in _at(model, place) for choice in get_args(found)]


def _at(annotation: Any, place: Path) -> Iterator[Any]:
    """Every annotation that may describe the place, looking through lists, mappings and unions."""
    if not place:
        yield from _plain(annotation)
        return
    step, *rest = place
    for plain in _plain(annotation):
        if isinstance(plain, type) and issubclass(plain, BaseModel):
            if step in plain.model_fields:
                yield from _at(plain.model_fields[str(step)].annotation, tuple(rest))
        elif args := get_args(plain):
            yield from _at(args[0] if isinstance(step, int) else args[-1], tuple(rest))


def _plain(annotation: Any) -> Iterator[Any]:
    """The annotation without `Annotated`, and each side of a union."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _plain(get_args(annotation)[0])
    elif origin in (UnionType, Union):
        for side in get_args(annotation):
            yield from _plain(side)
    else:
        yield annotation
