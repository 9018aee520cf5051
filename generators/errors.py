"""The errors a user can cause or cure, one type a situation.

`__main__` prints the text of a `UserError` and exits 1. Any other exception is a bug of ours and
keeps its traceback.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


def did_you_mean(found: str, allowed: Iterable[str]) -> str:
    """The end of a complaint: the nearest of the allowed spellings, and all of them if they fit.

    Begins with a semicolon, or is empty when nothing is allowed.
    """
    names = sorted(allowed)
    near = nearest(found, names)
    meant = f"; did you mean {near}?" if near else ""
    if not names:
        return meant
    shown = ", ".join(names) if len(names) <= 12 else f"{', '.join(names[:12])}, …"
    return f"{meant or ';'} allowed: {shown}"


def nearest(found: str, allowed: Iterable[str]) -> str | None:
    """The allowed spelling that is close enough to be what was meant, case aside."""
    from difflib import get_close_matches  # most runs misspell nothing

    by_folded = {name.casefold(): name for name in allowed}
    close = get_close_matches(found.casefold(), by_folded, n=1, cutoff=0.7)
    return by_folded[close[0]] if close else None


class UserError(Exception):
    """Something the user can cure.

    The message says what was found and what is allowed; `advice`, where there is any, is the next
    thing to do, preferably a command.
    """

    def __init__(self, message: str, *, advice: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.message}\n  {self.advice}" if self.advice else self.message


@dataclass(frozen=True, kw_only=True, order=True)
class Complaint:
    """One thing wrong in one place of a file.

    `file` is relative to the project's root, `line` counts from 1, `key` is a dotted path such as
    `spec.containers[0].memory` (empty when the whole file is meant).
    """

    file: str
    line: int
    key: str
    message: str

    def __str__(self) -> str:
        key = f" {self.key}:" if self.key else ""
        return f"{self.file}:{self.line}:{key} {self.message}"


class ParamsError(UserError):
    """One or more files in `params/` say what cannot be."""

    def __init__(self, complaints: Sequence[Complaint]) -> None:
        self.complaints = tuple(sorted(set(complaints)))
        super().__init__("\n".join(str(complaint) for complaint in self.complaints))


class StaleOutput(UserError):
    """What is committed in generated files is not what the generators write now."""


class LintFound(UserError):
    """cfn-lint has findings that nobody waived."""


class NoValue(UserError):
    """A parameter has no value, and that shows only now (an unset variable, a missing output)."""


class Unconfirmed(UserError):
    """A change that needs a yes was not given one."""


class InUse(UserError):
    """Something that would be deleted still carries what would not be."""


class Protected(UserError):
    """What would be deleted is protected, by its environment or by CloudFormation."""


class WrongAccount(UserError):
    """The credentials at hand belong to another account than the environment names."""


class CannotReachAWS(UserError):
    """No usable credentials, endpoint or connection."""


class NoAnswer(CannotReachAWS):
    """A call got no answer: the connection was lost, or AWS had an error of its own.

    It may have been heard all the same.
    """


class Throttled(CannotReachAWS):
    """AWS did not take a call, as there were too many of them; a later one gets through."""


class Refused(UserError):
    """AWS understood the request and said no; the message names the stack and gives its words."""


class Overtaken(Refused):
    """The stack is not what it was a moment ago: somebody else has begun something with it."""


class TemplateTooLarge(UserError):
    """A template has more bytes than CloudFormation takes in a call."""


class DeployFailed(UserError):
    """At least one stack did not reach its new state; the events have said why."""


class EmulatorFailed(UserError):
    """The embedded AWS did not start, or is not running where it must."""
