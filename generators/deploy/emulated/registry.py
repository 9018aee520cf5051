"""How a CloudFormation type is added to the emulator.

ministack keeps a table of handlers by type. Ours stand in it as three functions that call AWS's
services in process; what is common to all of them is here: unknown properties are refused, an
error reads as CloudFormation words it, deleting what is gone is no error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from ministack.services.cloudformation import provisioners

from generators.deploy.emulated import schemas
from generators.deploy.emulated.wire import Refused

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


def add(kind: str, *, create: Create, update: Update | None, delete: Delete) -> None:
    """Add a type, or take it over from ministack.

    `create` gives the physical id and the attributes for Fn::GetAtt; `update` gets that id, the old
    and the new properties; None says that every property is create-only.
    """

    def created(logical_id: str, properties: Properties, stack: str) -> Made:
        schemas.check(kind, properties)
        return create(Resource(logical_id=logical_id, stack=stack, properties=properties))

    def updated(name: str, old: Properties, new: Properties, stack: str) -> Made:  # noqa: ARG001
        schemas.check(kind, new)
        return name, update(name, old, new) if update else {}

    handlers = {"create": _worded(created), "update": _worded(updated)}
    handlers["delete"] = _worded(_forgiving(delete))
    provisioners._RESOURCE_HANDLERS[kind] = handlers
    schemas.register(kind)


def guard(
    kind: str,
    *,
    keeps: frozenset[str],
    check: Check = _agree,
    before_create: Check = _agree,
    before_delete: Delete | None = None,
    then: Delete = _agree,
) -> None:
    """Leave a type to ministack's own handlers, but refuse what AWS refuses.

    `keeps` are the properties that are not lost; any other is refused by name. `check` sees
    properties before a creation and an update. `then` gets the physical id and the properties
    after each of them.
    """
    theirs = provisioners._RESOURCE_HANDLERS[kind]

    def checked(properties: Properties) -> None:
        schemas.check(kind, properties)
        if lost := sorted(set(properties) - keeps):
            raise Refused("NotEmulated", f"{kind}: property {', '.join(lost)} is not emulated")
        check(properties)

    def checked_anew(properties: Properties) -> None:
        checked(properties)
        before_create(properties)

    ours = {**theirs, "create": _worded(_between(checked_anew, 1, theirs["create"], then))}
    if "update" in theirs:
        ours["update"] = _worded(_between(checked, 2, theirs["update"], then))
    if before_delete:
        ours["delete"] = _worded(_forgiving(_both(before_delete, theirs["delete"])))
    provisioners._RESOURCE_HANDLERS[kind] = ours
    schemas.register(kind)


def _between(
    check: Check, place: int, make: Callable[..., Made], then: Delete
) -> Callable[..., Made]:
    """`make`, its properties (the argument at `place`) checked before and completed after."""

    def run(*args: Any) -> Made:
        check(args[place])
        made = make(*args)
        then(made[0], args[place])
        return made

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


def _worded(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same function, its refusals worded as a stack event words them."""

    def run(*args: Any) -> Any:
        try:
            return function(*args)
        except Refused as error:
            raise ValueError(_reason(error)) from error

    return run


def _reason(error: Refused) -> str:
    said = f"Status Code: {error.status}; Error Code: {error.code}; Request ID: {uuid4()}"
    kind = f"HandlerErrorCode: {_handler_code(error.code)}"
    message = f'"{error.message} ({said})"'
    return f"Resource handler returned message: {message} (RequestToken: {uuid4()}, {kind})"


def _handler_code(code: str) -> str:
    """CloudFormation's own word for a kind of error."""
    words = {"NotFound": "NotFound", "NoSuch": "NotFound", "Exists": "AlreadyExists"}
    return next((word for part, word in words.items() if part in code), "InvalidRequest")
