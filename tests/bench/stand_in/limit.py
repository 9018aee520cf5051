"""How many calls a second are let through: all of an account and region share it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(kw_only=True)
class Limit:
    """A token bucket: `rate` tokens come every second, `burst` are kept at most.

    A call that is throttled takes none. No rate means no limit.
    """

    rate: float | None
    burst: float
    _tokens: float = field(init=False)
    _at: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        self._tokens = self.burst

    def lets_through(self, now: float) -> bool:
        """Whether a call at that time, in seconds, is let through."""
        if self.rate is None:
            return True
        self._tokens = min(self._tokens + (now - self._at) * self.rate, self.burst)
        self._at = now
        if self._tokens < 1.0:
            return False
        self._tokens -= 1.0
        return True
