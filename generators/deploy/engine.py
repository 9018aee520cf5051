"""Carries out a plan: every stack is created or updated, in order, outputs into parameters.

Knows no boto3, no terminal and no clock of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from generators.deploy import guard
from generators.deploy.clock import Clock
from generators.deploy.cloud import Change, Cloud, Desired, StackState
from generators.deploy.events import (
    Outcome,
    ReplacementsFound,
    StackFinished,
    StackStarted,
    Summary,
)
from generators.deploy.live import Live
from generators.deploy.masking import secrets_of
from generators.deploy.operate import operate
from generators.deploy.proposing import proposed
from generators.deploy.resolve import prove, resolve
from generators.deploy.run import Emit, Run
from generators.deploy.statuses import Standing, cure, standing
from generators.deploy.walk import walk
from generators.deploy.watch import Watched, settled
from generators.errors import DeployFailed, Unconfirmed
from generators.model import Plan, Step


def deploy(plan: Plan, cloud: Cloud, clock: Clock, emit: Emit, approve: guard.Approve) -> Summary:
    """Create or update every stack of the plan; say in the Summary how each of them ended.

    Raises `NoValue` before the first change where a parameter is known to have no value, and
    `CannotReachAWS` or KeyboardInterrupt in the middle, after an `Interrupted` event.
    """
    prove(plan, Live(cloud=cloud, later=frozenset(step.name for step in plan.steps)))
    run = Run(cloud=cloud, clock=clock, emit=emit)
    deployment = _Deployment(
        run=run, live=Live(cloud=cloud), environment=plan.environment.name, approve=approve
    )
    return walk(run, plan.steps, {step.name: step.needs for step in plan.steps}, deployment.step)


_Brought = tuple[Outcome, Watched]


@dataclass(frozen=True, kw_only=True)
class _Deployment:
    run: Run
    live: Live
    environment: str
    approve: guard.Approve

    def step(self, step: Step) -> StackFinished:
        """Bring one stack to where the plan wants it."""
        began = self.run.clock.now()
        state = settled(self.run, step.name)
        self.live.put(step.name, state)
        outcome, watched = self._brought(step, state)
        self.live.put(step.name, watched.state)
        return StackFinished(
            stack=step.name,
            outcome=outcome,
            seconds=self.run.clock.now() - began,
            outputs=self.run.masked(watched.state.outputs if watched.state else {}),
            left=watched.left,
        )

    def _brought(self, step: Step, state: StackState | None) -> _Brought:
        if state is None:
            return self._create(step)
        match standing(state):
            case Standing.HOLLOW:
                return self._recreate(step, state)
            case Standing.READY:
                return self._update(step, state)
            case _:
                raise DeployFailed(
                    f"it is {state.status} and takes no update",
                    advice=cure(state, self.environment, step.stack),
                )

    def _create(self, step: Step) -> _Brought:
        desired = self._desired(step)
        self.run.emit(StackStarted(stack=step.name, action="create"))
        create = partial(self.run.cloud.create, desired)
        return "created", operate(self.run, step.name, create, "CREATE_COMPLETE")

    def _recreate(self, step: Step, hollow: StackState) -> _Brought:
        desired = self._desired(step)
        self.run.emit(StackStarted(stack=step.name, action="recreate", status=hollow.status))
        operate(self.run, step.name, partial(self.run.cloud.delete, hollow), "DELETE_COMPLETE")
        create = partial(self.run.cloud.create, desired)
        return "created anew", operate(self.run, step.name, create, "CREATE_COMPLETE")

    def _update(self, step: Step, state: StackState) -> _Brought:
        with proposed(self.run.cloud, self.run.clock, self._desired(step)) as made:
            if made.change_set.empty:
                return "up to date", Watched(state=state, cause=None)
            changes = made.change_set.changes
            self._confirm(step, guard.guarded(changes))
            started = StackStarted(
                stack=step.name, action="update", status=state.status, changes=changes
            )
            self.run.emit(started)
            return "updated", operate(self.run, step.name, made.execute, "UPDATE_COMPLETE")

    def _confirm(self, step: Step, changes: tuple[Change, ...]) -> None:
        if not changes:
            return
        self.run.emit(ReplacementsFound(stack=step.name, changes=changes))
        if not self.approve(step.stack, changes):
            names = ",".join(guard.names(step.stack, changes))
            raise Unconfirmed(
                "its change replaces or removes resources, or may, and nobody said yes to that",
                advice=f"if they may go: REPLACE={names}",
            )

    def _desired(self, step: Step) -> Desired:
        arguments = resolve(step, self.live)
        self.run.secrets.update(secrets_of(step, arguments))
        return Desired(name=step.name, template=step.template, parameters=arguments, tags=step.tags)
