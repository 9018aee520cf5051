"""Asks ECS about as many services of a cluster at once as can be, and a few such questions at once.

Nothing depends on the answers: whoever gets none, or none soon, goes on without.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from generators.deploy.run import Run
from generators.deploy.running import AT_ONCE, Finding, cluster_of
from generators.deploy.terms import RolledBack
from generators.errors import CannotReachAWS, Throttled

_GATHERS, _BETWEEN = 2.0, 0.1
"""Seconds for which a question waits at most for others to join it, and between two looks."""

_FEW = 4
"""So many questions are under way side by side."""

_LIMIT = 30.0
"""Seconds for an answer. The client would try for minutes; its thread is left to itself then."""

_UNKNOWN = "whether the services run what was deployed is not known"


@dataclass(frozen=True, kw_only=True)
class Asking:
    """The questions of one run; `_silent` is set once ECS gives no answer, and then it has rest."""

    run: Run
    _wanted: dict[str, str] = field(default_factory=dict, init=False)
    _answers: dict[str, asyncio.Future[Finding | None]] = field(default_factory=dict, init=False)
    _few: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_FEW), init=False)
    _one: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)
    _silent: asyncio.Event = field(default_factory=asyncio.Event, init=False)

    async def about(self, arn: str, deployed: str, *, hurry: bool) -> Finding | None:
        """What is wrong with the service; None where nothing is, or that is not known.

        Whoever is in a hurry waits for no others to join the question.
        """
        rolled_back = self.run.terms.aside.rolled_back
        if rolled_back is None or self._silent.is_set():
            return None
        fresh = asyncio.get_running_loop().create_future()
        answer = self._answers.setdefault(arn, fresh)
        if answer is fresh:
            self._wanted[arn] = deployed
        await asyncio.sleep(0)  # whoever asks at the same moment goes along
        async with self._few:
            if not hurry:
                await self._gathered(arn)
            if together := self._taken(arn):
                await self._ask(rolled_back, together)
        return await asyncio.shield(answer)

    async def _gathered(self, arn: str) -> None:
        """Others that wait for their turn to call may soon want to know as much."""
        async with self._one:
            until = self.run.now() + _GATHERS
            while self._may_grow(arn) and self.run.now() < until:
                await asyncio.sleep(_BETWEEN)

    def _may_grow(self, arn: str) -> bool:
        waits = arn in self._wanted and not self._silent.is_set()
        return waits and bool(self.run.calls.queued) and len(self._beside(arn)) < AT_ONCE

    def _beside(self, arn: str) -> list[str]:
        """Those that fit into the service's question, it first."""
        cluster = cluster_of(arn)
        others = (one for one in self._wanted if one != arn and cluster_of(one) == cluster)
        return [arn, *others][:AT_ONCE]

    def _taken(self, arn: str) -> Mapping[str, str]:
        """What is asked together with the service; nothing where another did that."""
        if arn not in self._wanted:
            return {}
        return {one: self._wanted.pop(one) for one in self._beside(arn)}

    async def _ask(self, rolled_back: RolledBack, deployed: Mapping[str, str]) -> None:
        found: dict[str, Finding] = {}
        try:
            found = {one.arn: one for one in await self._told(rolled_back, deployed)}
        finally:
            for arn in deployed:
                self._answers.pop(arn).set_result(found.get(arn))

    async def _told(
        self, rolled_back: RolledBack, deployed: Mapping[str, str]
    ) -> tuple[Finding, ...]:
        if self._silent.is_set():
            return ()
        question = self.run.calls.aside(lambda: rolled_back(deployed))
        try:
            return await asyncio.wait_for(question, _LIMIT)
        except TimeoutError:
            self._silent.set()
            self.run.note(f"{_UNKNOWN}: ECS gave no answer for {_LIMIT:.0f} seconds")
        except Exception as error:  # noqa: BLE001 - CloudFormation has said that all is well
            if isinstance(error, CannotReachAWS) and not isinstance(error, Throttled):
                self._silent.set()
            self.run.note(f"{_UNKNOWN}: {error}")
        return ()
