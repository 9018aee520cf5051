"""What part of the calls may go into looking while others wait to begin something."""

from __future__ import annotations

from generators.deploy.run import Run

_QUEUED = 0.03
"""The part of the calls that looks may take while many queue to begin something."""

_SHORT = 0.2
"""The same where few queue or none: those are due who wait for an end."""

_AHEAD = 2.0
"""Few are as many as get their turn in so many seconds."""


class Share:
    """Keeps account of looks while there are no calls to spare."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._owed = 0.0
        self._at = run.now()

    @property
    def scarce(self) -> bool:
        """Whether a look takes a call from somebody else."""
        calls = self._run.calls
        return bool(calls.queued) or not calls.spare()

    @property
    def dry(self) -> bool:
        """Whether those who queue will soon all have had their turn."""
        calls = self._run.calls
        return calls.queued < _AHEAD * calls.rate

    def spent(self) -> None:
        """A call was made to look."""
        self._settle()
        self._owed += 1.0

    def until(self) -> float:
        """The time from which looks are due again, as things are; it may come to be another."""
        self._settle()
        return self._at + self._owed / self._income() if self._owed else float("-inf")

    def worth(self, answers: int, calls: int) -> bool:
        """Whether so many answers that nobody waits for are worth so many calls."""
        return answers * _QUEUED >= calls if self.scarce else answers > 0

    def _settle(self) -> None:
        now = self._run.now()
        paid = (now - self._at) * self._income() if self.scarce else self._owed
        self._owed = max(self._owed - paid, 0.0)
        self._at = now

    def _income(self) -> float:
        return (_SHORT if self.dry else _QUEUED) * self._run.calls.rate
