"""What a deploy would do now, without doing it; change sets are made, read and deleted."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from generators.deploy import guard
from generators.deploy.cloud import Cloud, Desired, StackState
from generators.deploy.confirming import Confirming
from generators.deploy.live import Found, Kept, Later, Live, Text, settling
from generators.deploy.masking import mask, secrets_of
from generators.deploy.previews import ParameterPreview, StepPreview, Verdict
from generators.deploy.proposing import proposed
from generators.deploy.resolve import find, prove, resolve, sources
from generators.deploy.run import Emit, Run, all_of, carried_out
from generators.deploy.statuses import Standing, standing
from generators.deploy.survey import Region, Survey
from generators.deploy.terms import Terms
from generators.deploy.unchanged import unchanged
from generators.errors import Refused, TemplateTooLarge
from generators.model import Assignment, OutputOf, Plan, Step

_VERDICTS: dict[Standing, Verdict] = {
    Standing.ABSENT: "create",
    Standing.HOLLOW: "recreate",
    Standing.READY: "not known yet",
    Standing.BUSY: "busy",
    Standing.STUCK: "stuck",
}


def preview(
    plan: Plan,
    cloud: Cloud,
    emit: Emit,
    terms: Terms,
    *,
    templates: bool = False,
) -> tuple[StepPreview, ...]:
    """What a deploy would do with each stack, in order; with `templates`, also what it has now.

    An output that a stack of the plan has today is taken for what it will be. Raises `NoValue`
    where a deploy would do so at its start.
    """
    work = partial(_previewed, plan, templates)
    return carried_out(work, cloud, emit, terms, plan.environment.name)


async def _previewed(plan: Plan, templates: bool, run: Run) -> tuple[StepPreview, ...]:
    names = {name for step in plan.steps for name in sources(step)}
    own = frozenset(step.name for step in plan.steps)
    survey = Survey(run, Region(run), names)
    await survey.read(sure=names - own)
    moving = settling(survey.states) - own
    live = Live(states=survey.states, later=own | moving, as_is=True)
    prove(plan, live)
    found = await all_of(_step(step, live, run, templates) for step in plan.steps)
    confirming = Confirming(run=run)
    states = [live.stack(step.name) for step in plan.steps]
    found = await all_of(map(partial(_confirmed, confirming), states, found))
    steps: list[StepPreview] = []
    for step, one in zip(plan.steps, found, strict=True):
        before = {other.stack for other in steps if _unsettles(other)}
        unsettled = (before & step.needs) | (moving & sources(step))
        steps.append(replace(one, unsettled=tuple(sorted(unsettled))))
    return tuple(steps)


async def _confirmed(
    confirming: Confirming, state: StackState | None, one: StepPreview
) -> StepPreview:
    """The same, with what a deploy would find wrong with a stack that is as it should be."""
    if one.verdict != "up to date" or state is None or not confirming.has_to(state):
        return one
    finding = await confirming.still(state)
    return replace(one, reason=f"a deploy would fail: {finding}") if finding else one


def _unsettles(step: StepPreview) -> bool:
    """Whether outputs of the stack may be others after its update."""
    other = any(guard.loses(change) or change.action == "Add" for change in step.changes)
    return bool(step.unsettled) or other


async def _step(step: Step, live: Live, run: Run, templates: bool) -> StepPreview:
    state = live.stack(step.name)
    holds = standing(state) not in (Standing.ABSENT, Standing.HOLLOW)
    found = {name: find(step, name, live) for name in step.parameters}
    late = (one.stacks for one in found.values() if isinstance(one, Later))
    bare = StepPreview(
        stack=step.name,
        verdict=_VERDICTS[standing(state)],
        status=state.status if state else "",
        parameters=tuple(
            _parameter(name, step.parameters[name], one) for name, one in found.items()
        ),
        after=tuple(dict.fromkeys(stack for stacks in late for stack in stacks)),
        deployed=await run.calls(run.cloud.template, step.name) if templates and holds else None,
    )
    if standing(state) is not Standing.READY or bare.after:
        return bare
    return await _proposed(bare, step, live, run)


async def _proposed(bare: StepPreview, step: Step, live: Live, run: Run) -> StepPreview:
    arguments = resolve(step, live)
    desired = Desired(name=step.name, template=step.template, parameters=arguments, tags=step.tags)
    state = live.stack(step.name)
    if state is not None and await unchanged(run, state, desired, bare.deployed):
        return replace(bare, verdict="up to date")
    try:
        async with run.jobs.one(), proposed(run, desired) as made:
            found = made.change_set
    except (Refused, TemplateTooLarge) as error:
        reason = mask(error.message, secrets_of(step, arguments))
        return replace(bare, verdict="refused", reason=reason)
    return replace(
        bare,
        verdict="up to date" if found.empty else "update",
        changes=found.changes,
        replace=guard.names(step.stack, guard.guarded(found.changes)),
    )


def _parameter(name: str, assignment: Assignment, found: Found) -> ParameterPreview:
    match found:
        case Later(stacks=stacks):
            return ParameterPreview(
                name=name, value=None, source=f"known after {', '.join(stacks)}"
            )
        case Kept(text=text):
            value, source = text, "previous"
        case Text(text=text, source=OutputOf(stack=stack)) if assignment.origin == "parent":
            value, source = text, f"parent {stack}"
        case Text(text=text, source=OutputOf(stack=stack, output=output)):
            value, source = text, f"output {stack}.{output}"
        case Text(text=text):
            value, source = text, assignment.origin
        case _:
            value, source = "", "nothing"
    return ParameterPreview(name=name, value="****" if assignment.no_echo else value, source=source)
