"""Proves that every parameter of every stack has a value in every environment, and orders stacks.

A parameter takes the value that is given for it, else its parent's output of the same name, else
the template's default. The order of stacks follows from where their values come from; it is stated
nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import Any

from generators.constraints import problem
from generators.errors import Complaint, did_you_mean, nearest
from generators.model import Assignment, First, Joined, OutputOf, Previous, Stack, Value
from generators.params import Project
from generators.params.yaml12 import Path
from generators.parts import text
from generators.render import TemplateDict
from generators.stacks import KINDS


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
        return frozenset(name for name in (*sources, stack.parent) if name in self.stacks)

    def order(self) -> list[str]:
        """The stacks in an order in which each comes after what it needs.

        Raises graphlib.CycleError; `complaints` tells of it in the user's words.
        """
        graph = {name: sorted(needs) for name, needs in self.needs.items()}
        return list(TopologicalSorter(graph).static_order())

    def complaints(self) -> Iterator[Complaint]:
        """What keeps this environment from being deployed."""
        for stack in self.stacks.values():
            yield from self._unknown_parameters(stack)
            yield from self._wrong_values(stack)
            yield from self._without_value(stack)
            yield from self._of_the_kind(stack)
        try:
            self.order()
        except CycleError as error:
            yield self._circle(error.args[1])

    def where(self, stack: Stack, parameter: str) -> Path:
        """Where in the stack's file the value for a parameter stands, or would."""
        if parameter in (stack.environments.get(self.environment) or {}):
            return ("environments", self.environment, "parameters", parameter)
        return ("parameters", parameter)

    def _complain(self, stack: Stack, parameter: str, message: str) -> Complaint:
        document = self.project.documents[stack.name]
        return document.complain(self.where(stack, parameter), message)

    def _unknown_parameters(self, stack: Stack) -> Iterator[Complaint]:
        declared = self.parameters(stack.name)
        for name in stack.given(self.environment):
            if name not in declared:
                message = f"is no parameter of this stack's template{did_you_mean(name, declared)}"
                yield self._complain(stack, name, message)

    def _wrong_values(self, stack: Stack) -> Iterator[Complaint]:
        for name, assignment in self.assignments[stack.name].items():
            declared = self.parameters(stack.name)[name]
            for value in literals_in(assignment.value):
                if said := problem(declared, value, shown=not assignment.no_echo):
                    yield self._complain(stack, name, said)
            for output in outputs_in(assignment.value):
                if said := self._no_such_output(output):
                    yield self._complain(stack, name, said)
            if not _previous_stands_well(assignment.value):
                yield self._complain(
                    stack, name, "has a !Previous inside a list; it stands for the whole value"
                )

    def _no_such_output(self, output: OutputOf) -> str | None:
        """Why the output does not exist; None if it does, or is not ours to know."""
        project, name = self.project, output.stack
        if name in project.stacks and not project.stacks[name].is_in(self.environment):
            return f"wants {name}.{output.output}, but {self.environment} leaves {name} out"
        if name in self.templates:
            if output.output in self.outputs(name):
                return None
            return f"wants {name}.{output.output}, which is no output of {name}" + did_you_mean(
                output.output, self.outputs(name)
            )
        if name in project.known():
            return None
        if near := nearest(name, project.known()):
            return (
                f"wants an output of {name}, which is no stack of params/; did you mean {near}? "
                "(A stack of others, read live, must have a name less like one of yours.)"
            )
        return None

    def _without_value(self, stack: Stack) -> Iterator[Complaint]:
        assigned = self.assignments[stack.name]
        for name in self.parameters(stack.name):
            if name not in assigned and stack.parent not in self.project.broken:
                message = f"has no value in environment {self.environment}: none is given, "
                yield self._complain(stack, name, message + self._why_not_by_parent(stack, name))

    def _why_not_by_parent(self, stack: Stack, name: str) -> str:
        parent = stack.parent
        if parent is None:
            return "there is no parent, and there is no default"
        if parent in self.project.stacks and not self.project.stacks[parent].is_in(
            self.environment
        ):
            return f"{self.environment} leaves the parent {parent} out, and there is no default"
        return f"the parent {parent} has no output of that name" + did_you_mean(
            name, self.outputs(parent)
        )

    def _of_the_kind(self, stack: Stack) -> Iterator[Complaint]:
        """What the kind says of the values together, as far as they are known."""
        known = {
            name: assignment.value
            for name, assignment in self.assignments[stack.name].items()
            if isinstance(assignment.value, str)
            and problem(self.parameters(stack.name)[name], assignment.value) is None
        }
        for name, message in KINDS[stack.kind].complaints(stack.spec, known):
            yield self._complain(stack, name, f"in environment {self.environment}: {message}")

    def _circle(self, circle: list[str]) -> Complaint:
        name = circle[0]
        document = self.project.documents[name]
        around = " waits for ".join(reversed(circle))
        return document.complain((), f"waits for itself in {self.environment}: {around}")


def prove(project: Project, templates: Mapping[str, TemplateDict]) -> tuple[Complaint, ...]:
    """Every complaint about how the stacks fit together, over all environments."""
    found: list[Complaint] = []
    for name, stack in project.stacks.items():
        if name in templates:
            found += _unknown_references(project, stack, templates[name])
            found += _unused_parameters(project, stack)
            found += _shown_secrets(project, stack, templates[name])
    for environment in project.environments:
        wiring = Wiring(project=project, templates=templates, environment=environment)
        found += wiring.complaints()
    return tuple(dict.fromkeys(found))


def outputs_in(value: Value) -> Iterator[OutputOf]:
    """The outputs that a value may be taken from."""
    return (part for part in parts_of(value) if isinstance(part, OutputOf))


def literals_in(value: Value) -> Iterator[str]:
    """The texts that a value may be, each as it would go to the API as far as it is known."""
    match value:
        case str():
            yield value
        case First(options):
            for option in options:
                yield from literals_in(option)
        case Joined(items) if all(isinstance(item, str) for item in items):
            yield ",".join(str(item) for item in items)


def parts_of(value: Value) -> Iterator[Value]:
    """The value and everything inside it."""
    yield value
    match value:
        case First(inner) | Joined(inner):
            for part in inner:
                yield from parts_of(part)


def _previous_stands_well(value: Value) -> bool:
    lists = (part for part in parts_of(value) if isinstance(part, Joined))
    return not any(isinstance(p, Previous) for found in lists for p in parts_of(found))


def _unknown_references(
    project: Project, stack: Stack, template: TemplateDict
) -> Iterator[Complaint]:
    """Each `${Name}` of the spec that nothing declares."""
    document = project.documents[stack.name]
    declared = {*template.get("Parameters", {}), *KINDS[stack.kind].on_demand}
    for path, raw in _texts(document.data.get("spec", {}), ("spec",)):
        if path[1] == "parameters":
            continue  # a parameter's own declaration is taken as it stands
        for name in text.names(raw):
            if name not in declared and name not in text.PSEUDO_PARAMETERS:
                allowed = text.PSEUDO_PARAMETERS if name.startswith("AWS::") else declared
                yield document.complain(
                    path, f"has ${{{name}}}, which nothing declares{did_you_mean(name, allowed)}"
                )


def _unused_parameters(project: Project, stack: Stack) -> Iterator[Complaint]:
    for name in stack.spec.parameters:
        if name not in set(text.references(stack.spec)):
            yield project.documents[stack.name].complain(
                ("spec", "parameters", name),
                f"is used nowhere in the spec; write ${{{name}}} there",
            )


def _shown_secrets(project: Project, stack: Stack, template: TemplateDict) -> Iterator[Complaint]:
    """Outputs that hold a NoEcho parameter: CloudFormation shows outputs as they are."""
    declared = template.get("Parameters", {})
    hidden = {name for name in declared if declared[name].get("NoEcho")}
    for output, said in template.get("Outputs", {}).items():
        for name in sorted(hidden & set(_refs(said["Value"]))):
            yield project.documents[stack.name].complain(
                ("spec", "parameters", name), f"is no_echo, but the output {output} would show it"
            )


def _refs(value: object) -> Iterator[str]:
    match value:
        case {"Ref": str(name)}:
            yield name
        case {"Fn::Sub": str(raw)}:
            yield from text.names(raw)
        case dict():
            for inner in value.values():
                yield from _refs(inner)
        case list():
            for inner in value:
                yield from _refs(inner)


def _texts(data: object, path: Path) -> Iterator[tuple[Path, str]]:
    match data:
        case str():
            yield path, data
        case dict():
            for key, value in data.items():
                yield from _texts(value, (*path, key))
        case list():
            for i, value in enumerate(data):
                yield from _texts(value, (*path, i))
