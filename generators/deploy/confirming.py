"""Whether what was deployed runs now: asked of ECS for as many services at once as can be.

While one question is on its way others gather, and go together in the next.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from generators.deploy.cloud import StackState
from generators.deploy.intended import SERVICE, brought, deployed_by, shown_by
from generators.deploy.operate import OperationFailed
from generators.deploy.run import RolledBack, Run
from generators.deploy.running import AT_ONCE, Finding
from generators.deploy.telling import Story, Watched
from generators.model import Step

_BEHIND = "rolled back behind CloudFormation's back: "

_UNKNOWN = (
    "whether its service runs what was deployed is not known: its events cannot be read, and its"
    " outputs do not tell"
)

_GATHERS, _BETWEEN = 2.0, 0.1
"""Seconds for which a question waits at most for others to join it, and between two looks."""


@dataclass(frozen=True, kw_only=True)
class Confirming:
    """Asks for one run."""

    run: Run
    _wanted: dict[str, str] = field(default_factory=dict, init=False)
    _found: dict[str, Finding] = field(default_factory=dict, init=False)
    _one: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)

    async def confirm(self, step: Step, story: Story, watched: Watched) -> None:
        """Raise `OperationFailed` where a service of the stack runs another task definition.

        What is asked about is what the operation's events tell; a creation has none that is older.
        Where they are not all there, the stack's outputs tell it as well.
        """
        whole = bool(story.told) and not story.refused
        deployed = deployed_by(brought(story.told)) if whole else self._shown(step, watched)
        if finding := await self._judged(deployed, hurry=True):
            behind = _BEHIND if finding.runs else ""
            said = behind + self.run.mask(str(finding))
            raise OperationFailed(said, watched, self.advice(step, finding))

    def _shown(self, step: Step, watched: Watched) -> Mapping[str, str]:
        shown = shown_by(watched.state.outputs) if watched.state else {}
        if not shown and self.run.aside.rolled_back and f'"{SERVICE}"' in step.template:
            self.run.note(_UNKNOWN, step.name)
        return shown

    def has_to(self, state: StackState) -> bool:
        """Whether to ask about a stack that is not changed: it has a service, and was updated."""
        asks = self.run.aside.rolled_back is not None and state.updated is not None
        return asks and bool(shown_by(state.outputs))

    async def still(self, state: StackState) -> Finding | None:
        """The service of a stack that is not changed, where it does not run what it should."""
        return await self._judged(shown_by(state.outputs))

    def advice(self, step: Step, finding: Finding) -> str:
        """What to do: CloudFormation takes it for deployed, so the same deploy changes nothing."""
        options = f"ENV={self.run.environment} STACK={step.stack}"
        if not finding.runs:
            return (
                "CloudFormation does not make it anew by itself:"
                f" `make delete {options}`, then `make deploy {options}`"
            )
        return (
            f"CloudFormation takes {finding.deployed} for deployed. Cure what ended its tasks and"
            f" deploy another version (`make deploy {options} VERSION=…`); or, where the cause lay"
            f" elsewhere and is gone, have ECS try this one again: `{finding.command}`"
        )

    async def _judged(self, deployed: Mapping[str, str], *, hurry: bool = False) -> Finding | None:
        rolled_back = self.run.aside.rolled_back
        if rolled_back is None or not deployed:
            return None
        self._wanted.update(deployed)
        async with self._one:
            if self._wanted.keys() & deployed.keys():
                if not hurry:
                    await self._gathered()
                await self._ask(rolled_back)
        found = [self._found.pop(arn, None) for arn in deployed]
        return next(filter(None, found), None)

    async def _gathered(self) -> None:
        """Others that wait for their turn to call may soon want to know as much."""
        until = self.run.now() + _GATHERS
        while self.run.calls.queued and len(self._wanted) < AT_ONCE and self.run.now() < until:
            await asyncio.sleep(_BETWEEN)

    async def _ask(self, rolled_back: RolledBack) -> None:
        wanted = dict(self._wanted)
        self._wanted.clear()
        try:
            found = await self.run.calls.aside(lambda: rolled_back(wanted))
        except Exception as error:  # noqa: BLE001 - CloudFormation has said that all is well
            self.run.note(f"whether the services run what was deployed is not known: {error}")
        else:
            self._found.update({one.arn: one for one in found})
