"""Deletes the stacks of a plan, what was deployed last first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from generators.deploy import protection
from generators.deploy.cloud import Cloud, StackState
from generators.deploy.events import Noted, StackFinished, StackStarted, Summary
from generators.deploy.live import Live
from generators.deploy.masking import known_secrets
from generators.deploy.operate import Work, begun, done, ended
from generators.deploy.places import weights
from generators.deploy.run import Emit, Run, carried_out
from generators.deploy.survey import Region, Seen, Survey
from generators.deploy.terms import Terms
from generators.deploy.theirs import settled
from generators.deploy.walk import Ready, walk
from generators.deploy.watch import Watcher
from generators.errors import Overtaken
from generators.model import Plan, Step


def delete(
    plan: Plan,
    cloud: Cloud,
    emit: Emit,
    terms: Terms,
    *,
    seen: Seen | None = None,
) -> Summary:
    """Delete every stack of the plan; say in the Summary how each of them ended.

    What was `seen` of them on the same terms just before is not read again. A stack stays where one
    that needs it could not be deleted. Raises `Protected` where one of them has termination
    protection, before the first deletion. Of the plan's parameters only those that are not to be
    told matter (`planning.discreet`). Raises `CannotReachAWS` or KeyboardInterrupt in the middle,
    after an `Interrupted` event.
    """
    return carried_out(partial(_deleted, plan, seen), cloud, emit, terms, plan.environment.name)


async def _deleted(plan: Plan, seen: Seen | None, run: Run) -> Summary:
    region = Region(run)
    survey = Survey(run, region, {step.name for step in plan.steps})
    await (survey.go_on(seen) if seen else survey.read())
    protection.refuse_deletion(plan, survey.states)  # since a person was asked that may have come
    run.secrets.update(known_secrets(plan, Live(states=survey.states)))
    needed_by = {
        step.name: [other.name for other in plan.steps if step.name in other.needs]
        for step in plan.steps[::-1]
    }
    deletion = _Deletion(
        run=run, watcher=Watcher(run, region), survey=survey, weights=weights(needed_by)
    )
    return await walk(deletion.watcher, plan.steps[::-1], needed_by, deletion.act)


@dataclass(frozen=True, kw_only=True)
class _Deletion:
    run: Run
    watcher: Watcher
    survey: Survey
    weights: Mapping[str, int]

    async def act(self, step: Step, ready: Ready) -> StackFinished:
        """Have one stack deleted; what somebody has begun just before is waited for, once."""
        try:
            return await self.step(step, ready)
        except Overtaken as error:
            said = error.message.removeprefix(f"{step.name}: ")
            self.run.emit(Noted(stack=step.name, text=self.run.mask(said)))
            await self.survey.again(step.name)
            return await self.step(step, ready)

    async def step(self, step: Step, _: Ready) -> StackFinished:
        """Have one stack deleted."""
        nothing = StackFinished(stack=step.name, outcome="nothing to delete")
        late = self.run.terms.limits.timeout
        state = await self._settled(step.name, late)
        if state is None:
            return nothing
        work = Work(stack=step.name, file=step.stack, goal="DELETE_COMPLETE", patience=late)
        async with self.run.jobs.one(self.weights[step.name]):
            state = await self._still(state)
            if state is None:
                return nothing
            self.run.emit(StackStarted(stack=step.name, action="delete", status=state.status))
            delete = partial(self.run.cloud.delete, state)
            one = await begun(self.watcher, work, delete)
            await done(self.watcher, work, one)
        await ended(self.watcher, work, one)
        return StackFinished(stack=step.name, outcome="deleted")

    async def _settled(self, name: str, late: float) -> StackState | None:
        """The stack once nobody is at work on it, None where there is none of that name."""
        known = await self.survey.sure(name)
        state = await settled(self.watcher, name, known, late)
        if state is not known:
            self.survey.put(name, state)
            # It was followed by its id: one of the same name may have come since.
            if state is None and await self.survey.again(name):
                raise _made_anew(name)
        return state

    async def _still(self, state: StackState) -> StackState | None:
        """The same stack as it is now, if it is there yet: a place is waited for long at times.

        DeleteStack would take the id of one that is gone, and say nothing.
        """
        now = await self.survey.still(state.name)
        if now is not None and now.id != state.id:
            raise _made_anew(state.name)
        return now


def _made_anew(name: str) -> Overtaken:
    return Overtaken(
        f"{name}: somebody else has deleted it and made it anew meanwhile",
        advice="run the same command again, if the new one is to go as well",
    )
