"""A change set from its making to its end: it is executed, or it is deleted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import partial

from generators.deploy import guard
from generators.deploy.cloud import ChangeSet, Cloud, Desired, Operation, Proposal
from generators.deploy.placing import placed
from generators.deploy.run import Run
from generators.deploy.sent import Sent, new_token
from generators.errors import NoAnswer, Overtaken, Refused, Throttled, UserError

_WAITS, _LONGEST_WAIT = (0.2, 0.8, 0.5, 0.65, 0.85, 1.1, 1.4, 1.9, 2.5, 3.2), 4.0
"""An emulator is done at once; CloudFormation hardly ever within a second: each look is a call."""

_TRIES = (0.5, 1.0, 2.0, 3.0, 4.0, 4.0)
"""Between two attempts to delete one: while it is being made CloudFormation does not delete it."""

_GIVEN_UP = 15.0
"""Seconds after which it is left behind: whoever has said stop does not want to wait for long."""


@dataclass(kw_only=True)
class Proposed:
    """A change set that is worked out and not executed yet; `desired` is what it is for."""

    cloud: Cloud
    desired: Desired
    proposal: Proposal
    change_set: ChangeSet
    _sent: Sent[Operation] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._sent = Sent(partial(self.cloud.execute, self.proposal))

    @property
    def executed(self) -> bool:
        """Whether it is CloudFormation's, or may be: whatever stops us, it may have been heard."""
        return self._sent.maybe

    def execute(self, token: str) -> Operation:
        """Begin to do it, which is a call."""
        return self._sent(token)


@asynccontextmanager
async def proposed(run: Run, desired: Desired) -> AsyncIterator[Proposed]:
    """Make a change set and have it deleted at the end, whatever comes, unless it was executed."""
    desired = await placed(run, desired)
    proposal = await _asked_for(run, desired)
    made: Proposed | None = None
    try:
        change_set = await _worked_out(run, proposal)
        if change_set.failure:
            raise Refused(f"{desired.name}: no change set: {change_set.failure}")
        known = replace(change_set, changes=guard.settled(change_set.changes))
        made = Proposed(cloud=run.cloud, desired=desired, proposal=proposal, change_set=known)
        yield made
    except BaseException:
        if made is None or not made.executed:
            await _deleted(run, proposal)
        raise
    if not made.executed:
        await run.calls(run.cloud.discard, proposal)


async def _asked_for(run: Run, desired: Desired) -> Proposal:
    sent, token = Sent(partial(run.cloud.propose, desired)), new_token()
    try:
        return await run.calls(sent, token)
    except BaseException as error:
        if sent.maybe:
            # Nobody has told what it is called in full, but the token is its name.
            unnamed = Proposal(stack=desired.name, stack_id="", id=token)
            await _deleted(run, unnamed, unsure=isinstance(error, asyncio.CancelledError))
        raise


async def _deleted(run: Run, proposal: Proposal, *, unsure: bool = False) -> None:
    """Delete it if that can be done; say what is left. What went wrong before is the news.

    With `unsure` it may come to be only after it was deleted.
    """
    gone, until = False, run.now() + _GIVEN_UP
    try:
        for wait in _TRIES:
            if gone := await _gone(run, proposal):
                break
            if run.now() + wait > until:
                break
            await asyncio.sleep(wait)
    except UserError:
        pass
    finally:
        if unsure or not gone:
            run.note(_left(proposal, unsure=unsure), proposal.stack)


async def _gone(run: Run, proposal: Proposal) -> bool:
    try:
        await run.calls.look(run.cloud.discard, proposal)
    except (NoAnswer, Throttled, Overtaken):
        return False
    return True


def _left(proposal: Proposal, *, unsure: bool) -> str:
    left = "may be left behind" if unsure else "is left behind"
    command = "aws cloudformation delete-change-set"
    return (
        f"a change set that nobody will execute {left}: `{command} --stack-name {proposal.stack}"
        f" --change-set-name {proposal.id}` deletes it"
    )


async def _worked_out(run: Run, proposal: Proposal) -> ChangeSet:
    waits, until = iter(_WAITS), run.now() + run.terms.limits.timeout
    while True:
        await asyncio.sleep(next(waits, _LONGEST_WAIT))
        late = run.now() > until
        found = await run.calls(run.cloud.change_set, proposal)
        if found is not None:
            return found
        if late:
            raise Refused(
                f"{proposal.stack}: no change set: CloudFormation took longer to work it out than"
                " TIMEOUT= allows",
                advice="run the same command again, with a larger TIMEOUT= if need be",
            )
