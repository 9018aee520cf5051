"""Rolls back an update: one that is under way, or one that CloudFormation has left half way."""

from __future__ import annotations

from functools import partial
from typing import Literal

from generators.deploy.cloud import Cloud
from generators.deploy.events import Action, StackFinished, StackStarted, Summary
from generators.deploy.live import Live
from generators.deploy.masking import known_secrets
from generators.deploy.operate import Work, begun, done, ended
from generators.deploy.patience import patience
from generators.deploy.run import Emit, Run, carried_out
from generators.deploy.survey import Region
from generators.deploy.terms import Terms
from generators.deploy.theirs import settled
from generators.deploy.walk import Ready, walk
from generators.deploy.watch import Watcher
from generators.errors import DeployFailed
from generators.model import Plan, Step

Repair = Literal["cancel", "continue-rollback"]

_FROM: dict[Repair, frozenset[str]] = {
    "cancel": frozenset({"UPDATE_IN_PROGRESS"}),
    "continue-rollback": frozenset({"UPDATE_ROLLBACK_FAILED", "UPDATE_FAILED"}),
}
_GOAL: Literal["UPDATE_ROLLBACK_COMPLETE"] = "UPDATE_ROLLBACK_COMPLETE"
_UNDER_WAY = frozenset(
    {"UPDATE_ROLLBACK_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS"}
)
"""What was begun before, by whomever, is waited for: it leads to the same end."""

_ACTIONS: dict[Repair, Action] = {"cancel": "cancel", "continue-rollback": "roll back"}
_ONLY: dict[Repair, str] = {
    "cancel": "only an update that is under way can be cancelled",
    "continue-rollback": "only an update that failed and was not undone can be rolled back",
}


def repaired(
    repair: Repair,
    plan: Plan,
    cloud: Cloud,
    emit: Emit,
    terms: Terms,
) -> Summary:
    """Roll back the update of each stack of the plan, and say in the Summary how that ended.

    A rollback that is under way is waited for, and one that has ended well is all that is wanted.
    Of the plan's parameters only those that are not to be told matter (`planning.discreet`). Raises
    `CannotReachAWS` or KeyboardInterrupt in the middle, after an `Interrupted` event.
    """
    return carried_out(partial(_repaired, repair, plan), cloud, emit, terms, plan.environment.name)


async def _repaired(repair: Repair, plan: Plan, run: Run) -> Summary:
    run.secrets.update(known_secrets(plan, Live(states={})))
    watcher = Watcher(run, Region(run))
    free: dict[str, tuple[str, ...]] = {step.name: () for step in plan.steps}
    return await walk(watcher, plan.steps, free, partial(_one, watcher, repair))


async def _one(watcher: Watcher, repair: Repair, step: Step, _: Ready) -> StackFinished:
    run, late = watcher.run, patience(step.template, watcher.run.terms.limits.timeout)
    state = await run.calls(run.cloud.stack, step.name)
    if state is not None and state.status in _UNDER_WAY:
        state = await settled(watcher, step.name, state, late)
    if state is not None and state.status == _GOAL:
        return StackFinished(stack=step.name, outcome="rolled back")
    if state is None or state.status not in _FROM[repair]:
        raise DeployFailed(
            f"it is {state.status if state else 'not deployed'}: {_ONLY[repair]}",
            advice="`make status` shows the stacks; docs/statuses.md says what helps with each",
        )
    verb = run.cloud.cancel if repair == "cancel" else run.cloud.roll_back
    work = Work(stack=step.name, file=step.stack, goal=_GOAL, patience=late)
    run.emit(StackStarted(stack=step.name, action=_ACTIONS[repair], status=state.status))
    one = await begun(watcher, work, partial(verb, state))
    await done(watcher, work, one)
    after = await ended(watcher, work, one)
    return StackFinished(stack=step.name, outcome="rolled back", left=after.left)
