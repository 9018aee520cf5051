"""How fast calls may go: a token bucket that learns from AWS what is too fast.

Pure arithmetic over the times that it is given, in seconds.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

_PAUSE = 1.0
"""Throttled calls of one moment slow the bucket once, and no more than this often."""

_LATELY = 3.0
_SLOWEST = 0.5

_MARGINAL = 0.8
"""What got through is so great a part of the rate: it was just too fast."""

_LESS, _AT_MOST = 0.9, 0.5
"""The part of what goes through that is taken at first, and how deep the rate may fall at once."""

_STEEP = 0.003
_DEEPER = 0.1
"""The calls at once that are won back with every second."""


@dataclass(kw_only=True)
class Bucket:
    """Tokens for calls: a number of them come every second, `burst` are kept at most.

    AWS publishes no rate for CloudFormation, and everybody in an account and region shares it: the
    bucket begins with `rate`, at what mostly goes through. Throttled, it falls below what went
    through lately; from there it comes back to that soon, stays close to it for some time, and
    then tries ever more, by the cubic curve that TCP and the SDK's own retries have for this.
    """

    rate: float
    burst: float
    _level: float = field(init=False)
    _at: float = field(default=0.0, init=False)
    _slowed: float = field(default=float("-inf"), init=False)
    _goes: float = field(init=False)
    _most: float = field(init=False)
    _depth: float = field(init=False)
    _taken: deque[float] = field(default_factory=deque, init=False, repr=False)
    _throttled: deque[float] = field(default_factory=deque, init=False, repr=False)

    def __post_init__(self) -> None:
        self._level = self._depth = self.burst
        self._goes = self._most = self.rate

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
            self.burst = max(self.burst / 2, 1.0)
            through = self._got_through(now)
            # Where calls came more slowly, not the rate was too fast, but a few at once.
            used = self._asked_for(now) >= _MARGINAL * self.rate
            least = max(self.rate * (_AT_MOST if used else _LESS), _SLOWEST)
            self._goes = self.rate if through >= _MARGINAL * self.rate else max(through, least)
            self.rate = max(self._goes * _LESS, least)

    def _got_through(self, now: float) -> float:
        """Calls a second that AWS has taken lately: where it throttles, that is its limit."""
        for times in (self._taken, self._throttled):
            while times and times[0] < now - _LATELY:
                times.popleft()
        return (len(self._taken) - len(self._throttled)) / _LATELY

    def _asked_for(self, now: float) -> float:
        """Calls a second that were made, over the second or the few in which they came fastest."""
        recent = sum(at > now - _PAUSE for at in self._taken)
        return max(recent / _PAUSE, len(self._taken) / _LATELY)

    def _fill(self, now: float) -> None:
        passed = max(now - self._at, 0.0)
        self._at = max(now, self._at)
        self._level += passed * self.rate
        self.burst = min(self.burst + passed * _DEEPER, self._depth)
        self._level = min(self._level, self.burst)
        back = (self._goes * (1 - _LESS) / _STEEP) ** (1 / 3)
        curve = self._goes + _STEEP * (self._at - self._slowed - back) ** 3
        self.rate = min(max(curve, self.rate), self._most)
