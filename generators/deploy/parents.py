"""The stacks that a plan leaves out and whose outputs it takes.

Whoever is at work on one of them may be about to change what it gives, as a second deploy does that
runs beside this one: that is waited for as with a stack of the plan's own.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from generators.deploy.cloud import Operation, StackState
from generators.deploy.events import Waiting
from generators.deploy.live import has_to_settle
from generators.deploy.resolve import sources
from generators.deploy.run import Run
from generators.deploy.statuses import Standing, has_values, standing
from generators.deploy.survey import Survey
from generators.deploy.watch import Watcher
from generators.errors import DeployFailed
from generators.model import Step

_WAITED = "run the same command again: it waits for what runs and goes on from there"


@dataclass(frozen=True, kw_only=True)
class Parents:
    """Reads them for one deploy, and waits for them; `own` are the plan's stacks, by name.

    However many steps take from one, it is waited for once.
    """

    run: Run
    watcher: Watcher
    survey: Survey
    own: Collection[str] = field(repr=False)
    _late: set[str] = field(default_factory=set, init=False, repr=False)
    _turns: defaultdict[str, asyncio.Lock] = field(
        default_factory=lambda: defaultdict(asyncio.Lock), init=False, repr=False
    )

    async def settled(self, step: Step, since: float) -> bool:
        """Return once the outputs that the step takes are final; whether that took any waiting.

        A parent is read again where it was read before `since`, or long ago. Raises `DeployFailed`
        where somebody is at work on one for longer than TIMEOUT= allows.
        """
        waited = False
        for name in sorted(sources(step) - set(self.own)):
            await self.survey.renew(name, since)
            if has_to_settle(self.survey.states[name]):
                waited = True
                async with self._turns[name]:
                    await self._wait(name)
            self._note(self.survey.states[name])
        return waited

    async def _wait(self, name: str) -> None:
        until = self.run.now() + self.run.terms.limits.timeout
        news = self._news(name)
        while (state := self.survey.states[name]) is not None and has_to_settle(state):
            if name in self._late or self.run.now() >= until:
                self._late.add(name)
                self.run.running.discard(name)
                raise DeployFailed(
                    f"it takes outputs of {name}, and somebody else's operation on that is still"
                    f" {state.status}",
                    advice=_WAITED,
                )
            self.run.running.add(name)
            news(state.status)
            self.survey.put(name, await self._after(state, news, until - self.run.now()))
        self.run.running.discard(name)

    async def _after(
        self, state: StackState, news: Callable[[str], None], patience: float
    ) -> StackState | None:
        """The stack once its outputs are final, or when patience is at its end."""
        theirs = Operation(stack=state.name, id=state.id, token="")
        one = self.watcher.follow(theirs, seen=True, news=news)
        try:
            await asyncio.wait({one.final}, timeout=patience)
            if one.final.done():
                one.final.result()
                return await self.watcher.described(one, urgent=True)
            # While a person was asked nobody looked: it may have ended long ago.
            return await self.run.calls.soon(self.run.cloud.stack, state.id)
        finally:
            self.watcher.forget(one)  # what is cleaned up afterwards concerns nobody here

    def _news(self, name: str) -> Callable[[str], None]:
        told: set[str] = set()

        def news(status: str) -> None:
            if status not in told:
                told.add(status)
                self.run.emit(Waiting(stack=name, status=status))

        return news

    def _note(self, state: StackState | None) -> None:
        if state and has_values(state) and standing(state) is Standing.STUCK:
            self.run.note(f"{state.name} is {state.status}: its outputs are taken as they are")
