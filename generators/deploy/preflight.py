"""What an account lacks that no stack makes, noted beside the deploy that may meet it."""

from __future__ import annotations

from contextlib import suppress

from generators.deploy.run import Run
from generators.deploy.survey import Survey
from generators.errors import UserError
from generators.model import Plan


async def preflight(plan: Plan, run: Run, survey: Survey) -> None:
    """Note what the account lacks, beside the deploy: mostly AWS makes it by itself."""
    lacking = run.terms.aside.lacking
    new = tuple(step for step in plan.steps if survey.states.get(step.name) is None)
    if lacking is None or not new:
        return
    with suppress(UserError):
        for text in await run.calls.aside(lambda: lacking(new)):
            run.note(text)
