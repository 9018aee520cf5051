"""What the parts of one run share: the cloud, the clock, and whom to tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from generators.deploy.clock import Clock
from generators.deploy.cloud import Cloud
from generators.deploy.events import Event
from generators.deploy.masking import mask

Emit = Callable[[Event], None]


@dataclass(frozen=True, kw_only=True)
class Run:
    """One deploy or delete under way.

    `running` names the stacks that CloudFormation works on; `secrets` are the texts given to NoEcho
    parameters so far.
    """

    cloud: Cloud
    clock: Clock
    emit: Emit
    running: set[str] = field(default_factory=set)
    secrets: set[str] = field(default_factory=set, repr=False)

    def mask(self, text: str) -> str:
        """The text without any secret that CloudFormation may have quoted in it."""
        return mask(text, self.secrets)

    def masked(self, texts: Mapping[str, str]) -> dict[str, str]:
        """The same for every value of a mapping: CloudFormation shows NoEcho values in outputs."""
        return {key: self.mask(text) for key, text in texts.items()}
