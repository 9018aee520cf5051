"""Carries out a plan: every stack is created or updated, in order, outputs into parameters.

Knows no boto3, no terminal and no clock of its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from generators.deploy import guard, protection
from generators.deploy.calls import Calls
from generators.deploy.cloud import Change, Cloud, Desired, Operation, StackState
from generators.deploy.confirming import Confirming
from generators.deploy.events import (
    Outcome,
    ReplacementsFound,
    StackFinished,
    StackStarted,
    Summary,
)
from generators.deploy.live import Live
from generators.deploy.masking import secrets_of
from generators.deploy.operate import Final, Goal, Work, begun, done, ended, settled
from generators.deploy.patience import patience
from generators.deploy.places import weights
from generators.deploy.preflight import preflight
from generators.deploy.proposing import proposed
from generators.deploy.resolve import prove, resolve, sources
from generators.deploy.run import (
    Aside,
    Emit,
    Explain,
    Lacking,
    Limits,
    RolledBack,
    Run,
    Runner,
    asked,
    threads,
)
from generators.deploy.statuses import Standing, cure, standing
from generators.deploy.survey import Region, Survey
from generators.deploy.telling import Watched
from generators.deploy.unchanged import unchanged
from generators.deploy.walk import Ready, walk
from generators.deploy.watch import Watcher
from generators.errors import DeployFailed, Overtaken, Unconfirmed
from generators.model import Plan, Step


def deploy(
    plan: Plan,
    cloud: Cloud,
    emit: Emit,
    approve: guard.Approve,
    *,
    limits: Limits | None = None,
    runner: Runner = threads,
    protector: protection.Protector | None = None,
    explain: Explain | None = None,
    rolled_back: RolledBack | None = None,
    lacking: Lacking | None = None,
) -> Summary:
    """Create or update every stack of the plan; say in the Summary how each of them ended.

    `explain`, `rolled_back` and `lacking` ask other services, beside the deploy.

    Raises `NoValue` before the first change where a parameter is known to have no value, and
    `CannotReachAWS` or KeyboardInterrupt in the middle, after an `Interrupted` event.
    """
    allowed = limits or Limits()

    async def work(calls: Calls) -> Summary:
        aside = Aside(explain=explain, rolled_back=rolled_back, lacking=lacking)
        run = Run(cloud=cloud, calls=calls, emit=emit, limits=allowed, aside=aside)
        return await _deployed(plan, run, approve, protector)

    found: Summary = runner(work, allowed)
    return found


async def _deployed(
    plan: Plan, run: Run, approve: guard.Approve, protector: protection.Protector | None
) -> Summary:
    region = Region(run)
    survey = Survey(run, region, {name for step in plan.steps for name in sources(step)})
    await survey.read()
    names = frozenset(step.name for step in plan.steps)
    prove(plan, Live(states=survey.states, later=names))
    waits_for = {step.name: step.needs for step in plan.steps}
    deployment = _Deployment(
        run=run,
        watcher=Watcher(run, region),
        survey=survey,
        environment=plan.environment.name,
        approve=approve,
        protector=protector,
        weights=weights(waits_for),
        confirming=Confirming(run=run),
    )
    look = asyncio.ensure_future(preflight(plan, run, survey))
    try:
        return await walk(deployment.watcher, plan.steps, waits_for, deployment.step)
    finally:
        look.cancel()


_Brought = tuple[Outcome, Watched]


@dataclass(frozen=True, kw_only=True)
class _Deployment:
    run: Run
    watcher: Watcher
    survey: Survey
    environment: str
    approve: guard.Approve
    protector: protection.Protector | None
    weights: Mapping[str, int] = field(repr=False)
    confirming: Confirming

    async def step(self, step: Step, ready: Ready) -> StackFinished:
        """Bring one stack to where the plan wants it."""
        began = self.run.now()
        state = await self.survey.recent(step.name)
        try:
            outcome, watched = await self._brought(step, state, ready)
        except Overtaken:
            # Somebody else was quicker: what they have made of it is waited for, once.
            state = await self.survey.again(step.name)
            outcome, watched = await self._brought(step, state, ready, anew=True)
        self.survey.put(step.name, watched.state)
        await self._protect(step, outcome, watched.state)
        return StackFinished(
            stack=step.name,
            outcome=outcome,
            seconds=self.run.now() - began,
            outputs=self.run.masked(watched.state.outputs if watched.state else {}),
            left=watched.left,
        )

    async def _protect(self, step: Step, outcome: Outcome, state: StackState | None) -> None:
        bare = outcome != "up to date" or state is None or not state.protected
        if self.protector and bare:
            await self.run.calls(protection.protect, self.protector, step.name)

    async def _brought(
        self, step: Step, known: StackState | None, ready: Ready, *, anew: bool = False
    ) -> _Brought:
        late = patience(step.template, self.run.limits.timeout)
        state = await settled(self.watcher, step.name, known, late)
        self.survey.put(step.name, state)
        await self._parents(step, anew=anew or state is not known)
        if state is None:
            return await self._create(step)
        match standing(state):
            case Standing.HOLLOW:
                return await self._create(step, anew=state)
            case Standing.READY:
                return await self._update(step, state, ready)
            case _:
                raise DeployFailed(
                    f"it is {state.status} and takes no update",
                    advice=cure(state, self.environment, step.stack),
                )

    async def _parents(self, step: Step, *, anew: bool) -> None:
        """Read those again that the plan leaves out; `anew` where somebody else was at work."""
        since = self.run.now() if anew else 0.0
        for name in sorted(sources(step) - self.weights.keys()):
            await self.survey.renew(name, since)

    async def _create(self, step: Step, anew: StackState | None = None) -> _Brought:
        desired = self._desired(step)
        create = partial(self.run.cloud.create, desired)
        work = self._work(step, "CREATE_COMPLETE")
        async with self.run.jobs.one(self.weights[step.name]):
            if anew is None:
                self.run.emit(StackStarted(stack=step.name, action="create"))
            else:
                await self._removed(step, anew)
            one = await begun(self.watcher, work, create)
            await done(self.watcher, work, one)
        return "created anew" if anew else "created", await ended(self.watcher, work, one)

    async def _removed(self, step: Step, hollow: StackState) -> None:
        # It may have waited long for its place, and somebody may have filled it: that is no loss.
        now = await self.survey.again(step.name)
        if now is None or now.id != hollow.id or standing(now) is not Standing.HOLLOW:
            raise Overtaken(f"{step.name}: it is no longer {hollow.status}")
        self.run.emit(StackStarted(stack=step.name, action="recreate", status=hollow.status))
        work = self._work(step, "DELETE_COMPLETE")
        delete = partial(self.run.cloud.delete, hollow)
        one = await begun(self.watcher, work, delete)
        await done(self.watcher, work, one)
        await ended(self.watcher, work, one)

    async def _update(self, step: Step, state: StackState, ready: Ready) -> _Brought:
        desired = self._desired(step)
        if await unchanged(self.run, state, desired):
            return "up to date", Watched(state=state, cause=None)

        def final(now: StackState) -> None:
            self.survey.put(step.name, now)
            ready()

        work = self._work(step, "UPDATE_COMPLETE", final)
        place = self.run.jobs.one(self.weights[step.name])
        async with place, proposed(self.run, desired) as made:
            if made.change_set.empty:
                return "up to date", Watched(state=state, cause=None)
            changes = made.change_set.changes
            await self._confirm(step, guard.guarded(changes))
            started = StackStarted(
                stack=step.name, action="update", status=state.status, changes=changes
            )
            self.run.emit(started)
            execute: Callable[[str], Operation] = made.execute
            if self.protector and protection.wants_leave(changes):
                execute = partial(protection.update, self.protector, desired, changes)
            one = await begun(self.watcher, work, execute)
            await done(self.watcher, work, one)
        watched = await ended(self.watcher, work, one)
        await self.confirming.confirm(one.story, watched)
        return "updated", watched

    async def _confirm(self, step: Step, changes: tuple[Change, ...]) -> None:
        await self.run.calls.going()
        if not changes:
            return
        self.run.emit(ReplacementsFound(stack=step.name, changes=changes))
        if not await asked(self.run.calls, partial(self.approve, step.stack, changes)):
            names = ",".join(guard.names(step.stack, changes))
            raise Unconfirmed(
                "its change replaces or removes resources, or may, and nobody said yes to that",
                advice=f"if they may go: REPLACE={names}",
            )

    def _work(self, step: Step, goal: Goal, final: Final = lambda _: None) -> Work:
        return Work(
            stack=step.name,
            file=step.stack,
            goal=goal,
            patience=patience(step.template, self.run.limits.timeout),
            urgent=self.weights[step.name] > 0,
            final=final,
        )

    def _desired(self, step: Step) -> Desired:
        arguments = resolve(step, Live(states=self.survey.states))
        self.run.secrets.update(secrets_of(step, arguments))
        return Desired(name=step.name, template=step.template, parameters=arguments, tags=step.tags)
