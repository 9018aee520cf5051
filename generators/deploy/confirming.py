"""Whether what was updated runs now: asked of ECS for as many services at once as have just ended.

While one question is on its way others gather, and go together in the next.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from generators.deploy.operate import OperationFailed
from generators.deploy.run import RolledBack, Run
from generators.deploy.running import Finding, brought, deployed_by
from generators.deploy.telling import Story, Watched

_BEHIND = "rolled back behind CloudFormation's back"
_ADVICE = (
    "CloudFormation takes it for deployed, so the same deploy again changes nothing: cure what"
    " ended the tasks, then deploy another version"
)


@dataclass(frozen=True, kw_only=True)
class Confirming:
    """Asks for one run."""

    run: Run
    _wanted: dict[str, str] = field(default_factory=dict, init=False)
    _found: dict[str, Finding] = field(default_factory=dict, init=False)
    _one: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)

    async def confirm(self, story: Story, watched: Watched) -> None:
        """Raise `OperationFailed` where a service of the stack runs another task definition.

        What is asked about is what the operation's events tell; a creation has none that is older.
        """
        rolled_back = self.run.aside.rolled_back
        if rolled_back is None:
            return
        deployed = deployed_by(brought(story.told))
        self._wanted.update(deployed)
        async with self._one:
            if self._wanted.keys() & deployed:
                await self._ask(rolled_back)
        for arn in deployed:
            if finding := self._found.pop(arn, None):
                raise OperationFailed(f"{_BEHIND}: {self.run.mask(str(finding))}", watched, _ADVICE)

    async def _ask(self, rolled_back: RolledBack) -> None:
        wanted = dict(self._wanted)
        self._wanted.clear()
        try:
            found = await self.run.calls.aside(lambda: rolled_back(wanted))
        except Exception as error:  # noqa: BLE001 - CloudFormation has said that all is well
            self.run.note(f"whether the services run what was deployed is not known: {error}")
        else:
            self._found.update({one.arn: one for one in found})
