"""Whether CloudFormation makes a resource anew when one of its properties changes.

The schemas of resource types say which properties can never be changed; the table says it of those
of which only some changes replace the resource, and where AWS's documentation knows better.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from generators import resource_schemas
from generators.review.model import Replacement
from generators.review.nodes import NO_VALUE, Node, branches
from generators.review.replacing import names, table
from generators.review.replacing.row import DOCS, Change

_OWN_PROVIDERS = ("Custom::", "AWS::CloudFormation::CustomResource")
_UPDATING = f"{DOCS}/AWSCloudFormation/latest/UserGuide"
_BEHAVIOURS = f"{_UPDATING}/using-cfn-updating-stacks-update-behaviors.html"

Way = tuple[str, ...]
"""The names down to a property, list items left out."""


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """Whether a change replaces the resource, and why; `page` where the table says so.

    `refused` marks a change that CloudFormation does not carry out at all: the deploy fails.
    """

    replacement: Replacement
    why: str = ""
    page: str = ""
    refused: bool = False


STAYS = Judgement(replacement=Replacement.NO)
"""The judgement of every change that leaves the resource where it is."""


def replacement(
    type_: str,
    path: Way,
    before: Mapping[str, Node],
    after: Mapping[str, Node],
    attributes: Mapping[str, Node] | None = None,
) -> Judgement:
    """What becomes of a resource when the property at `path` changes, as the caller says it does.

    `before` and `after` are all its properties, evaluated, and `attributes` what stands beside
    them after, such as its UpdatePolicy. Values that look the same count as changed where they are
    at `path`: something that they refer to is another.
    """
    change = Change(path=path, before=before, after=after, attributes=attributes or {})
    if row := table.row(type_, change):
        return Judgement(
            replacement=row.replacement, why=row.why, page=row.page, refused=row.refused
        )
    if type_.startswith(_OWN_PROVIDERS):
        return _perhaps("its own provider decides whether it is replaced")
    schema = resource_schemas.of(type_)
    if schema is None:
        return _perhaps(f"nothing is known here of {type_}")
    return _by_schema(schema, path, before, after)


def custom_name(type_: str, properties: Mapping[str, Node]) -> str | None:
    """The property that names the resource, if a name is given; see `names`."""
    return names.custom_name(type_, properties)


def of_attribute(name: str) -> Judgement:
    """What becomes of a resource when what stands beside its properties changes.

    DependsOn, Metadata, CreationPolicy, UpdatePolicy, DeletionPolicy and UpdateReplacePolicy say
    how CloudFormation treats it and replace nothing. Another Type it refuses: a resource of
    another type needs another logical id.
    """
    if name != "Type":
        return STAYS
    why = "CloudFormation refuses another Type under the same logical id"
    return Judgement(replacement=Replacement.YES, why=why, page=_BEHAVIOURS, refused=True)


def _by_schema(schema: resource_schemas.Schema, path: Way, before: Node, after: Node) -> Judgement:
    fixed = list(_reached(schema.create_only, path, before, after))
    for way, doubt in fixed:
        if not doubt:
            return Judgement(
                replacement=Replacement.YES, why=f"{'.'.join(way)} cannot change in place"
            )
    for way, _ in fixed:
        return _perhaps(f"{'.'.join(way)} cannot change in place, and may be another")
    for way, _ in _reached(schema.conditional_create_only, path, before, after):
        return _perhaps(f"some changes of {'.'.join(way)} replace it")
    return STAYS


def _perhaps(why: str) -> Judgement:
    return Judgement(replacement=Replacement.MAYBE, why=why)


def _reached(
    ways: tuple[Way, ...], path: Way, before: Node, after: Node
) -> Iterator[tuple[Way, bool]]:
    """The ways that a change at `path` is about, each with whether its values may be the same."""
    for way in ways:
        old, new = _at(before, way), _at(after, way)
        if path[: len(way)] == way:
            yield way, old != new and _may_be_same(old, new)
        elif way[: len(path)] == path and old != new:
            yield way, _may_be_same(old, new)


def _at(node: Node, way: Way) -> Node:
    """What stands at the way, through lists and conditions."""
    match node:
        case _ if not way:
            return node
        case {"Fn::If": [condition, yes, no]}:
            return {"Fn::If": [condition, _at(yes, way), _at(no, way)]}
        case list():
            return [_at(item, way) for item in node]
        case dict():
            return _at(node.get(way[0], NO_VALUE), way[1:])
    return NO_VALUE


def _may_be_same(old: Node, new: Node) -> bool:
    """Whether some branches of the conditions in them make two values equal."""
    return any(_alike(one, other) for one in branches(old) for other in branches(new))


def _alike(old: Node, new: Node) -> bool:
    match old, new:
        case dict(), dict():
            return all(
                _may_be_same(old.get(key, NO_VALUE), new.get(key, NO_VALUE))
                for key in old.keys() | new.keys()
            )
        case list(), list():
            return len(old) == len(new) and all(map(_may_be_same, old, new))
    return bool(old == new)
