"""Asks a person something in the middle of a run."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from typing import TypeVar

from generators.deploy.calls import Calls

T = TypeVar("T")


async def asked(calls: Calls, question: Callable[[], T]) -> T:
    """The answer of whoever is asked; while a person thinks, nothing else is begun.

    Ctrl-C at the question interrupts it at once: the loop's own handler would come after it. From
    then on it is like any other Ctrl-C, and nothing is begun or asked while all are being stopped.
    """
    mine = threading.current_thread() is threading.main_thread()
    if not mine or not callable(signal.getsignal(signal.SIGINT)):
        return question()
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return question()
    except KeyboardInterrupt:
        calls.halt()
    finally:
        signal.signal(signal.SIGINT, before)
    signal.raise_signal(signal.SIGINT)
    await calls.going()
    raise KeyboardInterrupt
