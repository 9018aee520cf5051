"""What the verbs share that only look: the stacks that are meant, and the way to ask about them."""

from __future__ import annotations

import os
from argparse import Namespace
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generators.errors import StaleOutput, UserError, did_you_mean
from generators.render import template_path
from generators.verbs.project import ROOT, Proved, proved

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generators.deploy.cloud import StackState
    from generators.deploy.reading import Reading
    from generators.deploy.session import Connection
    from generators.model import Plan, Step
    from generators.review.model import Template


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The stacks that a command line means, in the order of deploy, and where they are."""

    found: Proved
    todo: Plan
    connection: Connection
    reading: Reading

    def states(self) -> dict[str, StackState | None]:
        """Each stack as CloudFormation describes it, by its name there."""
        return self.reading.states([step.name for step in self.todo.steps])

    def deployed(self, step: Step) -> StackState:
        """The one stack; raises UserError where it is not deployed."""
        state = self.reading.states([step.name])[step.name]
        if state is None:
            raise self.absent(step)
        return state

    def secrets(self, step: Step) -> set[str]:
        """What its NoEcho parameters may have been given, as far as that is known here."""
        from generators.deploy.masking import known

        wiring = self.found.wiring(self.todo.environment.name)
        return known(wiring.assignments[step.stack], os.environ)

    def absent(self, step: Step) -> UserError:
        """What there is to say of a stack that is not deployed."""
        environment = self.todo.environment
        where = "" if environment.name == "local" else f" ENV={environment.name}"
        return UserError(
            f"{step.name} is not deployed in {environment.name}",
            advice=f"make status{where} shows what is; make deploy{where} STACK={step.stack}",
        )


def asked(options: Namespace) -> Asked:
    """What is asked about; raises UserError for an unknown environment or stack."""
    from generators.deploy import session
    from generators.deploy.reading import Reading
    from generators.planning import outline

    found = proved()
    todo = outline(found.wiring(options.env), os.environ, only=options.stack)
    connection = session.connect(todo.environment, ROOT)
    reading = Reading(connection.client("cloudformation"))
    return Asked(found=found, todo=todo, connection=connection, reading=reading)


def one_asked(options: Namespace) -> tuple[Asked, Step]:
    """The same for a verb that takes one stack."""
    name_needed(options)
    found = asked(options)
    (step,) = found.todo.steps
    return found, step


def name_needed(options: Namespace) -> str:
    """The name that STACK= has; raises UserError where it has none."""
    if not options.stack:
        raise UserError(
            "STACK= is missing",
            advice=f"make {options.verb} STACK=…; make list shows the names",
        )
    return str(options.stack)


def committed(stack: str) -> str:
    """The text of a stack's template as it lies in output/; raises StaleOutput if it is missing."""
    path = template_path(stack)
    try:
        return (ROOT / path).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise StaleOutput(f"{path} is missing", advice="make templates writes it") from None


def committed_template(stack: str) -> Template:
    """The same as a template; raises UserError, with the line, where it is none."""
    from generators.review.committed import template

    committed(stack)
    return template(ROOT / template_path(stack))


def one_of(variable: str, word: str, allowed: Mapping[str, object] | tuple[str, ...]) -> str:
    """The word, if it is allowed; raises UserError with the nearest that is."""
    if word not in allowed:
        raise UserError(f"{variable}={word} is not known{did_you_mean(word, tuple(allowed))}")
    return word
