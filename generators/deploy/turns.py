"""Whose call is next: each takes a token, and there are only so many a second."""

from __future__ import annotations

import asyncio
import heapq
from itertools import count

from generators.deploy.pacing import Bucket

AT_ONCE, FIRST, IN_TURN = range(3)
"""The ranks: who looks, who has had a turn that came to nothing, and all others."""


class Turns:
    """Those who wait for a token of the bucket, by rank and then as they came."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._numbers = count()
        self._timer: asyncio.TimerHandle | None = None
        self._loop = asyncio.get_running_loop()

    def __len__(self) -> int:
        """So many wait."""
        return len(self._waiting)

    async def mine(self, rank: int) -> None:
        """Return when it is the caller's turn."""
        # Whoever was stopped during the last call learns it here, and makes no other.
        await asyncio.sleep(0)
        turn = self._loop.create_future()
        heapq.heappush(self._waiting, (rank, next(self._numbers), turn))
        self._next()
        try:
            await turn
        except asyncio.CancelledError:
            self._waiting = [one for one in self._waiting if one[2] is not turn]
            heapq.heapify(self._waiting)
            raise

    def _next(self) -> None:
        """Give tokens to whoever waits, and come back when there is another."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        while self._waiting:
            now = self._loop.time()
            if wait := self._bucket.wait(now):
                self._timer = self._loop.call_later(wait, self._next)
                return
            _, _, turn = heapq.heappop(self._waiting)
            if not turn.done():
                self._bucket.take(now)
                turn.set_result(None)
