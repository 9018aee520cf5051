"""Values of templates without the secrets in them, by all the names that lead to each of them."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from itertools import count
from typing import Any

from generators.secrecy.calling import names_at
from generators.secrecy.names import any_secret, is_key
from generators.secrecy.patterns import FUNCTIONS, REFERENCES, is_open, is_random
from generators.secrecy.pieces import index_of, is_reference, piece, put_back
from generators.secrecy.texts import MASK, shown

Node = Any
"""A value in a template: text, a list, a mapping, or a function of CloudFormation."""

_TYPED = re.compile(r"--?(?P<name>[A-Za-z][\w.-]*)")
_BETWEEN = "\x1f"
_DECODER = json.JSONDecoder()


def masked(value: Node, *names: str) -> Node:
    """The value with its secrets masked. `names` are all that it goes by, of which one decides."""
    match value:
        case {"Fn::Sub": str(text)}:
            return {"Fn::Sub": _text(text, names)}
        case {"Fn::If": [condition, *inner]}:
            return {"Fn::If": [condition, *(masked(one, *names) for one in inner)]}
        case {"Fn::Join": [str(between), list(parts)]}:
            return {"Fn::Join": _joined(between, parts, names)}
        case {"Fn::Equals": list(both)}:
            refs = (one["Ref"] for one in both if isinstance(one, dict) and "Ref" in one)
            return {"Fn::Equals": _list(both, (*names, *refs))}
        case dict() if is_reference(value):
            return value
        case dict():
            return {
                key: masked(inner, *names_at(key, names, value)) for key, inner in value.items()
            }
        case list():
            return _list(value, names)
        case str():
            return _text(value, names)
        case int() | float() if not isinstance(value, bool) and any_secret(names):
            return MASK
    return value


def _text(text: str, names: tuple[str, ...]) -> str:
    if any_secret(names):
        return text if is_open(text) else MASK
    if is_random(text) and any(map(is_key, names)):
        return MASK
    pieces, at = [], 0
    for start in (match.start() for match in re.finditer(r"[{\[]", text)):
        if start >= at and (found := _json(text, start)):
            pieces += [text[at:start], found[0]]
            at = found[1]
    whole = len(pieces) == 2 and not pieces[0].strip() and not text[at:].strip()
    without = "".join((*pieces, text[at:]))
    return without if whole else shown(without)


def _json(text: str, start: int) -> tuple[str, int] | None:
    """JSON that begins there, without its secrets, and where it ends; None if there is none."""
    try:
        said, end = _DECODER.raw_decode(text, start)
    except ValueError:
        return None
    if (without := masked(said)) == said:
        return text[start:end], end
    indent = 2 if "\n" in text[start:end] else None
    return json.dumps(without, indent=indent, ensure_ascii=False), end


def _is_json(value: Node) -> bool:
    """Whether it is a text that may hold JSON."""
    return isinstance(value, str) and ("{" in value or "[" in value)


def _list(items: Sequence[Node], names: tuple[str, ...]) -> list[Node]:
    """The items of a list: as one command first, then each by the option before it, too."""
    found = [_text(item, names) if _is_json(item) else item for item in items]
    if not any_secret(names) and any(isinstance(item, str) for item in items):
        pieces = shown(_BETWEEN.join(map(piece, found, count()))).split(_BETWEEN)
        whole = len(pieces) == len(found)
        found = [put_back(item, pieces[at] if whole else MASK, at) for at, item in enumerate(found)]
    options = (_option(items[at - 1] if at else None) for at in range(len(items)))
    return [masked(item, *names, *more) for item, more in zip(found, options, strict=True)]


def _option(before: Node) -> tuple[str, ...]:
    match = _TYPED.fullmatch(before) if isinstance(before, str) else None
    return (match["name"],) if match else ()


def _joined(between: str, parts: Sequence[Node], names: tuple[str, ...]) -> list[Node]:
    """The arguments of a Join: its parts, or what they come to where a secret is seen in that."""
    if any_secret(names):
        return [between, [masked(part, *names) for part in parts]]
    text = between.join(map(piece, parts, count()))
    if (without := _text(text, ())) == text:
        return [between, [masked(part, *names) for part in parts]]
    pieces = re.split(f"([{REFERENCES}{FUNCTIONS}])", without)
    return ["", [masked(parts[index_of(one)]) if i % 2 else one for i, one in enumerate(pieces)]]
