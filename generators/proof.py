"""Proves offline that every stack can be deployed in every environment that it is in.

Every parameter has a value of its type, every output that is taken exists, and nothing waits for
itself.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError
from typing import Any

from generators import references
from generators.constraints import problem
from generators.errors import Complaint, did_you_mean, nearest
from generators.model import OutputOf, Stack
from generators.outputs import fits, output_type
from generators.params import Project
from generators.params.yaml12 import Path
from generators.render import TemplateDict
from generators.stacks import KINDS
from generators.values import literals_in, not_one_value, outputs_in, previous_stands_well
from generators.wiring import Wiring


def prove(
    project: Project,
    templates: Mapping[str, TemplateDict],
    explained: Container[tuple[str, str, str]] = (),
) -> tuple[Complaint, ...]:
    """Every complaint about how the stacks fit together, over all environments.

    `explained` holds environment, stack and parameter of missing values that need no complaint
    here, as another one gives their reason.
    """
    found: list[Complaint] = []
    for name, template in templates.items():
        found += references.complaints(project, project.stacks[name], template)
    for environment in project.environments:
        wiring = Wiring(project=project, templates=templates, environment=environment)
        found += _Proof(wiring=wiring, explained=explained).complaints()
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True, kw_only=True)
class _Proof:
    """What is wrong with the wiring of one environment."""

    wiring: Wiring
    explained: Container[tuple[str, str, str]]

    @property
    def environment(self) -> str:
        """The environment's name."""
        return self.wiring.environment

    def complaints(self) -> Iterator[Complaint]:
        """What keeps this environment from being deployed."""
        for stack in self.wiring.stacks.values():
            yield from self._unknown_parameters(stack)
            yield from self._wrong_values(stack)
            yield from self._without_value(stack)
            yield from self._of_the_kind(stack)
        try:
            self.wiring.order()
        except CycleError as error:
            yield self._circle(error.args[1])

    def _where(self, stack: Stack, parameter: str) -> Path:
        """Where in the stack's file the value for a parameter stands, or would."""
        if parameter in (stack.environments.get(self.environment) or {}):
            return ("environments", self.environment, "parameters", parameter)
        return ("parameters", parameter)

    def _complain(self, stack: Stack, parameter: str, message: str) -> Complaint:
        document = self.wiring.project.documents[stack.name]
        return document.complain(self._where(stack, parameter), message)

    def _unknown_parameters(self, stack: Stack) -> Iterator[Complaint]:
        declared = self.wiring.parameters(stack.name)
        unused = KINDS[stack.kind].on_demand
        slipped = any(
            references.unknown(self.wiring.project, stack, self.wiring.templates[stack.name])
        )
        for name in stack.given(self.environment):
            if name in declared or (name in unused and slipped):
                continue
            message = (
                f"is not used: write ${{{name}}} somewhere in the spec, or take it out"
                if name in unused
                else f"is no parameter of this stack's template{did_you_mean(name, declared)}"
            )
            yield self._complain(stack, name, message)

    def _wrong_values(self, stack: Stack) -> Iterator[Complaint]:
        for name, assignment in self.wiring.assignments[stack.name].items():
            declared = self.wiring.parameters(stack.name)[name]
            if said := not_one_value(declared, assignment.value):
                yield self._complain(stack, name, said)
                continue
            for value in literals_in(assignment.value):
                shown = not assignment.no_echo
                said = problem(declared, value, shown=shown)
                if declared["Type"] == "Number" and shown:
                    said = said or references.number_problem(stack, name, value)
                if said:
                    yield self._complain(stack, name, said)
            for output in outputs_in(assignment.value):
                if said := self._no_such_output(stack, output) or self._misfit(declared, output):
                    yield self._complain(stack, name, said)
            if not previous_stands_well(assignment.value):
                yield self._complain(
                    stack, name, "has a !Previous inside a list; it stands for the whole value"
                )

    def _no_such_output(self, stack: Stack, output: OutputOf) -> str | None:
        """Why the output does not exist; None if it does, or is not ours to know."""
        project, name = self.wiring.project, output.stack
        if name == stack.name:
            return f"wants the output {output.output} of this same stack"
        if name in project.stacks and not project.stacks[name].is_in(self.environment):
            return f"wants {name}.{output.output}, but {self.environment} leaves {name} out"
        if name in self.wiring.templates:
            if output.output in self.wiring.outputs(name):
                return None
            return f"wants {name}.{output.output}, which is no output of {name}" + did_you_mean(
                output.output, self.wiring.outputs(name)
            )
        if name in project.known():
            return None
        near = nearest(name, project.known())
        if near and name not in project.environments[self.environment].outside:
            return (
                f"wants an output of {name}, which is no stack of params/; did you mean {near}? "
                f"(If it is a stack of others, list it under {self.environment}'s outside: "
                "in params/environments.yaml.)"
            )
        return None

    def _misfit(self, declared: Mapping[str, Any], output: OutputOf) -> str | None:
        """Why the output cannot fill the parameter; None if it may."""
        if output.output not in self.wiring.outputs(output.stack):
            return None
        found = output_type(self.wiring.templates[output.stack], output.output)
        if fits(found, declared["Type"]):
            return None
        return f"wants {output.stack}.{output.output}, which is {found}; wanted: {declared['Type']}"

    def _without_value(self, stack: Stack) -> Iterator[Complaint]:
        assigned = self.wiring.assignments[stack.name]
        for name in self.wiring.parameters(stack.name):
            if (self.environment, stack.name, name) in self.explained:
                continue
            if name not in assigned and stack.parent not in self.wiring.project.broken:
                message = f"has no value in environment {self.environment}: "
                yield self._complain(stack, name, message + self._why_not(stack, name))

    def _why_not(self, stack: Stack, name: str) -> str:
        if name in KINDS[stack.kind].images(stack.spec):
            return f"make ami ENV={self.environment} STACK={stack.name} writes the current release"
        return f"none is given, {self._why_not_by_parent(stack, name)}"

    def _why_not_by_parent(self, stack: Stack, name: str) -> str:
        parent = stack.parent
        if parent is None:
            return "there is no parent, and there is no default"
        if parent in self.wiring.project.stacks and not self.wiring.project.stacks[parent].is_in(
            self.environment
        ):
            return f"{self.environment} leaves the parent {parent} out, and there is no default"
        near = nearest(name, self.wiring.outputs(parent))
        said = f"; did you mean {near}?" if near else f"; give one under parameters: {name}"
        return f"the parent {parent} has no output of that name{said}"

    def _of_the_kind(self, stack: Stack) -> Iterator[Complaint]:
        """What the kind says of the values together, as far as they are known."""
        values = {name: one.value for name, one in self.wiring.assignments[stack.name].items()}
        for name, message in self.wiring.said_by_the_kind(stack, values):
            yield self._complain(stack, name, f"in environment {self.environment}: {message}")

    def _circle(self, circle: list[str]) -> Complaint:
        name = circle[0]
        document = self.wiring.project.documents[name]
        around = " waits for ".join(reversed(circle))
        return document.complain((), f"waits for itself in {self.environment}: {around}")
