"""The names in a spec's texts, `${Name}`, held against what its template declares."""

from __future__ import annotations

from collections.abc import Iterator

from generators.errors import Complaint, did_you_mean
from generators.model import Stack
from generators.params import Project
from generators.params.yaml12 import Path, dotted
from generators.parts import text
from generators.render import TemplateDict
from generators.stacks import KINDS


def complaints(project: Project, stack: Stack, template: TemplateDict) -> Iterator[Complaint]:
    """What is wrong with the names that the stack's spec uses or declares."""
    yield from unknown(project, stack, template)
    yield from _misused(project, stack, template)
    yield from _clashing(project, stack, template)
    yield from _unused(project, stack)
    yield from _shown_secrets(project, stack, template)


def unknown(project: Project, stack: Stack, template: TemplateDict) -> Iterator[Complaint]:
    """Each `${Name}` of the spec that nothing declares."""
    document = project.documents[stack.name]
    declared = {*template.get("Parameters", {}), *KINDS[stack.kind].on_demand}
    for path, raw in _texts(document.data.get("spec", {}), ("spec",)):
        if path[1] in ("parameters", "overrides"):
            continue  # a parameter's own declaration and an override are taken as they stand
        for name in text.names(raw):
            if name not in declared and name not in text.PSEUDO_PARAMETERS:
                allowed = text.PSEUDO_PARAMETERS if name.startswith("AWS::") else declared
                yield document.complain(
                    path, f"has ${{{name}}}, which nothing declares{did_you_mean(name, allowed)}"
                )


def _misused(project: Project, stack: Stack, template: TemplateDict) -> Iterator[Complaint]:
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


def number_problem(stack: Stack, parameter: str, value: str) -> str | None:
    """Why a parameter's value cannot stand where the spec wants a number; None if it can."""
    for path, name, number in text.uses(stack.spec):
        if name == parameter and number is not None and not number.takes(value):
            where = dotted(("spec", *path))
            return (
                f"is {value!r}; {where} wants a whole number from {number.least} to {number.most}"
            )
    return None


def _clashing(project: Project, stack: Stack, template: TemplateDict) -> Iterator[Complaint]:
    for name in stack.spec.parameters:
        if name in template["Resources"]:
            yield project.documents[stack.name].complain(
                ("spec", "parameters", name), "is the logical id of a resource; choose another name"
            )


def _unused(project: Project, stack: Stack) -> Iterator[Complaint]:
    overridden = _refs(KINDS[stack.kind].overrides(stack.spec))
    used = {*text.references(stack.spec), *overridden}
    for name in stack.spec.parameters:
        if name not in used:
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
