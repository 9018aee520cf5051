"""What a value is called: by the properties that lead to it, and by what stands beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

Node = Any

_CALLS = re.compile(r".*(name|key)", re.IGNORECASE)
_CALLED = re.compile(r".*values?", re.IGNORECASE)
_PLACE = "ValueFrom"


def names_at(key: str, names: tuple[str, ...], *items: Node) -> tuple[str, ...]:
    """What the property of these mappings goes by: `names` are those of the mappings themselves.

    A Value goes by the Name beside it; what a ValueFrom holds is a place and no secret.
    """
    if key == _PLACE:
        return ()
    if key.startswith("Fn::"):
        return names
    beside = (text for item in items if isinstance(item, Mapping) for text in _called(item, key))
    return (*names, key, *beside)


def _called(item: Mapping[str, Node], key: str) -> Iterator[str]:
    """What a property is called by those beside it."""
    if _CALLED.fullmatch(key):
        for other, said in item.items():
            if other != key and _CALLS.fullmatch(other):
                yield from _texts(said)


def _texts(said: Node) -> Iterator[str]:
    match said:
        case str():
            yield said
        case {"Ref": _} | {"Fn::GetAtt": _}:
            return
        case dict():
            for inner in said.values():
                yield from _texts(inner)
        case list():
            for inner in said:
                yield from _texts(inner)
