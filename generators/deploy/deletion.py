"""Deletes the stacks of a plan, what was deployed last first."""

from __future__ import annotations

from functools import partial

from generators.deploy.clock import Clock
from generators.deploy.cloud import Cloud
from generators.deploy.events import StackFinished, StackStarted, Summary
from generators.deploy.operate import operate
from generators.deploy.run import Emit, Run
from generators.deploy.walk import walk
from generators.deploy.watch import settled
from generators.model import Plan, Step


def delete(plan: Plan, cloud: Cloud, clock: Clock, emit: Emit) -> Summary:
    """Delete every stack of the plan; say in the Summary how each of them ended.

    A stack stays where one that needs it could not be deleted. Raises `CannotReachAWS` or
    KeyboardInterrupt in the middle, after an `Interrupted` event.
    """
    run = Run(cloud=cloud, clock=clock, emit=emit)
    needed_by = {
        step.name: [other.name for other in plan.steps if step.name in other.needs]
        for step in plan.steps
    }
    return walk(run, plan.steps[::-1], needed_by, partial(_deleted, run))


def _deleted(run: Run, step: Step) -> StackFinished:
    began = run.clock.now()
    state = settled(run, step.name)
    if state is None:
        return StackFinished(stack=step.name, outcome="nothing to delete", seconds=0.0)
    run.emit(StackStarted(stack=step.name, action="delete", status=state.status))
    operate(run, step.name, partial(run.cloud.delete, state), "DELETE_COMPLETE")
    return StackFinished(stack=step.name, outcome="deleted", seconds=run.clock.now() - began)
