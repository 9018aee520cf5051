"""A call that blocks, made without holding up the event loop."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any


async def threaded(call: Callable[[], Any]) -> Any:
    """Make the call in a thread of its own, which nobody waits for at the program's end."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Any] = loop.create_future()

    def tell(found: Any, error: BaseException | None) -> None:
        if done.done():
            return
        if error is None:
            done.set_result(found)
        else:
            done.set_exception(error)

    def work() -> None:
        found, error = None, None
        try:
            found = call()
        except BaseException as raised:  # noqa: BLE001 - it is raised where the call was made
            error = raised
        # Once the loop is closed there is nobody left who would want to know.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(tell, found, error)

    threading.Thread(target=work, daemon=True).start()
    return await done
