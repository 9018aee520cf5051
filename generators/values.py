"""Looking into the values of parameters: texts, and objects that are resolved late."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generators.model import First, Joined, OutputOf, Previous, Value


def outputs_in(value: Value) -> Iterator[OutputOf]:
    """The outputs that a value may be taken from."""
    return (part for part in parts_of(value) if isinstance(part, OutputOf))


def literals_in(value: Value) -> Iterator[str]:
    """The texts that a value may be; of a list, those of its items."""
    match value:
        case str():
            yield value
        case First(options):
            for option in options:
                yield from literals_in(option)
        case Joined(()):
            yield ""
        case Joined(items):
            for item in items:
                yield from literals_in(item)


def whole_literal(value: Value) -> str | None:
    """The text that a value comes down to, as CloudFormation has it; None if that is not known.

    Of a First its last option counts: what stands before it may have no value.
    """
    match value:
        case str():
            return value
        case First(options):
            return whole_literal(options[-1])
        case Joined(items):
            texts = [whole_literal(item) for item in items]
            return None if None in texts else ",".join(filter(None, texts))
    return None


def parts_of(value: Value) -> Iterator[Value]:
    """The value and everything inside it."""
    yield value
    match value:
        case First(inner) | Joined(inner):
            for part in inner:
                yield from parts_of(part)


def not_one_value(declared: Mapping[str, Any], value: Value) -> str | None:
    """Why a list is no value of the parameter, or is no list as CloudFormation takes it."""
    lists = [part for part in parts_of(value) if isinstance(part, Joined)]
    takes_one = not declared["Type"].startswith(("List<", "CommaDelimitedList"))
    if lists and takes_one and "List<" not in declared["Type"]:
        return f"is a list, but {declared['Type']} is one value"
    for found in lists:
        for item in found.items:
            if any("," in text for text in literals_in(item)):
                return "has an item with a comma in it, which would make two of it"
    return None


def previous_stands_well(value: Value) -> bool:
    """Whether no Previous is an item of a list: the API keeps a value whole or not at all."""
    lists = (part for part in parts_of(value) if isinstance(part, Joined))
    return not any(isinstance(p, Previous) for found in lists for p in parts_of(found))
