"""The stacks as they are: read with as few calls as can be, and read again when that was long ago.

DescribeStacks without a name gives all stacks of the region, with all that there is to know of
them, a hundred or so a call.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from dataclasses import dataclass, field

from generators.deploy.cloud import Cloud, StackPage, StackState
from generators.deploy.run import Emit, Run, all_of, carried_out
from generators.deploy.terms import Terms
from generators.errors import Refused

FRESH = 30.0
"""Seconds for which a stack is believed to be as it was seen, those asleep among them."""

_MOMENT = 5.0
"""The same where something is about to be done to it; a reading of several calls lasts longer."""

_FEW = 2
"""So many stacks are rather asked for by their names."""


class Region:
    """All stacks of the region at once; `pages` is what that costs, and 0 while it is unknown."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self.pages = 0

    async def pages_of(self, *, look: bool = False) -> AsyncIterator[tuple[StackState, ...]]:
        """Every stack that exists, by pages; with `look`, for those who keep their own measure."""
        call = self._run.calls.soon if look else self._run.calls
        verb: Callable[..., StackPage] = self._run.cloud.stacks
        page, read = await call(verb), 1
        while page.more:
            yield page.stacks
            page, read = await call(verb, page.more), read + 1
        self.pages = read
        yield page.stacks


@dataclass(frozen=True, kw_only=True)
class _Moment:
    """By what times the run, and by the clock on the wall."""

    now: float
    wall: float


@dataclass(frozen=True, kw_only=True)
class Seen:
    """The stacks that one run has surveyed, for the next one to go on from.

    `states` has them by their names, None where there is none; `moments` when they were read, and
    `unlisted` those that only the region's `pages` did not have.
    """

    states: Mapping[str, StackState | None]
    moments: Mapping[str, _Moment] = field(repr=False)
    unlisted: frozenset[str] = field(repr=False)
    pages: int


def surveyed(
    names: Collection[str], cloud: Cloud, emit: Emit, terms: Terms, *, sure: Collection[str] = ()
) -> Seen:
    """The stacks of these names; of some it has to be `sure` where there is none."""

    async def work(run: Run) -> Seen:
        survey = Survey(run, Region(run), names)
        await survey.read(sure=sure)
        return survey.seen()

    return carried_out(work, cloud, emit, terms)


class Survey:
    """The stacks that a plan is about, by CloudFormation's names; `states` has what is known."""

    def __init__(self, run: Run, region: Region, names: Collection[str]) -> None:
        self._run = run
        self._region = region
        self._names = frozenset(names)
        self._read: dict[str, _Moment] = {}
        self._unlisted: frozenset[str] = frozenset()
        self._one = asyncio.Lock()
        self.states: dict[str, StackState | None] = {}

    def seen(self) -> Seen:
        """What is known now."""
        return Seen(
            states=dict(self.states),
            moments=dict(self._read),
            unlisted=self._unlisted,
            pages=self._region.pages,
        )

    async def go_on(self, seen: Seen) -> None:
        """Take over what another run has seen just now; read all of them if that is too long ago.

        A few are rather read again: that costs next to nothing.
        """
        if len(self._names) <= _FEW or not self._names <= seen.moments.keys() or not seen.pages:
            await self.read()
            return
        self._region.pages = seen.pages
        self._read = {name: seen.moments[name] for name in self._names}
        self.states = {name: seen.states[name] for name in self._names}
        self._unlisted = seen.unlisted & self._names
        if any(self._old(name) for name in self._names):
            await self.read()

    async def read(self, *, sure: Collection[str] = ()) -> None:
        """Read all of them; of some it has to be `sure` where there is none."""
        await self._listed()
        await all_of(self.again(name) for name in sorted(self._unlisted & set(sure)))

    async def _listed(self) -> None:
        if len(self._names) > _FEW:
            try:
                found = {one.name: one async for page in self._region.pages_of() for one in page}
            except Refused:
                pass  # whoever may see only stacks of some names sees them one by one
            else:
                for name in self._names:
                    self.put(name, found.get(name))
                self._unlisted = self._names - found.keys()
                return
        for name in sorted(self._names):
            await self.again(name)

    async def again(self, name: str) -> StackState | None:
        """Read one, whatever is known of it."""
        self.put(name, await self._run.calls(self._run.cloud.stack, name))
        return self.states[name]

    async def recent(self, name: str, fresh: float = FRESH) -> StackState | None:
        """The stack as it was a moment ago; one that is not there shows that when it is created."""
        async with self._one:
            if self.states.get(name) and self._old(name, fresh):
                await (self._listed() if self._many(fresh) else self.again(name))
        return self.states.get(name)

    async def sure(self, name: str, fresh: float = FRESH) -> StackState | None:
        """The same, there or not; one that only the pages do not have is asked for by its name.

        Pages may miss a stack while others come and go.
        """
        state = await self.recent(name, fresh)
        absent = state is None and (name in self._unlisted or self._old(name, fresh))
        return await self.again(name) if absent else state

    async def still(self, name: str) -> StackState | None:
        """The stack as it is all but now."""
        many = self._many(_MOMENT)
        return await self.sure(name, min(_MOMENT * self._region.pages, FRESH) if many else _MOMENT)

    async def renew(self, name: str, since: float) -> None:
        """Read one that was read before `since`, or long ago; there or not."""
        async with self._one:
            if self._read[name].now < since or self._old(name):
                await self.again(name)

    def put(self, name: str, state: StackState | None) -> None:
        """The stack has been looked at: it is this now."""
        self.states[name] = state
        self._read[name] = _Moment(now=self._run.now(), wall=self._run.calls.wall())
        self._unlisted -= {name}

    def _old(self, name: str, fresh: float = FRESH) -> bool:
        # What times the run stands still while the machine is asleep.
        read, now, wall = self._read[name], self._run.now(), self._run.calls.wall()
        return max(now - read.now, wall - read.wall) > fresh

    def _many(self, fresh: float) -> bool:
        return 0 < self._region.pages < sum(self._old(name, fresh) for name in self._read)
