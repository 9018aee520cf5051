"""How a CloudFormation type is added to the emulator.

ministack keeps a table of handlers by type. Ours stand in it as three functions that call AWS's
services in process; what is common to all of them is here: unknown properties are refused, an
error reads as CloudFormation words it, deleting what is gone is no error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from ministack.services.cloudformation import provisioners

from generators.deploy.emulated import schemas
from generators.deploy.emulated.wire import Refused
from generators.deploy.emulated.wording import worded

Properties = Mapping[str, Any]
Made = tuple[str, dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Resource:
    """What a handler is told of the resource that it makes."""

    logical_id: str
    stack: str
    properties: Properties

    def name(self, *, limit: int = 128, lower: bool = False, stable: bool = False) -> str:
        """A physical name such as CloudFormation gives; `stable` ones outlive a replacement."""
        return str(
            provisioners._physical_name(
                self.stack, self.logical_id, max_len=limit, lowercase=lower, seeded=not stable
            )
        )


Create = Callable[[Resource], Made]
Update = Callable[[str, Properties, Properties], dict[str, Any]]
Delete = Callable[[str, Properties], object]
Check = Callable[[Properties], object]


def _agree(*_: object) -> None:
    """Where a type needs no say of its own."""


def add(
    kind: str,
    *,
    create: Create,
    update: Update | None,
    delete: Delete,
    keeps: frozenset[str] | None = None,
) -> None:
    """Add a type, or take it over from ministack.

    `create` gives the physical id and the attributes for Fn::GetAtt; `update` gets that id, the old
    and the new properties; None says that every property is create-only. `keeps` are the properties
    that are not lost, where that is not all of them.
    """

    def created(logical_id: str, properties: Properties, stack: str) -> Made:
        _known(kind, properties, keeps)
        return create(Resource(logical_id=logical_id, stack=stack, properties=properties))

    def updated(name: str, old: Properties, new: Properties, stack: str) -> Made:  # noqa: ARG001
        _known(kind, new, keeps)
        return name, update(name, old, new) if update else {}

    handlers = {"create": worded(created), "update": worded(updated)}
    handlers["delete"] = worded(_forgiving(delete))
    provisioners._RESOURCE_HANDLERS[kind] = handlers
    schemas.register(kind)


def all_but(kind: str, lost: frozenset[str]) -> frozenset[str]:
    """A type's properties without these, where few are lost."""
    return schemas.of(kind).properties - lost


@contextmanager
def undoing(undo: Callable[[], object]) -> Iterator[None]:
    """What a creation has made already is taken back where a later call of it is refused."""
    try:
        yield
    except Refused:
        undo()
        raise


def guard(
    kind: str,
    *,
    keeps: frozenset[str],
    check: Check = _agree,
    before_create: Check = _agree,
    before_delete: Delete | None = None,
    then: Delete = _agree,
    shows: frozenset[str] = frozenset(),
) -> None:
    """Leave a type to ministack's own handlers, but refuse what AWS refuses.

    `keeps` are the properties that are not lost; any other is refused by name. `check` sees
    properties before a creation and an update. `then` gets the physical id and the properties
    after each of them. `shows` are properties that `Fn::GetAtt` gives as they are.
    """
    theirs = provisioners._RESOURCE_HANDLERS[kind]

    def checked(properties: Properties) -> None:
        _known(kind, properties, keeps)
        check(properties)

    def checked_anew(properties: Properties) -> None:
        checked(properties)
        before_create(properties)

    ours = {**theirs, "create": worded(_between(checked_anew, 1, theirs["create"], then, shows))}
    if "update" in theirs:
        ours["update"] = worded(_between(checked, 2, theirs["update"], then, shows))
    if before_delete:
        ours["delete"] = worded(_forgiving(_both(before_delete, theirs["delete"])))
    provisioners._RESOURCE_HANDLERS[kind] = ours
    schemas.register(kind)


def _known(kind: str, properties: Properties, keeps: frozenset[str] | None) -> None:
    schemas.check(kind, properties)
    if keeps is not None and (lost := sorted(set(properties) - keeps)):
        raise Refused("NotEmulated", f"{kind}: property {', '.join(lost)} is not emulated")


def _between(
    check: Check, place: int, make: Callable[..., Made], then: Delete, shows: frozenset[str]
) -> Callable[..., Made]:
    """`make`, its properties (the argument at `place`) checked before and completed after."""

    def run(*args: Any) -> Made:
        check(args[place])
        name, attributes = make(*args)
        then(name, args[place])
        return name, {**attributes, **{key: args[place][key] for key in shows & set(args[place])}}

    return run


def _both(first: Callable[..., object], then: Callable[..., object]) -> Delete:
    def run(name: str, properties: Properties) -> None:
        first(name, properties)
        then(name, properties)

    return run


def _forgiving(delete: Delete) -> Callable[[str, Properties], None]:
    """Deleting what is not there (any more) is no error, as in CloudFormation."""

    def run(name: str, properties: Properties) -> None:
        try:
            delete(name, properties)
        except Refused as error:
            if not any(word in error.code for word in ("NotFound", "NoSuchEntity")):
                raise

    return run
