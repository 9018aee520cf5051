"""Time, as the engine sees it: a tests' clock can be put in its place."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """What the engine asks of a clock; everything is in seconds."""

    def now(self) -> float:
        """Seconds since some fixed moment; never goes backwards."""

    def sleep(self, seconds: float) -> None:
        """Return once so many seconds have passed."""


class SystemClock:
    """The machine's own clock, unmoved by corrections of the time of day."""

    def now(self) -> float:
        """Seconds since some fixed moment; never goes backwards."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Block for so many seconds."""
        time.sleep(seconds)
