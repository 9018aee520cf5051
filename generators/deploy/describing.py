"""How stacks are after their operations: asked when somebody has to know, for many in one call."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, field

from generators.deploy import waits
from generators.deploy.cloud import StackState
from generators.deploy.followed import Followed, fail
from generators.deploy.run import Run
from generators.deploy.share import Share
from generators.deploy.survey import Region
from generators.errors import Refused

Answer = asyncio.Future[StackState | None]


@dataclass(kw_only=True, eq=False)
class _Wanted:
    """Somebody waits for how a stack is; asked `first` too early, it is asked again when `due`."""

    one: Followed
    urgent: bool
    answer: Answer = field(repr=False)
    first: float | None = None
    due: float = float("-inf")


class Describing:
    """Those who want to know, and what they are told."""

    def __init__(self, run: Run, region: Region, share: Share) -> None:
        self._run = run
        self._region = region
        self._share = share
        self._wanted: list[_Wanted] = []
        self._asked = float("-inf")

    def want(self, one: Followed, *, urgent: bool) -> Answer:
        """The stack after that operation, in time; at once where that is `urgent`."""
        answer: Answer = asyncio.get_running_loop().create_future()
        self._wanted.append(_Wanted(one=one, urgent=urgent, answer=answer))
        return answer

    def __bool__(self) -> bool:
        """Whether anybody wants to know anything."""
        return bool(self._wanted)

    def until(self) -> float:
        """When to ask next, as things are; never where that is not worth it yet."""
        due = self._due()
        again = self._asked + waits.AGAIN
        later = min((one.due for one in self._wanted if one not in due), default=float("inf"))
        if any(one.urgent for one in due):
            return min(again, later)
        if due and self._share.worth(len(due), self._cost(due)):
            return min(max(again, self._share.until()), later)
        return later

    def silent(self) -> None:
        """There was no answer: ask a little later."""
        self._asked = self._run.now()

    def lose(self, error: Exception) -> None:
        """Nobody will be told anything any more."""
        for one in self._wanted:
            fail(one.answer, error)
        self._wanted = []

    async def answer(self) -> None:
        """Ask about those who are due, and tell those who wait."""
        self._asked = self._run.now()
        due = self._due()
        urgent = [one for one in due if one.urgent]
        asked = urgent if urgent and self._share.scarce else due
        found = await self._found({one.one.operation.id for one in asked})
        for one in asked:
            try:
                await self._tell(one, found)
            except Refused as error:
                self._wanted.remove(one)
                fail(one.answer, error)

    def _due(self) -> list[_Wanted]:
        now = self._run.now()
        return [one for one in self._wanted if one.due <= now]

    def _cost(self, due: Collection[_Wanted]) -> int:
        return min(len(due), self._region.pages or len(due))

    async def _found(self, ids: set[str]) -> dict[str, StackState]:
        if not 0 < self._region.pages < len(ids):
            return {}
        found: dict[str, StackState] = {}
        try:
            async for page in self._region.pages_of(look=True):
                self._share.spent()
                found |= {state.id: state for state in page}
                if found.keys() >= ids:
                    break
        except Refused:
            self._region.pages = 0  # nobody has to be allowed to see all of them
        return found

    async def _tell(self, one: _Wanted, found: dict[str, StackState]) -> None:
        stack = one.one.operation.id
        state = found.get(stack)
        if state is None:
            # Pages may miss a stack while others come and go: only itself can be gone.
            self._share.spent()
            state = await self._run.calls.soon(self._run.cloud.stack, stack)
        now = self._run.now()
        one.first = now if one.first is None else one.first
        if state and one.one.denies(state.status) and now - one.first < waits.LISTED:
            one.due = now + waits.between(now - one.first)
            return
        self._wanted.remove(one)
        if not one.answer.done():
            one.answer.set_result(state)
