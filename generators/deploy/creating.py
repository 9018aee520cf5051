"""Makes a stack that is not there, or anew one that is only a name."""

from __future__ import annotations

from functools import partial

from generators.deploy.cloud import StackState
from generators.deploy.deployment import Brought, Deployment
from generators.deploy.events import StackStarted
from generators.deploy.operate import begun, done, ended
from generators.deploy.placing import placed
from generators.deploy.statuses import Standing, standing
from generators.errors import Overtaken
from generators.model import Step


async def create(deployment: Deployment, step: Step, hollow: StackState | None = None) -> Brought:
    """Have the stack created; where it is `hollow`, that is deleted first."""
    watcher = deployment.watcher
    work = deployment.work(step, "CREATE_COMPLETE")
    async with deployment.place(step):
        desired = await placed(deployment.run, deployment.desired(step))
        if hollow is None:
            deployment.run.emit(StackStarted(stack=step.name, action="create"))
        else:
            await _removed(deployment, step, hollow)
        one = await begun(watcher, work, partial(deployment.run.cloud.create, desired))
        await done(watcher, work, one)
    return "created anew" if hollow else "created", await ended(watcher, work, one)


async def _removed(deployment: Deployment, step: Step, hollow: StackState) -> None:
    run, watcher = deployment.run, deployment.watcher
    # It may have waited long for its place, and somebody may have filled it: that is no loss.
    now = await deployment.survey.again(step.name)
    if now is None or now.id != hollow.id or standing(now) is not Standing.HOLLOW:
        raise Overtaken(f"{step.name}: it is no longer {hollow.status}")
    run.emit(StackStarted(stack=step.name, action="recreate", status=hollow.status))
    work = deployment.work(step, "DELETE_COMPLETE")
    one = await begun(watcher, work, partial(run.cloud.delete, hollow))
    await done(watcher, work, one)
    await ended(watcher, work, one)
