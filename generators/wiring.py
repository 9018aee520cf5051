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
from generators.outputs import fits, output_type
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
        return frozenset(
            name
            for name in (*sources, stack.parent)
            if name is not None and name in self.stacks and name != stack.name
        )

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
        unused = KINDS[stack.kind].on_demand
        slipped = any(_unknown_references(self.project, stack, self.templates[stack.name]))
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
        for name, assignment in self.assignments[stack.name].items():
            declared = self.parameters(stack.name)[name]
            if said := _not_one_value(declared, assignment.value):
                yield self._complain(stack, name, said)
                continue
            for value in literals_in(assignment.value):
                if said := problem(declared, value, shown=not assignment.no_echo):
                    yield self._complain(stack, name, said)
            for output in outputs_in(assignment.value):
                if said := self._no_such_output(stack, output) or self._misfit(declared, output):
                    yield self._complain(stack, name, said)
            if not _previous_stands_well(assignment.value):
                yield self._complain(
                    stack, name, "has a !Previous inside a list; it stands for the whole value"
                )

    def _no_such_output(self, stack: Stack, output: OutputOf) -> str | None:
        """Why the output does not exist; None if it does, or is not ours to know."""
        project, name = self.project, output.stack
        if name == stack.name:
            return f"wants the output {output.output} of this same stack"
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
        if output.output not in self.outputs(output.stack):
            return None
        found = output_type(self.templates[output.stack], output.output)
        if fits(found, declared["Type"]):
            return None
        return f"wants {output.stack}.{output.output}, which is {found}; wanted: {declared['Type']}"

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
        values = {name: one.value for name, one in self.assignments[stack.name].items()}
        for name, message in self.said_by_the_kind(stack, values):
            yield self._complain(stack, name, f"in environment {self.environment}: {message}")

    def said_by_the_kind(
        self, stack: Stack, values: Mapping[str, Value]
    ) -> Iterator[tuple[str, str]]:
        """What the kind says of the values together: names of parameters, and messages.

        Of a First its last text counts, for that is what it comes down to.
        """
        last = {name: [*literals_in(value)][-1:] for name, value in values.items()}
        declared = self.parameters(stack.name)
        known = {
            name: text
            for name, texts in last.items()
            for text in texts
            if problem(declared[name], text) is None
        }
        yield from KINDS[stack.kind].complaints(stack.spec, known)

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
            found += _misused_references(project, stack, templates[name])
            found += _clashing_names(project, stack, templates[name])
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
    """The texts that a value may be; of a list, those of its items."""
    match value:
        case str():
            yield value
        case First(options):
            for option in options:
                yield from literals_in(option)
        case Joined(()):
            yield ""
        case Joined(items):
            for item in items:
                yield from literals_in(item)


def parts_of(value: Value) -> Iterator[Value]:
    """The value and everything inside it."""
    yield value
    match value:
        case First(inner) | Joined(inner):
            for part in inner:
                yield from parts_of(part)


def _not_one_value(declared: Mapping[str, Any], value: Value) -> str | None:
    """Why a list is no value of the parameter, or is no list as CloudFormation takes it."""
    lists = [part for part in parts_of(value) if isinstance(part, Joined)]
    takes_one = not declared["Type"].startswith(("List<", "CommaDelimitedList"))
    if lists and takes_one and "List<" not in declared["Type"]:
        return f"is a list, but {declared['Type']} is one value"
    for found in lists:
        for item in found.items:
            if any("," in text for text in literals_in(item)):
                return "has an item with a comma in it, which would make two of it"
    return None


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


def _misused_references(
    project: Project, stack: Stack, template: TemplateDict
) -> Iterator[Complaint]:
    """Each `${Name}` whose parameter is of a type that cannot stand there."""
    declared = template.get("Parameters", {})
    for path, name, number in text.uses(stack.spec):
        type_ = declared[name]["Type"] if name in declared else "String"
        if number and type_ != "Number":
            message = f"is ${{{name}}}, which is of type {type_}; wanted: Number"
        elif not number and ("List" in type_):
            message = f"has ${{{name}}}, which is of type {type_}; a text takes one value"
        else:
            continue
        yield project.documents[stack.name].complain(("spec", *path), message)


def _clashing_names(project: Project, stack: Stack, template: TemplateDict) -> Iterator[Complaint]:
    for name in stack.spec.parameters:
        if name in template["Resources"]:
            yield project.documents[stack.name].complain(
                ("spec", "parameters", name), "is the logical id of a resource; choose another name"
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
