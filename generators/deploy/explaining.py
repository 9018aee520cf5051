"""Has a failure explained, beside the deploy: best while CloudFormation still rolls it back.

ECS soon forgets services and tasks. The same look is taken once at a service that does not settle.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generators.deploy.cloud import StackEvent
from generators.deploy.events import Explained
from generators.deploy.run import Run
from generators.deploy.telling import Story
from generators.deploy.terms import Explain, Mask
from generators.errors import UserError

if TYPE_CHECKING:
    from generators.deploy.diagnose.why import Explanation

SETTLES = 120.0
"""Seconds that a service has to settle before it is looked at."""

LONGEST = 30.0
"""Seconds that a failure waits for its explanation."""

_SERVICE = "AWS::ECS::Service"


@dataclass(kw_only=True, eq=False)
class Explaining:
    """Whoever looks for the cause should one operation fail; `began` is when it did, in the run."""

    run: Run
    explain: Explain
    file: str
    story: Story
    began: float
    _found: Explanation | None = field(default=None, init=False)
    _ended: bool = field(default=False, init=False)
    _told: bool = field(default=False, init=False)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list, init=False, repr=False)

    def begin(self) -> None:
        """Look as soon as something fails, and at a service that does not settle."""
        loop = asyncio.get_running_loop()
        self._tasks = [loop.create_task(self._failing()), loop.create_task(self._unsettled())]

    async def advice(self) -> str | None:
        """The likeliest cause and its cure in a line, now that it has failed."""
        self._ended = True
        self.story.trouble.set()
        failing, *others = self._tasks or [asyncio.ensure_future(self._failing())]
        self._tasks = [failing, *others]
        await asyncio.wait({failing}, timeout=LONGEST)
        return self._found.advice if self._found else None

    def tell(self) -> None:
        """The operation has ended: tell what was found and is not told yet, and look no more."""
        self.stop()
        if self._found is not None and self._ended and not self._told:
            self._tell(self._found, failed=True)

    def stop(self) -> None:
        """Look no more."""
        for task in self._tasks:
            task.cancel()

    async def _failing(self) -> None:
        await self.story.trouble.wait()
        self._found = await self._looked()
        if not self._ended:
            self._tell(self._found, failed=True)

    async def _unsettled(self) -> None:
        wait = SETTLES
        while wait > 0 and not self.story.trouble.is_set():
            await asyncio.sleep(wait)
            with suppress(UserError):
                await self.story.read()
            wait = self._left(_settling(self.story.told))
        if not self.story.trouble.is_set():
            found = await self._looked()
            if not self.story.trouble.is_set():
                self._tell(found, failed=False)

    def _left(self, settling: StackEvent | None) -> float:
        """Seconds until the service has had its time: by CloudFormation's own clock."""
        if settling is None:
            return SETTLES
        late = (settling.at - self.story.told[0].at).total_seconds()
        return SETTLES - (self.run.now() - self.began - late)

    def _tell(self, found: Explanation, *, failed: bool) -> None:
        self._told = failed
        stack = self.story.operation.stack
        self.run.emit(Explained(stack=stack, explanation=found, failed=failed))

    async def _looked(self) -> Explanation:
        """What is found; that it could not be looked for is all that can go wrong."""
        explain, told = self.explain, self.story.told
        try:
            if not told or (self.story.trouble.is_set() and self.story.cause is None):
                await self.story.read(surely=True)
            async with self.run.looking:
                return await self.run.calls.aside(
                    lambda: explain(self.file, tuple(told), (), self.run.mask)
                )
        except Exception as error:  # noqa: BLE001 - no deploy ends on account of this
            why_not = str(error) or type(error).__name__
            return _nothing(self.file, told, why_not, self.run.mask)


def begin(run: Run, file: str, story: Story, *, early: bool) -> None:
    """An operation has begun; with `early` nobody waits for its end to look what goes wrong."""
    explain = run.terms.aside.explain
    if explain is None:
        return
    one = Explaining(run=run, explain=explain, file=file, story=story, began=run.now())
    run.explaining[story.operation.stack] = one
    if early:
        one.begin()


async def advice(run: Run, stack: str) -> str | None:
    """What is said of the stack's failure in a line, None where nobody has looked."""
    one = run.explaining.get(stack)
    return await one.advice() if one else None


def tell(run: Run, stack: str) -> None:
    """The stack has ended: nothing more is looked for."""
    if one := run.explaining.pop(stack, None):
        one.tell()


def stop(run: Run) -> None:
    """The run ends before its time."""
    for one in run.explaining.values():
        one.stop()


def _settling(events: Sequence[StackEvent]) -> StackEvent | None:
    """The event with which a service began that is not done."""
    last = {event.logical_id: event.status for event in events if event.type == _SERVICE}
    under_way = ("CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS")
    busy = {name for name, status in last.items() if status in under_way}
    return next((event for event in events if event.logical_id in busy), None)


def _nothing(file: str, events: Sequence[StackEvent], why_not: str, mask: Mask) -> Explanation:
    """What is known without having looked."""
    from generators.deploy.diagnose.facts import Facts
    from generators.deploy.diagnose.hiding import hidden
    from generators.deploy.diagnose.stack import failures
    from generators.deploy.diagnose.why import Explanation

    notes = (f"could not look for the cause: {why_not}",)
    facts = Facts(stack=file, failed=failures(events), notes=notes)
    return Explanation(causes=(), facts=hidden(facts, mask))
