"""All that a list may hold, by the conditions that make it so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generators.review.exposure.coverage import When
from generators.review.nodes import NO_VALUE, Node


def alternatives(said: Node, when: When) -> Iterator[tuple[Node, When]]:
    """The items of a list and all that each may be, each with the conditions that make it so."""
    match said:
        case None | {"Ref": "AWS::NoValue"}:
            return
        case {"Fn::If": [str(condition), yes, no]}:
            for holds, branch in ((True, yes), (False, no)):
                if (condition, not holds) not in when:
                    yield from alternatives(branch, when | {(condition, holds)})
        case list():
            for item in said:
                yield from alternatives(item, when)
        case dict():
            key = next((key for key, inner in said.items() if _is_either(inner)), None)
            if key is None:
                yield said, when
            else:
                yield from _either(said, key, when)
        case _:
            yield said, when


def _either(said: dict[str, Any], key: str, when: When) -> Iterator[tuple[Node, When]]:
    """A mapping of which one value depends on a condition."""
    condition, yes, no = said[key]["Fn::If"]
    rest = {name: inner for name, inner in said.items() if name != key}
    whole = [rest if branch == NO_VALUE else {**rest, key: branch} for branch in (yes, no)]
    yield from alternatives({"Fn::If": [condition, *whole]}, when)


def _is_either(value: Node) -> bool:
    return isinstance(value, dict) and "Fn::If" in value
