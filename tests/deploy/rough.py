"""What lies between a deploy and CloudFormation: a limit of its rate, faults, and Ctrl-C."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any, cast

from generators.deploy.cloud import Cloud
from generators.errors import NoAnswer, Refused, Throttled
from tests.deploy.fakes import FakeCloud

MUTATING = {"create", "propose", "execute", "discard", "delete", "cancel", "roll_back"}


@dataclass
class Road:
    """The way to a FakeCloud, with as many stones as wanted; everything follows from `seed`.

    `limit` is the rate in calls a second that are let through, with `depth` in reserve. A call is
    `throttled` or met by a `broken` server without being heard; after a `reset` it was heard and
    its answer lost. Nobody may ask for what it `hides`. `before` is called with the number of each
    call. The stacks of whose calls nobody could know whether they were heard are `unsure`.
    """

    cloud: FakeCloud
    seed: int = 0
    limit: float = 0.0
    depth: float = 5.0
    throttled: float = 0.0
    broken: float = 0.0
    reset: float = 0.0
    hides: frozenset[str] = frozenset()
    before: Callable[[int], None] = lambda _: None
    counts: Counter[str] = field(default_factory=Counter)
    unsure: set[str] = field(default_factory=set)
    refused: int = 0
    order: list[tuple[float, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._random = Random(self.seed)
        self._level, self._at = self.depth, self.cloud.clock.now()

    def to(self) -> Cloud:
        """The cloud at its end."""
        return cast(Cloud, self)

    @property
    def mutating(self) -> int:
        return sum(self.counts[verb] for verb in MUTATING)

    def __getattr__(self, verb: str) -> Callable[..., Any]:
        made = getattr(self.cloud, verb)

        def call(*arguments: Any) -> Any:
            number = len(self.order)
            self.order.append((self.cloud.clock.now(), verb))
            self.before(number)
            self._meet(*arguments)
            if verb in self.hides:
                raise Refused("AccessDenied")
            self.counts[verb] += 1
            found = made(*arguments)
            if self._random.random() < self.reset:
                raise NoAnswer("AWS could not be reached: connection reset by peer")
            return found

        return call

    def _meet(self, *arguments: Any) -> None:
        now = self.cloud.clock.now()
        if self.limit:
            self._level = min(self._level + (now - self._at) * self.limit, self.depth)
            self._at = now
            if self._level < 1.0:
                self.refused += 1
                raise Throttled("AWS gave no answer: Rate exceeded (Throttling)")
            self._level -= 1.0
        if self._random.random() < self.throttled:
            self.refused += 1
            raise Throttled("AWS gave no answer: Rate exceeded (Throttling)")
        if self._random.random() < self.broken:
            self.unsure |= {_name(one) for one in arguments}
            raise NoAnswer("AWS gave no answer: internal error (InternalFailure)")


def _name(argument: Any) -> str:
    """The stack that a call's argument names, if it does."""
    return str(getattr(argument, "stack", getattr(argument, "name", "")))
