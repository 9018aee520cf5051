"""One watcher for all that CloudFormation is doing: it looks for everybody at once.

One operation alone is followed by its events, which tell how it goes. Of several, one listing of
what is in progress or has fallen tells which have ended; how each of those ended is asked when
somebody has to know, for all of them in a call where that is cheaper.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from generators.deploy import waits
from generators.deploy.cloud import Operation, StackState
from generators.deploy.run import Run
from generators.deploy.statuses import FINAL, WELL, busy
from generators.deploy.survey import Region
from generators.deploy.telling import Story
from generators.errors import NoAnswer, Refused, Throttled

_BY_ID = 6
"""Every so many looks at one stack go to itself: another's deletion is not among our events."""

_UNSEEN = 2
"""So many listings do not show an operation that was begun; then its events are asked."""

_TOLD_FROM = 15.0
"""Seconds after which an operation is slow enough for its resources to be of interest."""


@dataclass(kw_only=True, eq=False)
class Followed:
    """An operation that is watched.

    `seen` says that it was seen to have begun: just after the call a stack may still show how its
    last operation ended. `final` comes when outputs will not change any more, at `over` at last.
    `fallen` says that it was seen to have ended in a status that nobody wants. `plain` says that it
    can be told from whatever was before it: a stack's creation, or its deletion. What `deletes`
    has ended where that is known of itself alone, and is `gone` if that went well.
    """

    operation: Operation
    story: Story
    began: float
    looked: float
    seen: bool
    plain: bool
    deletes: bool
    news: Callable[[str], None]
    over: asyncio.Future[None]
    final: asyncio.Future[None]
    looks: int = 0
    unseen: int = 0
    status: str = ""
    fallen: bool = False
    gone: bool = False


@dataclass(kw_only=True, eq=False)
class _Wanted:
    """Somebody waits for how a stack is; asked `first` too early, it is asked again when `due`."""

    one: Followed
    urgent: bool
    answer: asyncio.Future[StackState | None] = field(repr=False)
    first: float | None = None
    due: float = float("-inf")


class Watcher:
    """Watches for one run."""

    def __init__(self, run: Run, region: Region) -> None:
        self.run = run
        self._region = region
        self._active: list[Followed] = []
        self._wanted: list[_Wanted] = []
        self._woken = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._looked = self._described = self._allowed = float("-inf")
        self._heard = run.now()
        self._lists = True

    def follow(
        self,
        operation: Operation,
        *,
        seen: bool = False,
        plain: bool = False,
        deletes: bool = False,
        news: Callable[[str], None] = lambda _: None,
    ) -> Followed:
        """Watch an operation; `news` gets every status that it is seen to have meanwhile."""
        loop, now = asyncio.get_running_loop(), self.run.now()
        one = Followed(
            operation=operation,
            story=Story(run=self.run, operation=operation),
            began=now,
            looked=now,
            seen=seen,
            plain=plain,
            deletes=deletes,
            news=news,
            over=loop.create_future(),
            final=loop.create_future(),
        )
        self._active.append(one)
        self._wake()
        return one

    async def described(self, one: Followed, *, urgent: bool) -> StackState | None:
        """The stack after its operation, None where it is gone.

        `urgent` says that somebody waits for it; otherwise it may take until others are asked for.
        """
        answer = asyncio.get_running_loop().create_future()
        self._wanted.append(_Wanted(one=one, urgent=urgent, answer=answer))
        self._wake()
        found: StackState | None = await answer
        return found

    def forget(self, one: Followed) -> None:
        """Watch it no more."""
        if one in self._active:
            self._active.remove(one)

    async def stop(self) -> None:
        """Look at nothing any more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})

    def _wake(self) -> None:
        self._woken.set()
        if self._task is None or self._task.done():
            self._heard = self.run.now()
            self._task = asyncio.get_running_loop().create_task(self._work())

    async def _work(self) -> None:
        try:
            while self._active or self._wanted:
                self._woken.clear()
                wait = min(self._until_look(), self._until_answer()) - self.run.now()
                if wait > 0:
                    await self._sleep(wait)
                    continue
                await self._once()
        except Exception as error:  # noqa: BLE001 - everybody who waits for us gets to know it
            self._tell_all(error)

    async def _sleep(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            pass

    async def _once(self) -> None:
        now = self.run.now()
        try:
            if self._until_answer() <= now:
                await self._answer()
            if self._until_look() <= now:
                self._looked = now
                await self._look()
        except (NoAnswer, Throttled):
            # A look that failed is no stack's failure.
            if self.run.now() - self._heard > waits.PATIENCE:
                raise
            self._described = self._looked = self.run.now()
            await asyncio.sleep(waits.AFTER_SILENCE)
        else:
            self._heard = self.run.now()

    def _tell_all(self, error: Exception) -> None:
        everybody: list[asyncio.Future[Any]] = [
            *(future for one in self._active for future in (one.over, one.final)),
            *(wanted.answer for wanted in self._wanted),
        ]
        self._active, self._wanted = [], []
        for future in everybody:
            _fail(future, error)

    def _until_look(self) -> float:
        if not self._active:
            return float("inf")
        soonest = min(one.looked + waits.between(one.looked - one.began) for one in self._active)
        spaced = self._looked + (waits.SPACING if len(self._active) > 1 else 0.0)
        return max(soonest, spaced, self._allowed)

    def _until_answer(self) -> float:
        now = self.run.now()
        later = (wanted.due for wanted in self._wanted if wanted.due > now)
        due = [wanted for wanted in self._wanted if wanted.due <= now]
        return min([self._until_due(due), *later])

    def _until_due(self, due: list[_Wanted]) -> float:
        if not due:
            return float("inf")
        if any(wanted.urgent for wanted in due):
            return self._described + waits.AGAIN
        if not self.run.calls.queued:
            return self._described + waits.AGAIN if not self._active else self._allowed
        worth = len(due) * waits.QUEUED >= self._cost(due)
        return self._allowed if worth else float("inf")

    def _spent(self, calls: int) -> None:
        """So many calls were made to look: those who have something to begin go first."""
        ours = self.run.calls
        if ours.queued or not ours.spare():
            running_dry = ours.queued < waits.AHEAD * ours.rate
            part = waits.SHORT if running_dry else waits.QUEUED
            self._allowed = max(self._allowed, self.run.now()) + calls / (part * ours.rate)

    def _cost(self, due: list[_Wanted]) -> int:
        return min(len(due), self._region.pages or len(due))

    async def _look(self) -> None:
        active = list(self._active)
        if len(active) == 1:
            await self._look_at(active[0])
        elif self._lists:
            await self._look_over(active)
        else:
            for one in active:
                await self._by_id(one)
        for one in active:
            one.looked = self._looked

    async def _look_at(self, one: Followed) -> None:
        one.looks += 1
        if not one.operation.token or one.story.refused or one.looks % _BY_ID == 0:
            await self._by_id(one)
            return
        self._spent(1)
        for event in await one.story.read():
            one.seen = True
            if event.physical_id == one.operation.id:
                self._has(one, event.status)

    async def _by_id(self, one: Followed) -> None:
        self._spent(1)
        try:
            state = await self.run.calls.look(self.run.cloud.stack, one.operation.id)
        except Refused as error:
            self._lost(one, error)
            return
        if one.story.refused and self._looked - one.began > waits.LISTED:
            one.seen = True  # no event will tell
        self._has(one, state.status if state else "DELETE_COMPLETE")

    async def _look_over(self, active: list[Followed]) -> None:
        try:
            found = await self._statuses()
        except Refused:
            self._lists = False  # nobody has to be allowed to list
            return
        for one in active:
            status = found.get(one.operation.id, "")
            if one.deletes:
                await self._look_for_its_end(one, status)
            elif status and (one.seen or one.plain or busy(status)):
                self._has(one, status)
            elif one.seen or (one.plain and self._looked - one.began > waits.LISTED):
                self._ended(one)  # well, or it is gone
            elif not one.plain:
                one.unseen += 1
                if one.unseen >= _UNSEEN:
                    await self._look_at(one)
        await self._tell_slow_ones()

    async def _look_for_its_end(self, one: Followed, status: str) -> None:
        """A listing may miss a stack or lag behind: that a deletion has ended is asked for."""
        if busy(status):
            self._has(one, status)
        elif status:
            one.unseen += 1
            if one.seen or one.unseen >= _UNSEEN:
                await self._look_at(one)
        elif one.seen or self._looked - one.began > waits.LISTED:
            await self._by_id(one)

    async def _statuses(self) -> dict[str, str]:
        found: dict[str, str] = {}
        more = ""
        while True:
            page = await self.run.calls.soon(self.run.cloud.statuses, more)
            self._spent(1)
            found |= page.statuses
            more = page.more
            if not more:
                return found

    async def _tell_slow_ones(self) -> None:
        """What becomes of their resources, in turn, as far as there are calls to spare."""
        now = self.run.now()
        slow = [one for one in self._active if now - one.began > _TOLD_FROM and one.operation.token]
        for one in sorted(slow, key=lambda one: one.looks)[:2]:
            if self.run.calls.spare():
                await self._look_at(one)

    def _has(self, one: Followed, status: str) -> None:
        if not busy(status):
            if _ends(one, status):
                one.fallen = status not in WELL
                one.gone = status == "DELETE_COMPLETE"
                self._ended(one)
            return
        one.seen = True
        if "ROLLBACK" in status:
            one.story.trouble.set()
        if status != one.status:
            one.status = status
            one.news(status)
        if status == FINAL and not one.final.done():
            one.final.set_result(None)

    def _ended(self, one: Followed) -> None:
        self.forget(one)
        for future in (one.over, one.final):
            if not future.done():
                future.set_result(None)

    def _lost(self, one: Followed, error: Refused) -> None:
        """Nobody lets us look at this stack; the others are none the worse for it."""
        self.forget(one)
        _fail(one.over, error)
        _fail(one.final, error)

    async def _answer(self) -> None:
        now = self._described = self.run.now()
        due = [wanted for wanted in self._wanted if wanted.due <= now]
        urgent = [wanted for wanted in due if wanted.urgent]
        wanted = due if not urgent or self.run.calls.spare() else urgent
        states: dict[str, StackState] = {}
        pages = self._region.pages
        self._spent(1)
        if pages and pages < len(wanted):
            states = {state.id: state for state in await self._region.all(look=True)}
        for one in wanted:
            stack = one.one.operation.id
            try:
                # Pages may miss a stack while others come and go: only itself can be gone.
                soon, verb = self.run.calls.soon, self.run.cloud.stack
                state = states.get(stack) or await soon(verb, stack)
            except Refused as error:
                self._wanted.remove(one)
                _fail(one.answer, error)
                continue
            if state and _stale(one.one, state.status):
                one.first = now if one.first is None else one.first
                one.due = now + waits.between(now - one.first)
                continue
            self._wanted.remove(one)
            if not one.answer.done():
                one.answer.set_result(state)


def _ends(one: Followed, status: str) -> bool:
    """Whether that status, at rest, is how the operation ended and not what was before it."""
    if one.deletes:
        return status == "DELETE_COMPLETE" or (one.seen and status == "DELETE_FAILED")
    return one.seen or one.plain or status == "DELETE_COMPLETE"


def _stale(one: Followed, status: str) -> bool:
    """Whether the stack was described as it was before what is known of it."""
    return busy(status) and (one.over.done() or (one.final.done() and status != FINAL))


def _fail(future: asyncio.Future[Any], error: Exception) -> None:
    if not future.done():
        future.set_exception(error)
        future.exception()  # not all of them are waited for
