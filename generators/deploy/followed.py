"""One operation that is watched: what is known of it, and what it means for those who wait."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from generators.deploy.cloud import Operation
from generators.deploy.statuses import FINAL, WELL, busy
from generators.deploy.telling import Story


@dataclass(kw_only=True, eq=False)
class Followed:
    """An operation that is watched.

    `seen` says that it was seen to have begun: just after the call a stack may still show how its
    last operation ended. `final` comes when outputs will not change any more, at `over` at last.
    `fallen` says that it was seen to have ended in a status that nobody wants. `plain` says that it
    can be told from whatever was before it: a stack's creation, or its deletion. What `deletes`
    has ended where that is known of itself alone, and is `gone` if that went well; one that is
    given up leaves the stack in the status that it had. `looked` is when it was looked at last, and
    so often were `looks` at itself. `listed` says that a listing had it, `missed` how many since
    then had not; `unsure` counts those that said nothing certain of it.
    """

    operation: Operation
    story: Story
    began: float
    looked: float
    seen: bool
    plain: bool
    deletes: bool
    news: Callable[[str], None]
    over: asyncio.Future[None]
    final: asyncio.Future[None]
    looks: int = 0
    listed: bool = False
    missed: int = 0
    unsure: int = 0
    status: str = ""
    fallen: bool = False
    gone: bool = False

    def has(self, status: str) -> None:
        """The stack has that status."""
        if not busy(status):
            if self._ends_with(status):
                self.gone = status == "DELETE_COMPLETE"
                self.fallen = not self.gone if self.deletes else status not in WELL
                self.end()
            return
        # A listing that is late shows what was before.
        self.seen = self.seen or not self.deletes or status == "DELETE_IN_PROGRESS"
        if "ROLLBACK" in status:
            self.story.trouble.set()
        if status != self.status:
            self.status = status
            self.news(status)
        if status == FINAL and not self.final.done():
            self.final.set_result(None)

    def _ends_with(self, status: str) -> bool:
        # At rest a stack may show how what was before it ended.
        told = self.seen or (self.plain and not self.deletes)
        return told or status == "DELETE_COMPLETE"

    def end(self) -> None:
        """It is over, however it ended."""
        for future in (self.over, self.final):
            if not future.done():
                future.set_result(None)

    def lose(self, error: Exception) -> None:
        """Nobody will know any more."""
        fail(self.over, error)
        fail(self.final, error)

    def denies(self, status: str) -> bool:
        """Whether a stack with that status was described as it was before what is known of it."""
        return busy(status) and (self.over.done() or (self.final.done() and status != FINAL))


def fail(future: asyncio.Future[Any], error: Exception) -> None:
    """Have whoever waits for it get the error."""
    if not future.done():
        future.set_exception(error)
        future.exception()  # not all of them are waited for
