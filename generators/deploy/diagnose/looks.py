"""Looks that never fail: what could not be seen is noted instead."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from generators.errors import CannotReachAWS, NoAnswer, Throttled, UserError

_ENOUGH = 2
_WEIGHTS = {Throttled: 0, NoAnswer: 1}
"""One service that answers nothing says little of the others, one that is asked too often less."""

P = ParamSpec("P")
T = TypeVar("T")


class NotAllowed(Exception):
    """The caller lacks a right; the message names what was looked at and the right."""


class NotThere(Exception):
    """There is no such thing, or none any more."""


class Looks:
    """The looks of one diagnosis; `notes` says what could not be looked at."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self._silent = 0

    def at(self, look: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
        """What `look` gives, or None."""
        # Where there is no way to AWS or there are no credentials, each further call would only
        # make whoever waits for the report wait longer: the SDK tries for minutes.
        if self._silent >= _ENOUGH:
            return None
        try:
            return look(*args, **kwargs)
        except NotThere:
            return None
        except NotAllowed as error:
            self._note(str(error))
        except CannotReachAWS as error:
            self._silent += _WEIGHTS.get(type(error), _ENOUGH)
            self._note(error.message)
        except UserError as error:
            self._note(f"could not look: {error.message}")
        return None

    def _note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)
