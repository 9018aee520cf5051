"""An event loop whose time moves only when everybody waits, and then at once."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from generators.deploy.calls import Calls
from generators.deploy.pacing import Bucket
from generators.deploy.terms import Terms

LAST = 500_000.0
"""Seconds after which no test has anything left to wait for."""


@dataclass
class Time:
    """Seconds since the test began, without those `asleep`; `stop` is Ctrl-C.

    A call takes `latency`, and a look at the clock takes `tick`.
    """

    time: float = 0.0
    latency: float = 0.0
    tick: float = 0.0
    asleep: float = 0.0
    alarms: list[tuple[float, Callable[[], None]]] = field(default_factory=list)
    main: asyncio.Task[Any] | None = None

    def now(self) -> float:
        return self.time

    def wall(self) -> float:
        return self.now() + self.asleep

    def stop(self) -> None:
        assert self.main is not None
        self.main.cancel()

    def terms(self, **given: Any) -> Terms:
        """Terms of a run in this time."""
        return Terms(runner=self.run, **given)

    def run(
        self, work: Callable[[Calls], Coroutine[Any, Any, Any]], bucket: Bucket | None = None
    ) -> Any:
        """A `Runner`: calls are made where they are, and take `latency`."""
        paced = bucket or Terms().bucket

        async def send(call: Callable[[], Any]) -> Any:
            found = call()
            if self.latency:
                await asyncio.sleep(self.latency)
            return found

        async def main() -> Any:
            self.main = asyncio.current_task()
            for at, alarm in self.alarms:
                asyncio.get_running_loop().call_at(at, alarm)
            self.alarms = []
            return await work(Calls(paced, send, wall=self.wall))

        with asyncio.Runner(loop_factory=lambda: _Loop(self)) as runner:
            try:
                return runner.run(main())
            except asyncio.CancelledError:
                raise KeyboardInterrupt from None


class _Selector(selectors.DefaultSelector):
    """Waits for nothing: it moves the time on instead."""

    def __init__(self, time: Time) -> None:
        super().__init__()
        self._time = time

    def select(self, timeout: float | None = None) -> Any:
        found = super().select(0)
        if found or timeout == 0:
            return found
        assert timeout is not None, "everybody waits for something that never comes"
        self._time.time += timeout
        assert self._time.time < LAST, "somebody waits without end"
        return found


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self, time: Time) -> None:
        super().__init__(_Selector(time))
        self._virtual = time

    def time(self) -> float:
        self._virtual.time += self._virtual.tick
        return self._virtual.time
