"""Keeps the values of NoEcho parameters out of what is told.

CloudFormation masks them in a stack's parameters, not in its outputs, and may quote them in a
reason.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from generators.deploy.cloud import Argument
from generators.model import Step


def secrets_of(step: Step, arguments: Mapping[str, Argument]) -> set[str]:
    """The texts that are given to the step's NoEcho parameters."""
    return {
        argument
        for name, argument in arguments.items()
        if step.parameters[name].no_echo and isinstance(argument, str) and argument
    }


def mask(text: str, secrets: Collection[str]) -> str:
    """The text with asterisks in place of every secret in it."""
    # The longest first: one secret may be a part of another.
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, "****")
    return text
