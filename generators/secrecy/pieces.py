"""The parts of a Join or a command as one text, in which functions stand as one character each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generators.secrecy.patterns import FUNCTIONS, REFERENCES
from generators.secrecy.texts import MASK

Node = Any

_REFERENCES = frozenset({"Ref", "Fn::GetAtt", "Fn::FindInMap", "Fn::ImportValue"})


def is_reference(value: Mapping[str, Node]) -> bool:
    """Whether a function only says where a value comes from."""
    return len(value) == 1 and not _REFERENCES.isdisjoint(value)


def piece(part: Node, at: int) -> str:
    """A part as text: what has none yet as one character."""
    match part:
        case str():
            return part
        case {"Fn::Sub": str(text)}:
            return text
        case dict() if is_reference(part):
            return chr(ord(REFERENCES[0]) + at)
    return chr(ord(FUNCTIONS[0]) + at)


def index_of(character: str) -> int:
    """Which of the parts a character stands for."""
    starts = (REFERENCES[0], FUNCTIONS[0])
    return ord(character) - ord(max(each for each in starts if each <= character))


def put_back(part: Node, text: str, at: int) -> Node:
    """The part with what became of its text; a function that is gone from it is a secret's."""
    match part:
        case str():
            return text
        case {"Fn::Sub": str()}:
            return {"Fn::Sub": text}
    return part if text == piece(part, at) else MASK
