"""Brings one stack to where the plan wants it, whatever it is now."""

from __future__ import annotations

from generators.deploy import protection
from generators.deploy.cloud import StackState
from generators.deploy.creating import create
from generators.deploy.deployment import Brought, Deployment
from generators.deploy.events import Noted, Outcome, StackFinished
from generators.deploy.patience import patience
from generators.deploy.statuses import Standing, cure, standing
from generators.deploy.theirs import settled
from generators.deploy.updating import update
from generators.deploy.walk import Ready
from generators.errors import DeployFailed, Overtaken
from generators.model import Step


async def bring(deployment: Deployment, step: Step, ready: Ready) -> StackFinished:
    """Create or update the stack; a `walk.Act`, once it is told of which deploy."""
    run, survey = deployment.run, deployment.survey
    state = await survey.recent(step.name)
    try:
        outcome, watched = await _brought(deployment, step, state, ready)
    except Overtaken as error:
        # Somebody else was quicker: what they have made of it is waited for, once.
        said = error.message.removeprefix(f"{step.name}: ")
        run.emit(Noted(stack=step.name, text=run.mask(said)))
        state = await survey.again(step.name)
        outcome, watched = await _brought(deployment, step, state, ready, anew=True)
    survey.put(step.name, watched.state)
    await _protected(deployment, step, outcome, watched.state)
    return StackFinished(
        stack=step.name,
        outcome=outcome,
        outputs=run.masked(watched.state.outputs if watched.state else {}),
        left=watched.left,
    )


async def _brought(
    deployment: Deployment,
    step: Step,
    known: StackState | None,
    ready: Ready,
    *,
    anew: bool = False,
) -> Brought:
    late = patience(step.template, deployment.run.terms.limits.timeout)
    state = await settled(deployment.watcher, step.name, known, late)
    deployment.survey.put(step.name, state)
    since = deployment.run.now() if anew or state is not known else 0.0
    if await deployment.parents.settled(step, since):
        # That took its time, and somebody may have been at work on the stack itself.
        now = await deployment.survey.again(step.name)
        return await _brought(deployment, step, now, ready)
    if state is None:
        return await create(deployment, step)
    match standing(state):
        case Standing.HOLLOW:
            return await create(deployment, step, hollow=state)
        case Standing.READY:
            return await update(deployment, step, state, ready)
        case _:
            raise DeployFailed(
                f"it is {state.status} and takes no update",
                advice=cure(state, deployment.run.environment, step.stack),
            )


async def _protected(
    deployment: Deployment, step: Step, outcome: Outcome, state: StackState | None
) -> None:
    bare = outcome != "up to date" or state is None or not state.protected
    if deployment.protector and bare:
        await protection.protect(deployment.run.calls, deployment.protector, step.name)
