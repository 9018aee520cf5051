"""output/*-stack.json → templates, as they were committed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

from generators.errors import UserError
from generators.render import template_path
from generators.review.model import Template

SUFFIX = "-stack.json"


def templates(output: Path) -> dict[str, Template]:
    """The templates of a folder by their stacks; raises UserError for a file that is none."""
    paths = sorted(path for path in output.glob(f"*{SUFFIX}") if path.is_file())
    return {path.name.removesuffix(SUFFIX): template(path) for path in paths}


def template(path: Path) -> Template:
    """The template in a file; raises UserError where it is none."""
    name = template_path(path.name.removesuffix(SUFFIX))
    try:
        found = json.loads(path.read_bytes())
    except json.JSONDecodeError as error:
        raise _unusable(name, error.lineno, f"is not JSON: {error.msg}") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise _unusable(name, line, "is not UTF-8 text") from None
    except RecursionError:
        raise _unusable(name, 1, "is nested too deeply") from None
    for problem in _problems(found):
        raise _unusable(name, 1, problem)
    usable: Template = found
    return usable


def _unusable(name: str, line: int, problem: str) -> UserError:
    return UserError(f"{name}:{line}: {problem}", advice="make templates writes it anew")


def _problems(found: Any) -> Iterator[str]:
    """What keeps a template from being looked into."""
    if not isinstance(found, dict) or not isinstance(found.get("Resources"), dict):
        yield "is no template: it has no Resources"
        return
    for section in ("Parameters", "Mappings", "Conditions", "Resources", "Outputs"):
        entries = found.get(section, {})
        if not isinstance(entries, dict):
            yield f"is no template: {section} is no mapping"
        elif wrong := [name for name, entry in entries.items() if not isinstance(entry, dict)]:
            yield f"is no template: {section}.{wrong[0]} is no mapping"
    for section in ("Parameters", "Resources"):
        for name, entry in found.get(section, {}).items():
            if not isinstance(entry.get("Type"), str):
                yield f"is no template: {section}.{name} has no Type"
    for name in _in_circles(found.get("Conditions", {})):
        yield f"is no template: Conditions.{name} asks itself"


def _in_circles(conditions: Mapping[str, Any]) -> Iterator[str]:
    """The first condition that is made of itself, by way of whatever others."""
    needs = {name: sorted(_conditions_in(said)) for name, said in conditions.items()}
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        yield error.args[1][0]


def _conditions_in(said: Any) -> Iterator[str]:
    match said:
        case {"Condition": str(name)}:
            yield name
        case dict():
            for inner in said.values():
                yield from _conditions_in(inner)
        case list():
            for inner in said:
                yield from _conditions_in(inner)
