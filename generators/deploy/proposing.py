"""A change set from its making to its end: it is executed, or it is deleted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace

from generators.deploy import guard
from generators.deploy.cloud import ChangeSet, Cloud, Desired, Operation, Proposal
from generators.deploy.run import Run, new_token
from generators.errors import Refused, UserError

_WAITS, _LONGEST_WAIT = (0.2, 0.8, 0.5, 0.65, 0.85, 1.1, 1.4, 1.9, 2.5, 3.2), 4.0
"""An emulator is done at once; CloudFormation hardly ever within a second: each look is a call."""


@dataclass(kw_only=True)
class Proposed:
    """A change set that is worked out and not executed yet."""

    cloud: Cloud
    proposal: Proposal
    change_set: ChangeSet
    executed: bool = field(default=False, init=False)

    def execute(self, token: str) -> Operation:
        """Begin to do it, which is a call; from here on it is CloudFormation's."""
        # Whatever stops us during the call, it may have been heard; only a no is certain.
        self.executed = True
        try:
            return self.cloud.execute(self.proposal, token)
        except Refused:
            self.executed = False
            raise


@asynccontextmanager
async def proposed(run: Run, desired: Desired) -> AsyncIterator[Proposed]:
    """Make a change set and have it deleted at the end, whatever comes, unless it was executed."""
    proposal = await run.calls(run.cloud.propose, desired, new_token())
    made: Proposed | None = None
    try:
        change_set = await _worked_out(run, proposal)
        if change_set.failure:
            raise Refused(f"{desired.name}: no change set: {change_set.failure}")
        known = replace(change_set, changes=guard.settled(change_set.changes))
        made = Proposed(cloud=run.cloud, proposal=proposal, change_set=known)
        yield made
    except BaseException:
        if made is None or not made.executed:
            # What went wrong is the news, not that the change set could not be deleted either.
            with suppress(UserError):
                await run.calls.look(run.cloud.discard, proposal)
        raise
    if not made.executed:
        await run.calls(run.cloud.discard, proposal)


async def _worked_out(run: Run, proposal: Proposal) -> ChangeSet:
    waits = iter(_WAITS)
    while True:
        await asyncio.sleep(next(waits, _LONGEST_WAIT))
        found = await run.calls(run.cloud.change_set, proposal)
        if found is not None:
            return found
