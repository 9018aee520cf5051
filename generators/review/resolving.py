"""What is known of the values of one side, such as an output of another stack that is a name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from generators.model import First, Joined, OutputOf, Value
from generators.review import values
from generators.review.evaluate import Evaluated
from generators.review.model import Assigned, Side, Template
from generators.review.nodes import Node

_Place = tuple[str, str]
"""An environment, and a stack in it."""


@dataclass(frozen=True, kw_only=True)
class Resolving:
    """Puts in what is known in each environment of a side."""

    side: Side
    _outputs: dict[tuple[str, OutputOf], str | None] = field(default_factory=dict)
    _stacks: dict[_Place, Evaluated] = field(default_factory=dict)
    _deciding: dict[str, str] = field(default_factory=dict)

    def parameters(self, stack: str) -> Mapping[str, Any]:
        """What the stack declares, if it is on this side."""
        found: Mapping[str, Any] = self.side.templates.get(stack, {}).get("Parameters", {})
        return found

    def value(self, environment: str, value: Value) -> Value:
        """A value with the outputs that are known as text."""
        match value:
            case OutputOf():
                known = self._output(environment, value)
                return value if known is None else known
            case Joined(items):
                return Joined(tuple(self.value(environment, item) for item in items))
            case First(options):
                return self._first(environment, options)
        return value

    def assigned(self, environment: str, given: Assigned) -> Assigned:
        """The values of a stack, likewise."""
        return {name: self.value(environment, value) for name, value in given.items()}

    def facts(self, environment: str, stack: str, known: dict[str, Node]) -> dict[str, Node]:
        """What may decide the stack's conditions and lookups: AWS's own parameters and `known`."""
        if stack not in self._deciding:
            self._deciding[stack] = _deciding(self.side.templates[stack])
        text = self._deciding[stack]
        if not text:
            return {}
        here = {**self.side.facts.get(environment, {}), **known}
        return {name: node for name, node in here.items() if name in text}

    def _first(self, environment: str, options: tuple[Value, ...]) -> Value:
        """The options up to the first that surely has a value."""
        some: list[Value] = []
        for option in options:
            some.append(self.value(environment, option))
            if isinstance(some[-1], str):
                break
        return some[0] if isinstance(some[0], str) else First(tuple(some))

    def _output(self, environment: str, output: OutputOf) -> str | None:
        place = (environment, output)
        if place not in self._outputs:
            # While it is being looked for it is not known, so that a circle comes to an end.
            self._outputs[place] = None
            self._outputs[place] = self._known(environment, output)
        return self._outputs[place]

    def _known(self, environment: str, output: OutputOf) -> str | None:
        here = self.side.environments.get(environment, {})
        if output.stack not in here or output.stack not in self.side.templates:
            return None
        stack = self._stack(environment, output.stack)
        said = stack.template.get("Outputs", {}).get(output.output, {})
        condition = said.get("Condition")
        if condition is not None and not stack.conditions.holds(condition):
            return None
        found = stack.node(said.get("Value"))
        return found if isinstance(found, str) else None

    def _stack(self, environment: str, stack: str) -> Evaluated:
        place = (environment, stack)
        if place not in self._stacks:
            template = self.side.templates[stack]
            declared = template.get("Parameters", {})
            given = self.assigned(environment, self.side.environments[environment][stack])
            known = values.known(declared, given)
            hidden = values.hidden(declared, given)
            shown = {name: node for name, node in known.items() if name not in hidden}
            facts = self.facts(environment, stack, known)
            self._stacks[place] = Evaluated(template, shown, facts)
        return self._stacks[place]


def _deciding(template: Template) -> str:
    """Where facts count in a template: its conditions, and all that looks into a mapping."""
    looking = ("Resources", "Outputs") if template.get("Mappings") else ()
    found = [template[name] for name in ("Conditions", *looking) if template.get(name)]
    return json.dumps(found) if found else ""
