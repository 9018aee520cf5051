"""How long an operation may take, in seconds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

_BAKES = ("BakeTimeInMinutes", "MonitoringTimeInMinutes")
"""For so long a deployment, or a rollback's alarm, is watched when it is done."""


def patience(template: str, timeout: float) -> float:
    """The time that an operation on a stack with this template has.

    What the template bakes, minutes in which a deployment only waits for alarms, comes on top.
    """
    if not any(name in template for name in _BAKES):
        return timeout
    return timeout + 60.0 * max(_minutes(json.loads(template)), default=0.0)


def _minutes(part: Any) -> Iterator[float]:
    """Every bake time anywhere in the template that is a plain number."""
    match part:
        case dict():
            for key, value in part.items():
                if key in _BAKES and str(value).isdecimal():
                    yield float(value)
                yield from _minutes(value)
        case list():
            for item in part:
                yield from _minutes(item)
