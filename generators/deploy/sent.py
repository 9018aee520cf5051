"""A call that begins something, and whether it may have begun it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Generic, TypeVar

from generators.errors import NoAnswer, Refused

T = TypeVar("T")


def new_token() -> str:
    """A token for one operation: sent twice with it, CloudFormation begins it once."""
    return f"ecs-stacks-{uuid.uuid4()}"


class Sent(Generic[T]):
    """Such a call, which may be sent again with the same token; `maybe` says that it was heard.

    That is so from the moment it is sent, and stays so where no answer comes. Whoever was refused
    has begun nothing, and neither has a call that was not let in, unless one before it was lost.
    """

    def __init__(self, call: Callable[[str], T]) -> None:
        self._call = call
        self.maybe = False

    def __call__(self, token: str) -> T:
        """Make the call."""
        before, self.maybe = self.maybe, True
        try:
            return self._call(token)
        except NoAnswer:
            raise
        except Refused:
            self.maybe = False
            raise
        except Exception:
            self.maybe = before
            raise
