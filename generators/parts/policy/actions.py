"""Actions of IAM, as a spec writes them.

awacs itself checks nothing (`awacs.s3.Action("Nope")` passes), but its modules list every action of
their service: an action of a spec is looked up there. A module is found by its `prefix`, which may
differ from its name (`lambda` lives in `awslambda`).
"""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Any

import awacs
from awacs.aws import Action
from pydantic_core import PydanticCustomError

from generators.errors import nearest


@cache
def _modules() -> dict[str, Any]:
    """awacs's module of each service, by the prefix of its actions."""
    found = (
        import_module(f"awacs.{module.name}") for module in pkgutil.iter_modules(awacs.__path__)
    )
    return {module.prefix: module for module in found if hasattr(module, "prefix")}


@cache
def _actions(prefix: str) -> dict[str, Action]:
    module = _modules()[prefix]
    return {name: value for name, value in vars(module).items() if isinstance(value, Action)}


def find_action(text: str) -> Action:
    """awacs's object for an action written `service:Name`, in which `*` and `?` are wildcards.

    Raises PydanticCustomError that names the nearest service or action there is.
    """
    prefix, colon, name = text.partition(":")
    if not colon:
        raise _unknown(text, "is no action; one is written service:Name, as in s3:GetObject")
    if prefix not in _modules():
        raise _unknown(text, f"has an unknown service{_or(nearest(prefix, _modules()))}")
    if has_wildcard(text):
        return _pattern(prefix, name)
    if name not in _actions(prefix):
        near = nearest(name, _actions(prefix))
        raise _unknown(text, f"is no action of {prefix}{_or(near and f'{prefix}:{near}')}")
    return _actions(prefix)[name]


def has_wildcard(text: str) -> bool:
    """Whether the text stands for more than itself, as IAM reads it."""
    return "*" in text or "?" in text


def is_action(text: str) -> bool:
    """Whether IAM knows the action; one with wildcards, if it knows the service."""
    prefix, _, name = text.partition(":")
    return prefix in _modules() and ("*" in name or name in _actions(prefix))


def _pattern(prefix: str, name: str) -> Action:
    expression = "".join({"*": ".*", "?": "."}.get(c) or re.escape(c) for c in name)
    if not any(re.fullmatch(expression, action) for action in _actions(prefix)):
        near = nearest(name.rstrip("*"), set(_beginnings(prefix))) if name.endswith("*") else None
        message = f"matches no action of {prefix}{_or(near and f'{prefix}:{near}*')}"
        raise _unknown(f"{prefix}:{name}", message)
    return Action(prefix, name)


def _beginnings(prefix: str) -> Iterator[str]:
    """What actions of the service begin with, word by word: Get, GetObject, GetObjectAcl."""
    for name in _actions(prefix):
        for match in re.finditer(r"(?<=[a-z0-9])(?=[A-Z])|$", name):
            yield name[: match.start()]


def _or(near: str | None) -> str:
    return f"; did you mean {near}?" if near else ""


def _unknown(found: str, message: str) -> PydanticCustomError:
    return PydanticCustomError("action", "{found} {message}", {"found": found, "message": message})
