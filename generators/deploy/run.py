"""What the parts of one run share: the cloud, the way to call it, the limits, and whom to tell."""

from __future__ import annotations

import asyncio
import signal
import threading
import uuid
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from generators.deploy.calls import Calls, threaded
from generators.deploy.cloud import Cloud, Resource, StackEvent
from generators.deploy.events import Event, Noted, StackStarted, Waiting
from generators.deploy.masking import mask
from generators.deploy.pacing import Bucket
from generators.deploy.places import Places
from generators.model import Step

if TYPE_CHECKING:
    from generators.deploy.diagnose.why import Explanation
    from generators.deploy.explaining import Explaining
    from generators.deploy.running import Finding

Emit = Callable[[Event], None]

Mask = Callable[[str], str]

Explain = Callable[[str, Sequence[StackEvent], Sequence[Resource], Mask], "Explanation"]
"""Looks for the cause of a failure: `why.why` with its clients."""

RolledBack = Callable[[Mapping[str, str]], "tuple[Finding, ...]"]
"""Of services of a cluster, by ARN with their task definitions', those that run another."""

Lacking = Callable[[Sequence[Step]], tuple[str, ...]]
"""What the account lacks, in sentences, for stacks that are to be created."""

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much at once, how fast, and for how long.

    `jobs` operations run side by side; `timeout` is in seconds, for one operation; `rate` and
    `burst` are what the calls begin with: AWS says soon enough what is too fast.
    """

    jobs: int = 16
    timeout: float = 30 * 60.0
    rate: float = 10.0
    burst: float = 14.0


Runner = Callable[[Callable[[Calls], Coroutine[Any, Any, Any]], Limits], Any]
"""Runs the engine to its end, with calls that it makes for it."""


def threads(work: Callable[[Calls], Coroutine[Any, Any, T]], limits: Limits) -> T:
    """Run it in the machine's own time, every call in a thread.

    Ctrl-C cancels it, which ends in KeyboardInterrupt once it has said what goes on without it; a
    second one ends it at once.
    """

    async def main() -> T:
        return await work(Calls(Bucket(rate=limits.rate, burst=limits.burst), threaded))

    return asyncio.run(main())


@dataclass(frozen=True, kw_only=True)
class Aside:
    """What is asked of other services, beside the deploy: it slows nothing, and nothing needs it.

    All of it blocks, and is called in threads.
    """

    explain: Explain | None = None
    rolled_back: RolledBack | None = None
    lacking: Lacking | None = None


@dataclass(frozen=True, kw_only=True)
class Run:
    """One deploy or delete under way.

    `environment` is the name of one, for commands that are advised. `running` names the stacks that
    CloudFormation works on; `secrets` are the texts given to NoEcho parameters so far; whoever has
    an operation running holds one of `jobs`. `explaining` has, by stack, whoever looks for the
    cause should its operation fail; `began` has when each stack's `StackStarted` was told.
    """

    cloud: Cloud
    calls: Calls
    emit: Emit
    environment: str = ""
    limits: Limits = field(default_factory=Limits)
    aside: Aside = field(default_factory=Aside)
    explaining: dict[str, Explaining] = field(default_factory=dict, repr=False)
    noted: set[str] = field(default_factory=set, repr=False)
    running: set[str] = field(default_factory=set)
    began: dict[str, float] = field(default_factory=dict, repr=False)
    secrets: set[str] = field(default_factory=set, repr=False)
    looking: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(4), repr=False)
    jobs: Places = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "jobs", Places(self.limits.jobs))
        # Whoever begins something tells it and no more, so that all durations count from there.
        object.__setattr__(self, "emit", partial(_told, self, self.emit))
        self.calls.tell = self.note

    def now(self) -> float:
        """Seconds since some fixed moment; never goes backwards."""
        return asyncio.get_running_loop().time()

    def took(self, stack: str) -> float:
        """Seconds since the stack's operation began, 0 where none did.

        What it waited for before that (a place, others, a person) is not its own.
        """
        return self.now() - self.began[stack] if stack in self.began else 0.0

    def note(self, text: str, stack: str = "") -> None:
        """Tell it once, however many stacks it is true of."""
        if text not in self.noted:
            self.noted.add(text)
            self.emit(Noted(stack=stack, text=self.mask(text)))

    def mask(self, text: str) -> str:
        """The text without any secret that CloudFormation may have quoted in it."""
        return mask(text, self.secrets)

    def masked(self, texts: Mapping[str, str]) -> dict[str, str]:
        """The same for every value of a mapping: CloudFormation shows NoEcho values in outputs."""
        return {key: self.mask(text) for key, text in texts.items()}


def _told(run: Run, emit: Emit, event: Event) -> None:
    if isinstance(event, StackStarted):
        run.began[event.stack] = run.now()
    if isinstance(event, Waiting):
        run.began.pop(event.stack, None)  # what was to begin came to nothing
    emit(event)


async def all_of(parts: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """What each of them gives, side by side; where one raises, the rest are stopped first."""
    tasks = [asyncio.ensure_future(part) for part in parts]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


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


def new_token() -> str:
    """A token for one operation: sent twice with it, CloudFormation begins it once."""
    return f"ecs-stacks-{uuid.uuid4()}"
