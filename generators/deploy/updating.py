"""Changes a stack by a change set, of which whatever loses something wants a yes first."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from generators.deploy import guard, protection
from generators.deploy.cloud import Change, Operation, StackState
from generators.deploy.deployment import Brought, Deployment
from generators.deploy.events import ReplacementsFound, StackStarted
from generators.deploy.followed import Followed
from generators.deploy.operate import Final, Goal, begun, done, ended
from generators.deploy.places import Leave
from generators.deploy.proposing import Proposed, proposed
from generators.deploy.questions import asked
from generators.deploy.telling import Watched
from generators.deploy.unchanged import unchanged
from generators.deploy.walk import Ready
from generators.errors import DeployFailed, Overtaken, Unconfirmed
from generators.model import Step

_GOAL: Goal = "UPDATE_COMPLETE"


async def update(deployment: Deployment, step: Step, state: StackState, ready: Ready) -> Brought:
    """Have the stack updated, where it is not what it should be."""
    one = await _changed(deployment, step, state, ready)
    if one is None:
        await _still_runs(deployment, step, state, ready)
        return "up to date", Watched(state=state, cause=None)
    watched = await ended(deployment.watcher, deployment.work(step, _GOAL), one)
    deployment.survey.put(step.name, watched.state)
    ready()  # as where its cleanup was seen: what runs is no part of the outputs
    await deployment.confirming.confirm(step, one.story, watched)
    return "updated", watched


async def _changed(
    deployment: Deployment, step: Step, state: StackState, ready: Ready
) -> Followed | None:
    """The operation that has changed the stack, or None where there is nothing to change."""
    run, desired = deployment.run, deployment.desired(step)
    if await unchanged(run, state, desired):
        return None
    async with deployment.place(step) as leave, proposed(run, desired) as made:
        if made.change_set.empty:
            return None
        changes = made.change_set.changes
        await _confirmed(deployment, step, guard.guarded(changes))
        run.emit(
            StackStarted(stack=step.name, action="update", status=state.status, changes=changes)
        )
        work = deployment.work(step, _GOAL, _final(deployment, step, ready, leave))
        one = await begun(deployment.watcher, work, _way(deployment, made))
        await done(deployment.watcher, work, one)
        return one


def _final(deployment: Deployment, step: Step, ready: Ready, leave: Leave) -> Final:
    """What happens once only what was replaced is left to be removed."""

    def final(now: StackState) -> None:
        deployment.survey.put(step.name, now)
        leave()  # what waits for the stack may need the place
        ready()

    return final


async def _confirmed(deployment: Deployment, step: Step, changes: tuple[Change, ...]) -> None:
    run = deployment.run
    await run.calls.going()
    if not changes:
        return
    run.emit(ReplacementsFound(stack=step.name, changes=changes))
    if not await asked(run.calls, partial(deployment.approve, step.stack, changes)):
        names = ",".join(guard.names(step.stack, changes))
        state = any(map(guard.must_be_named, changes))
        raise Unconfirmed(
            "its change replaces or removes resources, or may, and nobody said yes to that",
            advice=f"if they may go: REPLACE={names}"
            + (" (REPLACE=yes is not for what holds state)" if state else ""),
        )


def _way(deployment: Deployment, made: Proposed) -> Callable[[str], Operation]:
    """How the change set becomes an update: by itself, unless the stack's policy is against it."""
    protector, changes = deployment.protector, made.change_set.changes
    if protector is None or not protection.wants_leave(changes):
        return made.execute
    return partial(protection.update, protector, made.desired, made.proposal, changes)


async def _still_runs(deployment: Deployment, step: Step, state: StackState, ready: Ready) -> None:
    """Raise `DeployFailed` where there is nothing to change, and yet something else runs."""
    confirming = deployment.confirming
    if not confirming.has_to(state):
        return
    finding = await confirming.still(state)
    if finding is None:
        return
    if await deployment.survey.again(step.name) != state:
        raise Overtaken(f"{step.name}: somebody else has changed it since it was read")
    ready()  # what runs is no part of the outputs, and these are final
    raise DeployFailed(
        f"nothing is to be changed, and yet {deployment.run.mask(str(finding))}",
        advice=confirming.advice(step, finding),
    )
