"""What differs in a template besides its resources: parameters, outputs, conditions, words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generators.review.differing import Difference, differences
from generators.review.evaluate import Evaluated
from generators.review.masking import MASK, masked
from generators.review.model import PropertyChange, Template
from generators.review.nodes import Node

_VALUES: Mapping[str, tuple[str, ...]] = {
    "Parameters": ("Default", "AllowedValues"),
    "Outputs": ("Value",),
    "Conditions": (),
}
"""Sections whose names are people's own, and what goes by these names: all else only describes."""


def others(before: Template, after: Template) -> tuple[PropertyChange, ...]:
    """Every place outside the resources where two templates differ."""
    echoless = _echoless(before) | _echoless(after)
    found = []
    for each in _differences(_sections(before), _sections(after), echoless):
        old, new = each.shown
        found.append(
            PropertyChange(
                path=each.path,
                old=None if each.script else old,
                new=None if each.script else new,
                script=each.script,
            )
        )
    return tuple(found)


def _sections(template: Template) -> Mapping[str, Node]:
    rest = {name: said for name, said in template.items() if name != "Resources"}
    found: Mapping[str, Node] = Evaluated({}, {}).node(rest)
    return found


def _echoless(template: Template) -> set[str]:
    """The parameters with NoEcho: on one side is enough, the other may have the same value."""
    declared = template.get("Parameters", {})
    return {name for name, said in declared.items() if said.get("NoEcho") in (True, "true")}


def _differences(
    before: Mapping[str, Node], after: Mapping[str, Node], echoless: set[str]
) -> Iterator[Difference]:
    for section in dict.fromkeys((*before, *after)):
        old, new = before.get(section), after.get(section)
        if section not in _VALUES:
            yield from differences(old, new, (section,), section, (section,))
            continue
        olds, news = old or {}, new or {}
        for name in dict.fromkeys((*olds, *news)):
            hidden = section == "Parameters" and name in echoless
            yield from _of_one(section, name, olds.get(name), news.get(name), hidden=hidden)


def _of_one(section: str, name: str, old: Node, new: Node, *, hidden: bool) -> Iterator[Difference]:
    """What differs of a parameter or an output, whose values alone go by its name."""
    way, path = (section, name), f"{section}.{name}"
    if old is None or new is None:
        seen = (_seen(section, name, old, hidden=hidden), _seen(section, name, new, hidden=hidden))
        yield Difference(way=way, path=path, old=old, new=new, seen=seen)
    elif not _VALUES[section]:
        yield from differences(old, new, way, path)
    else:
        for key in dict.fromkeys((*old, *new)):
            called = (name,) if key in _VALUES[section] else ()
            here, at, one, other = (*way, key), f"{path}.{key}", old.get(key), new.get(key)
            if not (called and hidden):
                yield from differences(one, other, here, at, called)
            elif one != other:
                seen = (one and MASK, other and MASK)
                yield Difference(way=here, path=at, old=one, new=other, seen=seen)


def _seen(section: str, name: str, said: Node, *, hidden: bool) -> Node:
    """A whole declaration as it may be shown."""
    values = _VALUES[section]
    if not (values and isinstance(said, dict)):
        return masked(said)
    shown = {key: masked(inner, *((name,) if key in values else ())) for key, inner in said.items()}
    return {**shown, **{key: MASK for key in values if hidden and key in said}}
