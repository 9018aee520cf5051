"""The only way in which the engine calls AWS: paced, tried again where that is safe, and whole.

A call that has been sent is waited for even where we are stopped meanwhile: what it has begun must
be known.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from generators.deploy.pacing import Bucket
from generators.deploy.turns import AT_ONCE, FIRST, IN_TURN, Turns
from generators.errors import NoAnswer, Throttled

T = TypeVar("T")

Send = Callable[[Callable[[], Any]], Awaitable[Any]]
"""How a call that blocks is made without holding up everything else."""

ATTEMPTS = 8
"""So often a call without an answer is made, which takes some 40 seconds besides the calls."""

_LONGEST = 10.0
"""Seconds between two of them at most."""

PATIENCE = 300.0
"""Seconds without an answer to any call until looks are given up; what runs keeps running."""

GRACE = 10.0
"""Seconds that a call under way has to end once we are stopped."""

TELLING = 60.0
"""Seconds of nothing but throttling until that is told."""

_THROTTLED = (
    "AWS throttles CloudFormation's calls: none got through for a minute; this goes on as soon as"
    " they do"
)


class _Halted(Exception):
    """The call was not made."""


class Calls:
    """Calls of one region. Everything here happens on one event loop.

    `wall` is the clock on the wall, which goes on while the machine is asleep; `tell` is told, in a
    sentence, what keeps all calls from getting through.
    """

    def __init__(
        self, bucket: Bucket, send: Send, *, wall: Callable[[], float] = time.time
    ) -> None:
        self.wall = wall
        self.tell: Callable[[str], None] = lambda _: None
        self._bucket = bucket
        self._send = send
        self._turns = Turns(bucket)
        self._halted = False
        self._silent: float | None = None
        self._throttled: float | None = None
        self._loop = asyncio.get_running_loop()

    @property
    def queued(self) -> int:
        """So many calls wait for their turn."""
        return len(self._turns)

    @property
    def rate(self) -> float:
        """Calls a second, as things are."""
        return self._bucket.rate

    @property
    def silent(self) -> bool:
        """Whether there was no answer for so long that there is no use in looking any more.

        That something was throttled is an answer.
        """
        return self._silent is not None and self._loop.time() - self._silent > PATIENCE

    def spare(self) -> bool:
        """Whether there is room for calls that are good to have and no more."""
        return not self._turns and self._bucket.spare(self._loop.time())

    def halt(self) -> None:
        """Begin nothing any more: from now on there are only looks."""
        self._halted = True

    async def going(self) -> None:
        """Return where something may be begun; once we are halted, wait to be stopped."""
        if self._halted:
            await self._loop.create_future()

    async def __call__(self, verb: Callable[..., T], *arguments: Any) -> T:
        """Make the call in its turn; throttled, it is made again for as long as it takes.

        Without an answer it is made again a few times: whatever `verb` begins must carry a token,
        so that it is begun once.
        """
        rank, left, wait = IN_TURN, ATTEMPTS, 1.0
        while True:
            await self._turns.mine(rank)
            await self.going()
            rank = FIRST
            try:
                found: T = await self.whole(lambda: verb(*arguments), self._unless_halted)
            except _Halted:
                await self.going()
            except Throttled:
                self._bucket.slowed(self._loop.time())
            except NoAnswer:
                left -= 1
                if not left:
                    raise
                await asyncio.sleep(wait)
                wait = min(2 * wait, _LONGEST)
            else:
                return found

    async def look(self, verb: Callable[..., T], *arguments: Any) -> T:
        """Make a call once and before others: whoever looks keeps a measure of their own."""
        await self._turns.mine(AT_ONCE)
        try:
            found: T = await self.whole(lambda: verb(*arguments))
        except Throttled:
            self._bucket.slowed(self._loop.time())
            raise
        return found

    async def soon(self, verb: Callable[..., T], *arguments: Any) -> T:
        """A look whose answer is needed: it is repeated until there is one, or only silence."""
        wait = 1.0
        while True:
            try:
                return await self.look(verb, *arguments)
            except (NoAnswer, Throttled):
                if self.silent:
                    raise
                await asyncio.sleep(wait)
                wait = min(2 * wait, _LONGEST)

    async def aside(self, call: Callable[[], T]) -> T:
        """What a call to another service gives: it takes no turn, and nobody waits for its end."""
        found: T = await self._send(call)
        return found

    async def whole(self, call: Callable[[], T], send: Send | None = None) -> T:
        """What the call gives. Cancelled meanwhile, it is still waited for; then the task ends."""
        sent = asyncio.ensure_future(self._heard((send or self._send)(call)))
        try:
            found: T = await asyncio.shield(sent)
        except asyncio.CancelledError:
            await asyncio.wait({sent}, timeout=GRACE)
            task = asyncio.current_task()
            if not sent.done() or task is None:
                raise
            # Whoever called learns what came of it, and is stopped at the next thing to wait for.
            task.cancel()
            found = sent.result()
        return found

    async def _heard(self, answer: Awaitable[T]) -> T:
        """The answer; and when there was none for the first time since there was one."""
        try:
            found = await answer
        except NoAnswer:
            self._silent = self._loop.time() if self._silent is None else self._silent
            raise
        except _Halted:
            raise
        except Throttled:
            self._silent = None
            self._throttled_again()
            raise
        except BaseException:
            self._silent = self._throttled = None
            raise
        self._silent = self._throttled = None
        return found

    def _throttled_again(self) -> None:
        now = self._loop.time()
        self._throttled = now if self._throttled is None else self._throttled
        if now - self._throttled >= TELLING:
            self.tell(_THROTTLED)

    async def _unless_halted(self, call: Callable[[], T]) -> T:
        # Between a turn and its call the loop goes round once, and somebody may be asked then.
        if self._halted:
            raise _Halted
        found: T = await self._send(call)
        return found
