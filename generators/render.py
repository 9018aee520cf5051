"""Stack → canonical JSON in `output/`, and what there is stale, missing or stray.

Canonical: two spaces, the sections in the order of CloudFormation's documentation, resources and
properties in the order the kind wrote them, a final newline, ASCII only. CloudFormation replaces
other characters in descriptions, and would so report a drift that nobody made.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from generators import overriding
from generators.constraints import MAX_TEMPLATE, MAX_TEMPLATE_IN_S3
from generators.errors import Complaint
from generators.files import write_atomically
from generators.model import Stack
from generators.params import Project
from generators.params.yaml12 import Document
from generators.parts.spec import NameTaken
from generators.stacks import KINDS

SECTIONS = (
    "AWSTemplateFormatVersion",
    "Description",
    "Metadata",
    "Parameters",
    "Rules",
    "Mappings",
    "Conditions",
    "Transform",
    "Resources",
    "Outputs",
)
"""The sections of a template, as CloudFormation's documentation orders them."""

ATTRIBUTES = (
    "Type",
    "Condition",
    "DependsOn",
    "Metadata",
    "Properties",
    "CreationPolicy",
    "UpdatePolicy",
    "DeletionPolicy",
    "UpdateReplacePolicy",
)
"""The attributes of a resource, first what it is, then what it has, then how it changes."""

GENERATED = (
    "output/*-stack.json",
    "output/README.md",
    "params/schema/*.json",
    "docs/kinds/*.md",
)
"""Where generated files lie; whatever else matches is stray."""

TemplateDict = Mapping[str, Any]
"""A template as CloudFormation has it."""


class _Built(dict[str, Any]):
    """A template that nobody changes any more: it is measured, compared, and sent as one text."""

    @cached_property
    def text(self) -> str:
        return _canonical(self)

    def __reduce__(self) -> tuple[type[dict[str, Any]], tuple[dict[str, Any]]]:
        return dict, (dict(self),)  # a copy may be changed, and has no text of its own


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A generated file that is not as it should be: `problem` is missing, stale or stray.

    `diff` goes from what is there to what should be, as a unified diff.
    """

    path: str
    problem: str
    diff: str


def template_path(stack: str) -> str:
    """Where the template of a stack lies, from the project's root."""
    return f"output/{stack}-stack.json"


def build(stack: Stack) -> TemplateDict:
    """The stack's template. Raises ValueError where troposphere refuses what the spec asks for."""
    template = KINDS[stack.kind].template(stack.spec)
    template.set_version("2010-09-09")
    if stack.waived:
        template.set_metadata(_waiver(stack.waived))
    found = template.to_dict()
    found["Resources"] = {
        name: _in_order(resource, ATTRIBUTES) for name, resource in found["Resources"].items()
    }
    return _Built(_in_order(found, SECTIONS))


def _waiver(waived: Mapping[str, str]) -> dict[str, Any]:
    """cfn-lint's own form of it, and the reasons beside it for whoever reads the template."""
    return {"cfn-lint": {"config": {"ignore_checks": list(waived)}}, "Waived": dict(waived)}


def _in_order(found: Mapping[str, Any], order: tuple[str, ...]) -> dict[str, Any]:
    return {key: found[key] for key in sorted(found, key=order.index)}


def build_all(project: Project) -> tuple[dict[str, TemplateDict], list[Complaint]]:
    """Every stack's template by its name, and a complaint for each that cannot be built."""
    templates: dict[str, TemplateDict] = {}
    complaints: list[Complaint] = []
    for name, stack in project.stacks.items():
        document = project.documents[name]
        try:
            templates[name] = build(stack)
        except NameTaken as error:
            message = "is a parameter of the kind already; choose another name"
            complaints.append(document.complain(("spec", "parameters", error.name), message))
        except ValueError as error:
            complaints.append(document.complain(("spec",), str(error)))
        else:
            overrides = KINDS[stack.kind].overrides(stack.spec)
            complaints += overriding.complaints(document, overrides, templates[name])
            complaints += _too_large(document, templates[name], _without_bucket(project, stack))
    return templates, complaints


def _without_bucket(project: Project, stack: Stack) -> list[str]:
    """The environments of AWS that have the stack and no bucket for a large template."""
    return [
        name
        for name, one in project.environments.items()
        if not (one.bucket or one.emulator) and stack.environments.get(name, {}) is not None
    ]


def _too_large(
    document: Document, template: TemplateDict, without: list[str]
) -> Iterator[Complaint]:
    size = len(as_text(template).encode())
    makes = f"makes a template of {size:,} bytes"
    if size > MAX_TEMPLATE_IN_S3:
        most = f"CloudFormation takes {MAX_TEMPLATE_IN_S3:,}"
        yield document.complain(("spec",), f"{makes}; {most}: split the stack")
    elif size > MAX_TEMPLATE and without:
        most = f"a template in the call may have {MAX_TEMPLATE:,}"
        cure = f"split the stack, or give {' and '.join(without)} a bucket: in environments.yaml"
        yield document.complain(("spec",), f"{makes}; {most}: {cure}")


def as_text(data: Mapping[str, Any]) -> str:
    """Canonical JSON."""
    return data.text if isinstance(data, _Built) else _canonical(data)


def _canonical(data: Mapping[str, Any]) -> str:
    return json.dumps(data, indent=2, ensure_ascii=True) + "\n"


def texts(templates: Mapping[str, TemplateDict]) -> dict[str, str]:
    """The text of every template by its path from the project's root."""
    return {template_path(name): as_text(template) for name, template in templates.items()}


def stale_templates(root: Path, templates: Mapping[str, TemplateDict]) -> Iterator[Difference]:
    """The templates that are not as generated, and those of stacks that are no more."""
    yield from differences(root, texts(templates), (template_path("*"),))


def generated(templates: Mapping[str, TemplateDict]) -> dict[str, str]:
    """The text of every generated file by its path from the project's root."""
    # What deploys has no use for these, and they take longer than all else.
    from generators import reference
    from generators.params.schema import schemas

    files = texts(templates)
    files.update({f"params/schema/{name}.json": as_text(s) for name, s in schemas().items()})
    files.update(reference.pages())
    return files


def differences(
    root: Path, files: Mapping[str, str], places: Iterable[str] = GENERATED
) -> Iterator[Difference]:
    """What is not as generated: missing and stale files, then what is stray in those places."""
    for path, text in sorted(files.items()):
        there = _read(root / path)
        if there is None:
            yield Difference(path=path, problem="missing", diff="")
        elif there != text:
            yield Difference(path=path, problem="stale", diff=_diff(path, there, text))
    for path in _stray(root, files, places):
        yield Difference(path=path, problem="stray", diff="")


def write(root: Path, files: Mapping[str, str]) -> list[Difference]:
    """Make the generated files so; touches only what differs, and returns what that was."""
    found = list(differences(root, files))
    for difference in found:
        if difference.problem == "stray":
            (root / difference.path).unlink()
        else:
            write_atomically(root / difference.path, files[difference.path])
    return found


def _stray(root: Path, files: Mapping[str, str], places: Iterable[str]) -> Iterator[str]:
    for pattern in places:
        for path in sorted(root.glob(pattern)):
            name = path.relative_to(root).as_posix()
            if name not in files:
                yield name


def _read(path: Path) -> str | None:
    try:
        return path.read_bytes().decode("utf-8", errors="replace")
    except FileNotFoundError:
        return None


def _diff(path: str, before: str, after: str) -> str:
    from difflib import unified_diff

    lines = unified_diff(
        before.splitlines(keepends=True),
        after.splitlines(keepends=True),
        fromfile=f"{path} (as it is)",
        tofile=f"{path} (as generated)",
    )
    return "".join(lines)
