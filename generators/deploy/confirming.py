"""Whether what was deployed runs now: what a stack should run is compared with what ECS runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from generators.deploy.asking import Asking
from generators.deploy.cloud import StackState
from generators.deploy.intended import SERVICE, brought, deployed_by, shown_by
from generators.deploy.operate import OperationFailed
from generators.deploy.run import Run
from generators.deploy.running import Finding
from generators.deploy.telling import Story, Watched
from generators.model import Step

_BEHIND = "rolled back behind CloudFormation's back: "

_BEFORE = "it is updated, and yet "
"""Where the update itself touched no task definition: it was rolled back earlier, or by hand."""

_UNKNOWN = (
    "whether its service runs what was deployed is not known: its events cannot be read, and its"
    " outputs do not tell"
)


@dataclass(frozen=True, kw_only=True)
class Confirming:
    """Asks for one run."""

    run: Run
    asking: Asking = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "asking", Asking(run=self.run))

    async def confirm(self, step: Step, story: Story, watched: Watched) -> None:
        """Raise `OperationFailed` where a service of the stack runs another task definition.

        What is asked about is what the operation's events tell; a creation has none that is older.
        Where they are not all there, or touch no task definition, the stack's outputs tell it.
        """
        whole = bool(story.told) and not story.refused
        told = deployed_by(brought(story.told)) if whole else {}
        deployed = told or self._shown(step, watched, whole=whole)
        if finding := await self._judged(deployed, hurry=True):
            said = self.run.mask(str(finding))
            if finding.runs:
                said = (_BEHIND if told or not whole else _BEFORE) + said
            raise OperationFailed(said, watched, self.advice(step, finding))

    def _shown(self, step: Step, watched: Watched, *, whole: bool) -> Mapping[str, str]:
        shown = shown_by(watched.state.outputs) if watched.state else {}
        asks = self.run.terms.aside.rolled_back is not None and f'"{SERVICE}"' in step.template
        if asks and not whole and not shown:
            self.run.note(_UNKNOWN, step.name)
        return shown

    def has_to(self, state: StackState) -> bool:
        """Whether to ask about a stack that is not changed: it has a service, and was updated."""
        asks = self.run.terms.aside.rolled_back is not None and state.updated is not None
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
        for arn, definition in deployed.items():
            if finding := await self.asking.about(arn, definition, hurry=hurry):
                return finding
        return None
