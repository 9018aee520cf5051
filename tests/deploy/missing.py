"""A CloudFormation whose pages miss stacks, as they may while others come and go."""

from __future__ import annotations

from dataclasses import replace

from generators.deploy.cloud import StackPage
from tests.deploy.fakes import FakeCloud
from tests.deploy.virtual import Time


class Missing(FakeCloud):
    """The pages do not show these stacks; whoever asks for one by its name gets it."""

    def __init__(self, *missed: str) -> None:
        super().__init__(Time(latency=0.05))
        self.missed = missed

    def stacks(self, after: str = "") -> StackPage:
        page = super().stacks(after)
        return replace(
            page, stacks=tuple(one for one in page.stacks if one.name not in self.missed)
        )
