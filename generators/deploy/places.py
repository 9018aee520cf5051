"""Places for operations side by side: a free one goes to whom the longest chain waits for."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from itertools import count

Leave = Callable[[], None]
"""Gives a place to the next; a second time it does nothing."""


class Places:
    """A semaphore that knows who matters most."""

    def __init__(self, free: int) -> None:
        self._free = free
        self._queue: list[tuple[int, int, asyncio.Future[None]]] = []
        self._numbers = count()

    @asynccontextmanager
    async def one(self, weight: int = 0) -> AsyncIterator[Leave]:
        """A place of one's own; of those who wait, the one with the greatest weight comes first.

        Whoever no longer needs it leaves before the end.
        """
        turn = asyncio.get_running_loop().create_future()
        heapq.heappush(self._queue, (-weight, next(self._numbers), turn))
        self._next()
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._leave()
            raise
        left = False

        def leave() -> None:
            nonlocal left
            if not left:
                left = True
                self._leave()

        try:
            yield leave
        finally:
            leave()

    def _leave(self) -> None:
        self._free += 1
        self._next()

    def _next(self) -> None:
        while self._free and self._queue:
            _, _, turn = heapq.heappop(self._queue)
            if not turn.done():
                self._free -= 1
                turn.set_result(None)


def weights(waits_for: Mapping[str, Iterable[str]]) -> dict[str, int]:
    """How long the longest chain is that waits for each; 0 for what nobody waits for.

    The mapping's order is one in which everything comes after what it waits for.
    """
    found = dict.fromkeys(waits_for, 0)
    for name, needs in reversed(list(waits_for.items())):
        for need in needs:
            found[need] = max(found.get(need, 0), found[name] + 1)
    return found
