"""Large templates are put in their place by a call of its own: after it we can be stopped."""

from __future__ import annotations

from generators.deploy.cloud import Desired
from generators.deploy.run import Run


async def placed(run: Run, desired: Desired) -> Desired:
    """The same, its template where CloudFormation can read it."""
    return await run.calls(run.cloud.place, desired) if desired.large else desired
