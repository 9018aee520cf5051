"""An AWS error as CloudFormation words it in a stack event."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from generators.deploy.emulated.wire import Refused


def worded(function: Callable[..., Any]) -> Callable[..., Any]:
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
