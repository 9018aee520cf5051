"""What the parts of one run share: the cloud, the way to call it, its terms, and whom to tell."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from generators.deploy.calls import Calls
from generators.deploy.cloud import Cloud
from generators.deploy.events import Event, Noted, StackStarted, Waiting
from generators.deploy.masking import mask
from generators.deploy.places import Places
from generators.deploy.terms import Terms

if TYPE_CHECKING:
    from generators.deploy.explaining import Explaining

Emit = Callable[[Event], None]

T = TypeVar("T")


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
    terms: Terms = field(default_factory=Terms)
    explaining: dict[str, Explaining] = field(default_factory=dict, repr=False)
    noted: set[str] = field(default_factory=set, repr=False)
    running: set[str] = field(default_factory=set)
    began: dict[str, float] = field(default_factory=dict, repr=False)
    secrets: set[str] = field(default_factory=set, repr=False)
    looking: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(4), repr=False)
    jobs: Places = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "jobs", Places(self.terms.limits.jobs))
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


def carried_out(
    work: Callable[[Run], Coroutine[Any, Any, T]],
    cloud: Cloud,
    emit: Emit,
    terms: Terms,
    environment: str = "",
) -> T:
    """What `work` gives, done to its end in a run of its own."""

    async def called(calls: Calls) -> T:
        run = Run(cloud=cloud, calls=calls, emit=emit, environment=environment, terms=terms)
        return await work(run)

    found: T = terms.runner(called, terms.bucket)
    return found


async def all_of(parts: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """What each of them gives, side by side; where one raises, the rest are stopped first."""
    tasks = [asyncio.ensure_future(part) for part in parts]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
