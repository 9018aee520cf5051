"""A stack in one environment: where things stand in its file, and what is known before a deploy.

A number that comes from the shell, from the stack as it is deployed, or from a stack of others is
None, and nothing is said of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generators.model import Environment, OutputOf, Stack, Value
from generators.params.yaml12 import Document, Path
from generators.parts.text import as_written, references
from generators.values import whole_literal


@dataclass(frozen=True, kw_only=True, eq=False)
class Place:
    """A stack in an environment, with its file and the values of its parameters."""

    stack: Stack
    document: Document
    environment: Environment
    values: Mapping[str, Value]

    @property
    def name(self) -> str:
        """The stack's name."""
        return self.stack.name

    def known(self, parameter: str) -> str | None:
        """The parameter's value, if it is known; of a First its last option counts."""
        value = self.values.get(parameter)
        return None if value is None else whole_literal(value)

    def number(self, held: object) -> int | None:
        """A whole number of a spec: itself, or the known value of the `${Name}` that it is."""
        if held is None or isinstance(held, int):
            return held
        text = self.known(next(references(held), "")) or ""
        return int(text) if text.isascii() and text.isdecimal() else None

    def text(self, held: Any) -> str:
        """A text of a spec, with the known values in it.

        For what is not known stands where it comes from: two texts are then the same only if they
        will be.
        """
        return re.sub(r"\$\{([A-Za-z0-9:]+)\}", lambda m: self._part(m[1]), as_written(held))

    def _part(self, name: str) -> str:
        pseudo = {
            "AWS::Region": self.environment.region,
            "AWS::AccountId": self.environment.account,
        }
        if name in pseudo:
            return pseudo[name]
        match self.values.get(name):
            case OutputOf(stack, output):
                return f"<{stack}.{output}>"
        return self.known(name) or f"<{self.name}'s {name}>"

    def path(self, parameter: str) -> Path:
        """Where in the file the parameter's value stands, or would."""
        if parameter in (self.stack.environments.get(self.environment.name) or {}):
            return ("environments", self.environment.name, "parameters", parameter)
        return ("parameters", parameter)

    def at(self, path: Path) -> str:
        """Where that is: the file and its line."""
        found = self.document.complain(path, "")
        return f"{found.file}:{found.line}"
