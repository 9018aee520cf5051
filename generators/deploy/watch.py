"""One watcher for all that CloudFormation is doing: it looks for everybody at once.

One operation alone is followed by its events, which tell how it goes. Of several, one listing of
what is in progress or has fallen tells which have ended; how each of those ended is asked when
somebody has to know, for all of them in a call where that is cheaper.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

from generators.deploy import waits
from generators.deploy.cloud import Operation, StackState
from generators.deploy.describing import Describing
from generators.deploy.followed import Followed
from generators.deploy.looks import Looks
from generators.deploy.run import Run
from generators.deploy.share import Share
from generators.deploy.survey import Region
from generators.deploy.telling import Story
from generators.errors import NoAnswer, Throttled


class Watcher:
    """Watches for one run."""

    def __init__(self, run: Run, region: Region) -> None:
        self.run = run
        self._share = Share(run)
        self._looks = Looks(run, self._share)
        self._describing = Describing(run, region, self._share)
        self._followed: list[Followed] = []
        self._woken = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._looked = float("-inf")

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
        self._followed.append(one)
        self._wake()
        return one

    def resume(self, one: Followed) -> Followed:
        """Watch it once more: it was said to be over and is not."""
        loop = asyncio.get_running_loop()
        again = replace(
            one,
            looked=self.run.now(),
            seen=True,
            plain=False,
            listed=False,
            missed=0,
            unsure=0,
            fallen=False,
            over=loop.create_future(),
            final=loop.create_future(),
        )
        self._followed.append(again)
        self._wake()
        return again

    async def described(self, one: Followed, *, urgent: bool) -> StackState | None:
        """The stack after its operation, None where it is gone.

        `urgent` says that somebody waits for it; otherwise it may take until others are asked for.
        """
        answer = self._describing.want(one, urgent=urgent)
        self._wake()
        return await answer

    def forget(self, one: Followed) -> None:
        """Watch it no more."""
        if one in self._followed:
            self._followed.remove(one)

    async def stop(self) -> None:
        """Look at nothing any more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})

    def _wake(self) -> None:
        self._woken.set()
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._work())

    async def _work(self) -> None:
        try:
            while self._followed or self._describing:
                self._woken.clear()
                look, answer, now = self._until_look(), self._describing.until(), self.run.now()
                if min(look, answer) > now:
                    await self._sleep(min(look, answer) - now)
                else:
                    await self._once(looks=look <= now, answers=answer <= now)
        except Exception as error:  # noqa: BLE001 - everybody who waits for us gets to know it
            self._lose(error)

    async def _sleep(self, seconds: float) -> None:
        # Where calls are scarce the time to look comes nearer as others have their turn.
        longest = waits.SPACING if self._share.scarce else seconds
        try:
            async with asyncio.timeout(min(seconds, longest)):
                await self._woken.wait()
        except TimeoutError:
            pass

    async def _once(self, *, looks: bool, answers: bool) -> None:
        try:
            if answers:
                await self._describing.answer()
            if looks:
                self._looked = self.run.now()
                await self._looks.at(self._followed)
        except (NoAnswer, Throttled):
            # A look that failed is no stack's failure.
            if self.run.calls.silent:
                raise
            self._looked = self.run.now()
            self._describing.silent()
            await asyncio.sleep(waits.AFTER_SILENCE)
        finally:
            self._followed = [one for one in self._followed if not one.over.done()]

    def _until_look(self) -> float:
        if not self._followed:
            return float("inf")
        waiting = [one.looked + waits.between(one.looked - one.began) for one in self._followed]
        spaced = self._looked + (waits.SPACING if len(self._followed) > 1 else 0.0)
        return max(min(waiting), spaced, self._share.until())

    def _lose(self, error: Exception) -> None:
        for one in self._followed:
            one.lose(error)
        self._followed = []
        self._describing.lose(error)
