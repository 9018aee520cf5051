"""How much at once and for how long: JOBS= and TIMEOUT= of make's command line."""

from __future__ import annotations

import re
from argparse import Namespace
from typing import TYPE_CHECKING

from generators.errors import UserError

if TYPE_CHECKING:
    from generators.deploy.session import Connection
    from generators.deploy.terms import Limits, Terms

JOBS = 16
_MOST = 1000
_UNITS = {"": 60, "m": 60, "h": 3600}


def jobs(text: str) -> int:
    """How many operations may run side by side; raises UserError for what is no such number."""
    if not re.fullmatch(r"[0-9]{1,4}", text) or not 1 <= int(text) <= _MOST:
        raise UserError(f"JOBS={text} is no number from 1 to {_MOST}")
    return int(text)


def seconds(text: str) -> float:
    """How long one operation may take: minutes, or as in `90m` or `2h`; else raises UserError."""
    found = re.fullmatch(r"([0-9]{1,4})([mh]?)", text)
    if not found or not int(found[1]):
        raise UserError(f"TIMEOUT={text} is no time; write minutes (30, 30m) or hours (1h)")
    return float(int(found[1]) * _UNITS[found[2]])


def terms(options: Namespace, connection: Connection) -> Terms:
    """The terms of a run for that command line, with that connection's account to ask aside."""
    from generators.deploy.beside import Beside
    from generators.deploy.terms import Terms

    return Terms(limits=limits(options), aside=Beside(connection).aside)


def limits(options: Namespace) -> Limits:
    """What the engine is to keep to."""
    from generators.deploy.terms import Limits

    given = {"jobs": getattr(options, "jobs", None), "timeout": getattr(options, "timeout", None)}
    return Limits(**{name: value for name, value in given.items() if value is not None})
