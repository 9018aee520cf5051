"""What the steps of one deploy share, and what each of them asks of it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field

from generators.deploy import guard, protection
from generators.deploy.cloud import Desired
from generators.deploy.confirming import Confirming
from generators.deploy.events import Outcome
from generators.deploy.live import Live
from generators.deploy.masking import secrets_of
from generators.deploy.operate import Final, Goal, Work
from generators.deploy.parents import Parents
from generators.deploy.patience import patience
from generators.deploy.places import Leave
from generators.deploy.resolve import resolve
from generators.deploy.run import Run
from generators.deploy.survey import Survey
from generators.deploy.telling import Watched
from generators.deploy.watch import Watcher
from generators.model import Step

Brought = tuple[Outcome, Watched]
"""What came of a stack: in a word, and how its operation ended."""


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """One deploy under way.

    `weights` has, by CloudFormation's names of the plan's stacks, how long a chain waits for each;
    `protector` is there where the environment is protected.
    """

    run: Run
    watcher: Watcher
    survey: Survey
    parents: Parents
    approve: guard.Approve
    protector: protection.Protector | None
    weights: Mapping[str, int] = field(repr=False)
    confirming: Confirming

    def place(self, step: Step) -> AbstractAsyncContextManager[Leave]:
        """One of the places for operations, in its turn, and how to leave it before the end."""
        return self.run.jobs.one(self.weights[step.name])

    def desired(self, step: Step) -> Desired:
        """What the stack is to be, now that all that it waits for is there."""
        arguments = resolve(step, Live(states=self.survey.states))
        self.run.secrets.update(secrets_of(step, arguments))
        return Desired(name=step.name, template=step.template, parameters=arguments, tags=step.tags)

    def work(self, step: Step, goal: Goal, final: Final = lambda _: None) -> Work:
        """An operation on the stack, to that end."""
        return Work(
            stack=step.name,
            file=step.stack,
            goal=goal,
            patience=patience(step.template, self.run.terms.limits.timeout),
            urgent=self.weights[step.name] > 0,
            final=final,
        )
