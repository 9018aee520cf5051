"""Keeps the values of NoEcho parameters out of what is told.

CloudFormation masks them in a stack's parameters, not in its outputs, and may quote them in a
reason. It never tells them, so what is masked is what can be known here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from generators.deploy.cloud import Argument
from generators.deploy.live import Live, Text
from generators.deploy.resolve import find
from generators.model import Assignment, EnvVar, Plan, Step
from generators.values import parts_of


def secrets_of(step: Step, arguments: Mapping[str, Argument]) -> set[str]:
    """The texts that are given to the step's NoEcho parameters."""
    return {
        argument
        for name, argument in arguments.items()
        if step.parameters[name].no_echo and isinstance(argument, str) and argument
    }


def known_secrets(plan: Plan, live: Live) -> set[str]:
    """The same for all steps, as far as it is known now: for whoever deletes or rolls back."""
    return {text for step in plan.steps for text in secrets_of(step, _known(step, live))}


def _known(step: Step, live: Live) -> dict[str, Argument]:
    found = {name: find(step, name, live) for name in step.parameters}
    return {name: one.text for name, one in found.items() if isinstance(one, Text)}


def known(assignments: Mapping[str, Assignment], environ: Mapping[str, str]) -> set[str]:
    """The texts that may have been given to NoEcho parameters, as files and variables tell.

    A variable that is not set tells nothing. What comes from another stack's output is not among
    them: whoever may look there can read it.
    """
    parts = (part for one in assignments.values() if one.no_echo for part in parts_of(one.value))
    texts = (environ.get(part.name) if isinstance(part, EnvVar) else part for part in parts)
    return {text for text in texts if isinstance(text, str) and text}


def mask(text: str, secrets: Collection[str]) -> str:
    """The text with asterisks in place of every secret in it."""
    # The longest first: one secret may be a part of another.
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, "****")
    return text
