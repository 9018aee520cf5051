"""Carries out a plan: every stack is created or updated, in order, outputs into parameters.

Knows no boto3, no terminal and no clock of its own. `bringing` has what is done for one stack.
"""

from __future__ import annotations

import asyncio
from functools import partial

from generators.deploy import guard, protection
from generators.deploy.bringing import bring
from generators.deploy.cloud import Cloud
from generators.deploy.confirming import Confirming
from generators.deploy.deployment import Deployment
from generators.deploy.events import Summary
from generators.deploy.live import Live, settling
from generators.deploy.parents import Parents
from generators.deploy.places import weights
from generators.deploy.preflight import preflight
from generators.deploy.resolve import prove, sources
from generators.deploy.run import Emit, Run, carried_out
from generators.deploy.survey import Region, Survey
from generators.deploy.terms import Terms
from generators.deploy.walk import walk
from generators.deploy.watch import Watcher
from generators.model import Plan


def deploy(
    plan: Plan,
    cloud: Cloud,
    emit: Emit,
    approve: guard.Approve,
    terms: Terms,
    *,
    protector: protection.Protector | None = None,
) -> Summary:
    """Create or update every stack of the plan; say in the Summary how each of them ended.

    Raises `NoValue` before the first change where a parameter is known to have no value, and
    `CannotReachAWS` or KeyboardInterrupt in the middle, after an `Interrupted` event.
    """
    work = partial(_deployed, plan, approve, protector)
    return carried_out(work, cloud, emit, terms, plan.environment.name)


async def _deployed(
    plan: Plan, approve: guard.Approve, protector: protection.Protector | None, run: Run
) -> Summary:
    region = Region(run)
    wanted = {name for step in plan.steps for name in sources(step)}
    names = frozenset(step.name for step in plan.steps)
    survey = Survey(run, region, wanted)
    await survey.read(sure=wanted - names)
    prove(plan, Live(states=survey.states, later=names | settling(survey.states)))
    waits_for = {step.name: step.needs for step in plan.steps}
    watcher = Watcher(run, region)
    deployment = Deployment(
        run=run,
        watcher=watcher,
        survey=survey,
        parents=Parents(run=run, watcher=watcher, survey=survey, own=names),
        approve=approve,
        protector=protector,
        weights=weights(waits_for),
        confirming=Confirming(run=run),
    )
    look = asyncio.ensure_future(preflight(plan, run, survey))
    try:
        return await walk(watcher, plan.steps, waits_for, partial(bring, deployment))
    finally:
        look.cancel()
