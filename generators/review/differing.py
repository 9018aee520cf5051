"""Two evaluated values → the properties that differ, told as narrowly as it can be.

Lists are compared by the identity of their items where they have one: a container by its Name, a
tag by its Key. What was only moved within a list is told as its order.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import unified_diff

from generators.review.masking import line_masked, masked
from generators.review.nodes import Node, readable, written

IDENTITIES = (
    ("Name",),
    ("Key",),
    ("Sid",),
    ("Id",),
    ("PolicyName",),
    ("DeviceName",),
    ("ContainerName", "ContainerPort"),
    ("ContainerPort",),
    ("ContainerPath",),
    ("CapacityProvider",),
    ("ResourceType",),
    ("AttributeName",),
    ("PortName",),
    ("CertificateArn",),
    ("Type",),
    ("Field",),
)
"""Properties that tell the items of a list apart, the first that does."""

_CONTEXT = 2
_LONG = 200


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One place where two values differ.

    `way` holds the names down to it, list indices left out; `path` is how a person writes it.
    """

    way: tuple[str, ...]
    path: str
    old: Node
    new: Node

    @property
    def script(self) -> tuple[str, ...]:
        """The diff of two long texts, a line an item; empty where either is short."""
        before, after = _lines(self.old), _lines(self.new)
        if before is None or after is None:
            return ()
        found = list(unified_diff(before, after, lineterm="", n=_CONTEXT))[2:]
        return tuple(line[:1] + line_masked(line[1:]) for line in found)

    @property
    def shown(self) -> tuple[Node, Node]:
        """Old and new as they may be shown, references as text."""
        name = self.way[-1] if self.way else ""
        if self.path.endswith("].Value"):
            name = self.path[self.path.rindex("[") + 1 : -len("].Value")]
        return readable(masked(self.old, name)), readable(masked(self.new, name))


def differences(
    before: Node, after: Node, way: tuple[str, ...] = (), path: str = ""
) -> Iterator[Difference]:
    """Every place where the two differ; None on either side is nothing there."""
    if before == after:
        return
    match _opened(before), _opened(after):
        case dict() as old, dict() as new if not (_is_function(old) or _is_function(new)):
            for key in dict.fromkeys((*old, *new)):
                inner = f"{path}.{key}" if path else key
                yield from differences(old.get(key), new.get(key), (*way, key), inner)
        case list() as old, list() as new:
            yield from _of_lists(old, new, way, path)
        case _:
            yield Difference(way=way, path=path, old=before, new=after)


def _of_lists(
    before: Sequence[Node], after: Sequence[Node], way: tuple[str, ...], path: str
) -> Iterator[Difference]:
    if identity := _identity(before, after):
        yield from _by_identity(_by(before, identity), _by(after, identity), way, path)
        return
    gone = [item for item in before if before.count(item) > after.count(item)]
    come = [item for item in after if after.count(item) > before.count(item)]
    if len(gone) == len(come) == 1 and _same_form(gone[0], come[0]):
        at = before.index(gone[0])
        yield from differences(gone[0], come[0], way, f"{path}[{at}]")
    elif gone or come:
        yield from (Difference(way=way, path=f"{path}[]", old=one, new=None) for one in gone)
        yield from (Difference(way=way, path=f"{path}[]", old=None, new=one) for one in come)
    else:
        yield _order(before, after, way, path)


def _by_identity(
    before: Mapping[str, Node], after: Mapping[str, Node], way: tuple[str, ...], path: str
) -> Iterator[Difference]:
    for name in dict.fromkeys((*before, *after)):
        yield from differences(before.get(name), after.get(name), way, f"{path}[{name}]")
    if before.keys() == after.keys() and list(before) != list(after):
        yield Difference(
            way=way, path=f"{path} (its order)", old=", ".join(before), new=", ".join(after)
        )


def _order(
    before: Sequence[Node], after: Sequence[Node], way: tuple[str, ...], path: str
) -> Difference:
    return Difference(way=way, path=f"{path} (its order)", old=list(before), new=list(after))


def _identity(before: Sequence[Node], after: Sequence[Node]) -> tuple[str, ...] | None:
    """The names of the properties that tell the items apart; None if nothing does."""
    if not all(isinstance(item, dict) for item in (*before, *after)):
        return None
    for names in IDENTITIES:
        if all(_tells(items, names) for items in (before, after)):
            return names
    return None


def _tells(items: Sequence[Node], names: tuple[str, ...]) -> bool:
    if not all(isinstance(item.get(name), str | dict) for item in items for name in names):
        return False
    return len(_by(items, names)) == len(items)


def _by(items: Sequence[Node], names: tuple[str, ...]) -> dict[str, Node]:
    return {":".join(written(item[name]) for name in names): item for item in items}


def _same_form(one: Node, other: Node) -> bool:
    return isinstance(one, dict) and isinstance(other, dict)


def _is_function(value: Mapping[str, Node]) -> bool:
    name = next(iter(value), "") if len(value) == 1 else ""
    return name == "Ref" or name.startswith("Fn::")


def _opened(value: Node) -> Node:
    """JSON in a text, such as a dashboard's body, as what it says; anything else as it is."""
    text = written(value) if isinstance(value, str) or _is_sub(value) else ""
    if text[:1] in ("{", "[") and text[-1:] in ("}", "]"):
        try:
            return json.loads(text)
        except ValueError:
            return value
    return value


def _is_sub(value: Node) -> bool:
    return isinstance(value, dict) and isinstance(value.get("Fn::Sub"), str)


def _lines(value: Node) -> list[str] | None:
    """The lines of a long text; None if it is no text, or a short one."""
    if isinstance(value, list) or (isinstance(value, dict) and not _is_function(value)):
        return None
    text = written(value) if value is not None else ""
    lines = text.splitlines()
    return lines if len(lines) > 1 or len(text) > _LONG else None
