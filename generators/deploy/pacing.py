"""How fast calls may go: a token bucket that learns from AWS what is too fast.

Pure arithmetic over the times that it is given, in seconds.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

_LESS = 0.8
_PAUSE = 1.0
"""Throttled calls of one moment slow the bucket once, and no more than this often."""

_LATELY = 3.0
_SLOWEST = 0.5
_RECOVERY, _DEEPER = 0.1, 0.1
"""The calls a second, and the calls at once, that are won back with every second."""


@dataclass(kw_only=True)
class Bucket:
    """Tokens for calls: `rate` of them come every second, `burst` are kept at most.

    AWS publishes no rate for CloudFormation, and everybody in an account and region shares it: the
    bucket begins at what mostly goes through, and hovers around what is throttled from then on.
    """

    rate: float
    burst: float
    _level: float = field(init=False)
    _at: float = field(default=0.0, init=False)
    _slowed: float = field(default=float("-inf"), init=False)
    _ceiling: float = field(init=False)
    _depth: float = field(init=False)
    _taken: deque[float] = field(default_factory=deque, init=False, repr=False)
    _throttled: deque[float] = field(default_factory=deque, init=False, repr=False)

    def __post_init__(self) -> None:
        self._level = self._depth = self.burst
        self._ceiling = self.rate

    def wait(self, now: float) -> float:
        """Seconds until there is a token; 0 where there is one."""
        self._fill(now)
        missing = 1.0 - self._level
        return max(missing / self.rate, 0.0) if missing > 1e-9 else 0.0

    def take(self, now: float) -> None:
        """One call is made. Without a token it is borrowed, and those after it wait for longer."""
        self._fill(now)
        self._level -= 1.0
        self._taken.append(now)

    def spare(self, now: float) -> bool:
        """Whether there are tokens for what is good to know and no more."""
        self._fill(now)
        return self._level > self.burst / 2

    def slowed(self, now: float) -> None:
        """AWS has throttled a call."""
        self._fill(now)
        self._throttled.append(now)
        self._level = min(self._level, 0.8)
        if now - self._slowed >= _PAUSE:
            self._slowed = now
            self.rate = max(self.rate * _LESS, self._got_through(now), _SLOWEST)
            self.burst = max(self.burst / 2, 1.0)

    def _got_through(self, now: float) -> float:
        """Calls a second that AWS has taken lately: where it throttles, that is its limit."""
        for times in (self._taken, self._throttled):
            while times and times[0] < now - _LATELY:
                times.popleft()
        return (len(self._taken) - len(self._throttled)) / _LATELY

    def _fill(self, now: float) -> None:
        passed = max(now - self._at, 0.0)
        self._at = max(now, self._at)
        gained = passed * self.rate
        self.rate = min(self.rate + passed * _RECOVERY, self._ceiling)
        self.burst = min(self.burst + passed * _DEEPER, self._depth)
        self._level = min(self._level + gained, self.burst)
