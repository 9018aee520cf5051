"""A change set from its making to its end: it is executed, or it is deleted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace

from generators.deploy import guard
from generators.deploy.clock import Clock
from generators.deploy.cloud import ChangeSet, Cloud, Desired, Operation, Proposal
from generators.deploy.watch import polled
from generators.errors import Refused, UserError


@dataclass(kw_only=True)
class Proposed:
    """A change set that is worked out and not executed yet."""

    cloud: Cloud
    proposal: Proposal
    change_set: ChangeSet
    executed: bool = field(default=False, init=False)

    def execute(self) -> Operation:
        """Begin to do it; from here on it is CloudFormation's."""
        # Whatever stops us during the call, it may have been heard; only a no is certain.
        self.executed = True
        try:
            return self.cloud.execute(self.proposal)
        except Refused:
            self.executed = False
            raise


@contextmanager
def proposed(cloud: Cloud, clock: Clock, desired: Desired) -> Iterator[Proposed]:
    """Make a change set and have it deleted at the end, whatever comes, unless it was executed."""
    proposal = cloud.propose(desired)
    made: Proposed | None = None
    try:
        change_set = polled(clock, lambda: cloud.change_set(proposal))
        if change_set.failure:
            raise Refused(f"{desired.name}: no change set: {change_set.failure}")
        known = replace(change_set, changes=guard.settled(change_set.changes))
        made = Proposed(cloud=cloud, proposal=proposal, change_set=known)
        yield made
    except BaseException:
        if made is None or not made.executed:
            # What went wrong is the news, not that the change set could not be deleted either.
            with suppress(UserError):
                cloud.discard(proposal)
        raise
    if not made.executed:
        cloud.discard(proposal)
