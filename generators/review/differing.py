"""Two evaluated values → the properties that differ, told as narrowly as it can be.

Lists are compared by the identity of their items where they have one: a container by its Name, a
tag by its Key. What was only moved within a list is told as its order.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from generators.review import lines
from generators.review.identities import by, identity
from generators.review.masking import masked
from generators.review.nodes import Node, is_function, readable, written
from generators.secrecy import names_at

Names = tuple[str, ...]
"""All that a value goes by."""


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One place where two values differ.

    `way` holds the names down to it, list indices left out; `path` is how a person writes it.
    `names` are all that the values go by, of which one may be a secret's; `seen` is what may be
    shown of them where that is known by what they stand among.
    """

    way: tuple[str, ...]
    path: str
    old: Node
    new: Node
    names: Names = ()
    seen: tuple[Node, Node] | None = None

    @property
    def script(self) -> tuple[str, ...]:
        """The diff of two long texts, a line an item; empty where either is short."""
        return lines.differing((self.old, self.new), self._masked)

    @property
    def shown(self) -> tuple[Node, Node]:
        """Old and new as they may be shown, references as text."""
        old, new = self._masked
        return readable(old), readable(new)

    @property
    def _masked(self) -> tuple[Node, Node]:
        return self.seen or (masked(self.old, *self.names), masked(self.new, *self.names))


def differences(
    before: Node,
    after: Node,
    way: tuple[str, ...] = (),
    path: str = "",
    names: Names = (),
    *,
    owner: str = "",
) -> Iterator[Difference]:
    """Every place where the two differ; None on either side is nothing there.

    `owner` is what the two belong to: their Value goes by that too, as by a Name beside it.
    """
    if before == after:
        return
    match _opened(before), _opened(after):
        case dict() as old, dict() as new if not (is_function(old) or is_function(new)):
            for key in dict.fromkeys((*old, *new)):
                inner = f"{path}.{key}" if path else key
                called = names_at(key, names, old, new, {"Name": owner})
                yield from differences(old.get(key), new.get(key), (*way, key), inner, called)
        case list() as old, list() as new:
            yield from _of_lists(Difference(way=way, path=path, old=old, new=new, names=names))
        case _:
            yield Difference(way=way, path=path, old=before, new=after, names=names)


def _of_lists(here: Difference) -> Iterator[Difference]:
    before, after = here.old, here.new
    if names := identity(before, after):
        yield from _by_identity(here, by(before, names), by(after, names))
        return
    gone = [at for at, item in enumerate(before) if before.count(item) > after.count(item)]
    come = [at for at, item in enumerate(after) if after.count(item) > before.count(item)]
    if len(gone) == len(come) == 1 and _same_form(before[gone[0]], after[come[0]]):
        old, new = before[gone[0]], after[come[0]]
        yield from differences(old, new, here.way, f"{here.path}[{gone[0]}]", here.names)
    elif gone or come:
        yield from _of_items(here, gone, come)
    else:
        yield replace(here, path=f"{here.path} (its order)")


def _of_items(here: Difference, gone: list[int], come: list[int]) -> Iterator[Difference]:
    """Items that come or go, shown as they may be beside what comes before them."""
    olds, news = (masked(items, *here.names) for items in (here.old, here.new))
    one = replace(here, path=f"{here.path}[]")
    for at in gone:
        seen = (olds[at], None) if olds[at] != here.old[at] else None
        yield replace(one, old=here.old[at], new=None, seen=seen)
    for at in come:
        seen = (None, news[at]) if news[at] != here.new[at] else None
        yield replace(one, old=None, new=here.new[at], seen=seen)


def _by_identity(
    here: Difference, before: Mapping[str, Node], after: Mapping[str, Node]
) -> Iterator[Difference]:
    for name in dict.fromkeys((*before, *after)):
        path = f"{here.path}[{masked(name)}]"
        yield from differences(before.get(name), after.get(name), here.way, path, here.names)
    if before.keys() == after.keys() and list(before) != list(after):
        old, new = ", ".join(before), ", ".join(after)
        yield replace(here, path=f"{here.path} (its order)", old=old, new=new)


def _same_form(one: Node, other: Node) -> bool:
    return isinstance(one, dict) and isinstance(other, dict)


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
