"""How each parameter of each stack gets its value in an environment, and the order of the stacks.

A parameter takes the value that is given for it, else its parent's output of the same name, else
the template's default. The order of stacks follows from where their values come from; it is stated
nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from graphlib import TopologicalSorter
from typing import Any

from generators.constraints import problem
from generators.model import Assignment, Joined, OutputOf, Stack, Value
from generators.params import Project
from generators.render import TemplateDict
from generators.stacks import KINDS
from generators.values import outputs_in, whole_literal


@dataclass(frozen=True, kw_only=True)
class Wiring:
    """One environment's stacks, seen through their templates."""

    project: Project
    templates: Mapping[str, TemplateDict]
    environment: str

    @cached_property
    def stacks(self) -> dict[str, Stack]:
        """The environment's stacks that have a template, by name."""
        return {
            name: self.project.stacks[name]
            for name in sorted(self.templates)
            if self.project.stacks[name].is_in(self.environment)
        }

    def parameters(self, stack: str) -> Mapping[str, Any]:
        """The parameters that the stack's template declares."""
        declared: Mapping[str, Any] = self.templates[stack].get("Parameters", {})
        return declared

    def outputs(self, stack: str) -> Mapping[str, Any]:
        """The outputs of the stack's template; none where the environment leaves it out."""
        if stack not in self.stacks:
            return {}
        found: Mapping[str, Any] = self.templates[stack].get("Outputs", {})
        return found

    @cached_property
    def assignments(self) -> dict[str, dict[str, Assignment]]:
        """For each stack how each parameter gets its value; those that get none are left out."""
        return {name: self._assignments(stack) for name, stack in self.stacks.items()}

    def _assignments(self, stack: Stack) -> dict[str, Assignment]:
        given = stack.given(self.environment)
        from_parent = self.outputs(stack.parent) if stack.parent else {}
        found: dict[str, Assignment] = {}
        for name, declared in self.parameters(stack.name).items():
            no_echo = declared.get("NoEcho") in (True, "true")
            if name in given:
                found[name] = Assignment(value=given[name], origin="given", no_echo=no_echo)
            elif stack.parent and name in from_parent:
                output = OutputOf(stack.parent, name)
                found[name] = Assignment(value=output, origin="parent", no_echo=no_echo)
            elif "Default" in declared:
                default = str(declared["Default"])
                found[name] = Assignment(value=default, origin="default", no_echo=no_echo)
        return found

    @cached_property
    def needs(self) -> dict[str, frozenset[str]]:
        """For each stack the stacks here that must be deployed before it."""
        return {name: self._needs(stack) for name, stack in self.stacks.items()}

    def _needs(self, stack: Stack) -> frozenset[str]:
        values = (assignment.value for assignment in self.assignments[stack.name].values())
        sources = {output.stack for value in values for output in outputs_in(value)}
        return frozenset(
            name
            for name in (*sources, stack.parent)
            if name is not None and name in self.stacks and name != stack.name
        )

    def order(self) -> list[str]:
        """The stacks in an order in which each comes after what it needs.

        Raises graphlib.CycleError; `proof` tells of it in the user's words.
        """
        graph = {name: sorted(needs) for name, needs in self.needs.items()}
        return list(TopologicalSorter(graph).static_order())

    def said_by_the_kind(
        self, stack: Stack, values: Mapping[str, Value]
    ) -> Iterator[tuple[str, str]]:
        """What the kind says of the values together: names of parameters, and messages."""
        declared = self.parameters(stack.name)
        known = {
            name: text
            for name, value in values.items()
            if (text := whole_literal(value)) is not None
            and (isinstance(value, Joined) or problem(declared[name], text) is None)
        }
        yield from KINDS[stack.kind].complaints(stack.spec, known)
