"""How operations are looked at: one by its events, several by one listing of what is at work."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from generators.deploy import waits
from generators.deploy.cloud import StatusPage
from generators.deploy.followed import Followed
from generators.deploy.run import Run
from generators.deploy.share import Share
from generators.deploy.statuses import busy
from generators.errors import Refused

T = TypeVar("T")

_BY_ID = 6
"""Every so many looks at one stack go to itself: another's deletion is not among our events."""

_UNSURE = 2
"""So many listings tell nothing certain of an operation; then it is looked at itself."""

_BARREN = 2
"""So many listings of what is gone had nothing of ours in them; then each is asked for itself."""

_TOLD_FROM, _TOLD_EVERY = 15.0, 2.0
"""Seconds after which the resources of an operation are of interest, and between two such looks."""


@dataclass(frozen=True, kw_only=True)
class _Listing:
    """The statuses of stacks by their ids, and in how many pages they came."""

    statuses: Mapping[str, str]
    pages: int


class Looks:
    """Looks for one run."""

    def __init__(self, run: Run, share: Share) -> None:
        self._run = run
        self._share = share
        self._lists = True
        self._barren = 0
        self._gone_pages = 1
        self._told = run.now()

    async def at(self, active: Sequence[Followed]) -> None:
        """Look at all of them, and tell each what is seen of it."""
        now = self._run.now()
        if len(active) == 1:
            await self._at_one(active[0])
        elif self._lists:
            await self._over(active)
        else:
            await self._each(active)
        for one in active:
            one.looked = now

    async def _each(self, active: Sequence[Followed]) -> None:
        # Whoever was not reached in the last round, since a look failed, comes first in this one.
        for one in sorted(active, key=lambda one: one.looked):
            await self._by_id(one)
            one.looked = self._run.now()

    async def _at_one(self, one: Followed) -> None:
        one.looks += 1
        if not one.operation.token or one.story.refused or one.looks % _BY_ID == 0:
            await self._by_id(one)
            return
        await self._hear(one)

    async def _hear(self, one: Followed) -> None:
        fresh = await one.story.read()
        self._share.spent()
        for event in fresh:
            one.seen = True
            if event.physical_id == one.operation.id:
                one.has(event.status)

    async def _by_id(self, one: Followed) -> None:
        try:
            state = await self._ask(self._run.cloud.stack, one.operation.id)
        except Refused as error:
            one.lose(error)  # the others are none the worse for it
            return
        if one.story.refused and self._run.now() - one.began > waits.LISTED:
            one.seen = True  # no event will tell
        if one.deletes and not one.seen and state and not busy(state.status):
            # Not begun, or begun and given up between two looks, as where an export is in use.
            await self._hear(one)
        else:
            one.has(state.status if state else "DELETE_COMPLETE")

    async def _over(self, active: Sequence[Followed]) -> None:
        try:
            found = await self._listed(self._run.cloud.statuses)
        except Refused:
            self._lists = False  # nobody has to be allowed to list
            return
        unsure = [one for one in active if not self._settles(one, found)]
        gone = [one for one in unsure if one.deletes and one.operation.id not in found.statuses]
        for one in unsure:
            one.unsure += 1
            if one not in gone and (one.seen or one.unsure >= _UNSURE):
                await self._at_one(one)
        await self._confirm(gone)
        await self._tell_slow_ones(active)

    def _settles(self, one: Followed, found: _Listing) -> bool:
        """Whether the listing says enough of it."""
        listed = found.statuses.get(one.operation.id, "")
        if busy(listed):
            one.listed, one.missed = True, 0
            one.has(listed)
            return True
        if one.deletes:
            # A listing may miss a stack or lag behind: that a deletion has ended is asked for.
            return not (listed or one.seen or self._old(one))
        if listed and (one.seen or one.plain):
            one.has(listed)
            return True
        if (one.listed or (one.plain and self._old(one))) and not listed:
            # What ends between two pages moves others from the second to the first, unread.
            one.missed += 1
            if found.pages == 1 or one.missed > 1:
                one.end()  # well, or it is gone, or all this is late: its description tells
            return True
        return one.plain

    def _old(self, one: Followed) -> bool:
        return self._run.now() - one.began > waits.LISTED

    async def _confirm(self, gone: Sequence[Followed]) -> None:
        """Ask about those that seem to be gone; a listing of what is gone tells of many at once."""
        if len(gone) > self._gone_pages and self._barren < _BARREN:
            await self._look_among_gone(gone)
            asked = [one for one in gone if one.unsure >= _UNSURE]
        else:
            asked = list(gone)
        for one in asked:
            if not one.over.done():
                await self._by_id(one)

    async def _look_among_gone(self, gone: Sequence[Followed]) -> None:
        left, vain, read = list(gone), 0, 0
        try:
            async for page in self._pages(self._run.cloud.deletions):
                read += 1
                for one in left:
                    if status := page.get(one.operation.id):
                        one.has(status)
                vain = 0 if any(one.over.done() for one in left) else vain + 1
                left = [one for one in left if not one.over.done()]
                # It has all of 90 days, in no order that is promised: no more of it than it saves.
                if vain >= len(left):
                    break
        except Refused:
            self._barren = _BARREN
            return
        self._gone_pages = read  # so many or fewer are rather asked for themselves the next time
        found = any(one.over.done() for one in gone)
        self._barren = 0 if found else self._barren + 1

    async def _tell_slow_ones(self, active: Sequence[Followed]) -> None:
        """What becomes of their resources, in turn, as far as there are calls to spare."""
        if self._run.now() - self._told < _TOLD_EVERY:
            return
        self._told = self._run.now()
        slow = [
            one
            for one in active
            if one.operation.token
            and not one.over.done()
            and self._run.now() - one.began > _TOLD_FROM
        ]
        for one in sorted(slow, key=lambda one: one.looks)[:2]:
            if self._run.calls.spare():
                await self._at_one(one)

    async def _listed(self, verb: Callable[..., StatusPage]) -> _Listing:
        pages = [page async for page in self._pages(verb)]
        found = {stack: status for page in pages for stack, status in page.items()}
        return _Listing(statuses=found, pages=len(pages))

    async def _pages(self, verb: Callable[..., StatusPage]) -> AsyncIterator[Mapping[str, str]]:
        more = ""
        while True:
            page = await self._run.calls.soon(verb, more)
            self._share.spent()
            yield page.statuses
            more = page.more
            if not more:
                return

    async def _ask(self, verb: Callable[..., T], *arguments: Any) -> T:
        found = await self._run.calls.look(verb, *arguments)
        self._share.spent()
        return found
