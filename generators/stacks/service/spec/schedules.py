"""When something happens, as Application Auto Scaling writes it.

https://docs.aws.amazon.com/autoscaling/application/userguide/scheduled-scaling-using-cron-expressions.html
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]


@dataclass(frozen=True, kw_only=True)
class Field:
    """One of the six fields of a cron expression: its bounds, names for numbers, what else."""

    name: str
    least: int
    most: int
    names: Mapping[str, int] = field(default_factory=dict)
    others: str = r"(?!)"

    def takes(self, text: str) -> bool:
        """Whether each part between commas is something that the field may hold."""
        return all(re.fullmatch(self.others, part) or self._range(part) for part in text.split(","))

    def _range(self, text: str) -> bool:
        span, slash, step = text.partition("/")
        first, dash, last = span.partition("-")
        if slash and not (step.isascii() and step.isdecimal() and int(step)):
            return False
        if span == "*":
            return True
        start, end = self._number(first), self._number(last if dash else first)
        return start is not None and end is not None and (start <= end or bool(self.names))

    def _number(self, text: str) -> int | None:
        number = self.names.get(text.upper())
        if number is None and text.isascii() and text.isdecimal():
            number = int(text)
        return number if number is not None and self.least <= number <= self.most else None


FIELDS = (
    Field(name="minutes", least=0, most=59),
    Field(name="hours", least=0, most=23),
    Field(name="day of the month", least=1, most=31, others=r"\?|L|LW|([12]?[0-9]|3[01])W"),
    Field(name="month", least=1, most=12, names={name: i for i, name in enumerate(MONTHS, 1)}),
    Field(
        name="day of the week",
        least=1,
        most=7,
        names={name: i for i, name in enumerate(DAYS, 1)},
        others=r"\?|L|[1-7]L|[1-7]#[1-5]",
    ),
    Field(name="year", least=1970, most=2199),
)
"""The fields, in their order."""

FORMS = "cron(0 8 ? * MON-FRI *), rate(1 day), at(2030-01-01T00:00:00)"


def wrong_time(text: str) -> str | None:
    """Why AWS does not take the expression; None if it does."""
    found = re.fullmatch(r"(cron|rate|at)\((.*)\)", text)
    match found and found.groups():
        case ("cron", inner):
            return _wrong_cron(inner.split())
        case ("rate", inner):
            return _wrong_rate(inner)
        case ("at", inner):
            return _wrong_date(inner)
    return f"is {text}; allowed: such as {FORMS}"


def _wrong_cron(fields: list[str]) -> str | None:
    names = ", ".join(one.name for one in FIELDS)
    if len(fields) != len(FIELDS):
        return f"has {len(fields)} fields in cron(); it takes six: {names}"
    for one, text in zip(FIELDS, fields, strict=True):
        if not one.takes(text):
            return f"has {text} for the {one.name}; it takes {one.least} to {one.most}" + (
                f", or {', '.join(one.names)}" if one.names else ""
            )
    month_day, week_day = fields[2], fields[4]
    if month_day == week_day == "?":
        return "has ? for both kinds of day; one of them must say which"
    if not {month_day, week_day} & {"?", "*"}:
        return "names days of the month and of the week; one of them must be ?"
    return None


def _wrong_rate(text: str) -> str | None:
    found = re.fullmatch(r"([1-9][0-9]*) (minute|hour|day)(s?)", text)
    if not found:
        return (
            f"is rate({text}); it takes a number and a unit, as in rate(5 minutes) or rate(1 day)"
        )
    number, unit, plural = found.groups()
    if (number == "1") == bool(plural):
        meant = unit if number == "1" else f"{unit}s"
        return f"is rate({text}); write rate({number} {meant})"
    return None


def _wrong_date(text: str) -> str | None:
    wrong = f"is at({text}); it takes a date and a time, as in at(2030-01-01T00:00:00)"
    try:
        read = datetime.strptime(text, "%Y-%m-%dT%H:%M:%S")
    except ValueError:
        return wrong
    return None if read.isoformat() == text else wrong
