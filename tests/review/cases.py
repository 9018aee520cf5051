"""Changes as data: tests/review/<case>/{before,after}.json and what a pull request is told of them.

A file is a side: `{"stacks": {name: template}, "environments": {name: values}}`, where the values
are `{stack: {parameter: value}}`, of the stacks that are in the environment. A template alone is
one stack called web; without environments all stacks are in production. A value is text, a list,
`{"output": "stack.Key"}`, `{"env": "NAME"}`, `{"previous": true}` or `{"first": [value, …]}`; a
parameter that is given none takes its default, as it does in params.

`python -m tests.review.cases --write [case …]` writes what is expected as it is now; read it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from generators.model import EnvVar, First, Joined, OutputOf, Previous, Value
from generators.report.review import markdown
from generators.review.gathering import review
from generators.review.model import Assigned, Side, Template
from generators.values import outputs_in

FOLDER = Path(__file__).parent


def folders() -> list[Path]:
    """Every case."""
    return sorted(path.parent for path in FOLDER.glob("*/after.json"))


def told(case: Path) -> str:
    """What a pull request is told of the case's change."""
    return markdown(review(load(case / "before.json"), load(case / "after.json")), "main")


def load(path: Path) -> Side:
    """One side of a case."""
    said = json.loads(path.read_text())
    if "Resources" in said:
        said = {"stacks": {"web": said}}
    templates: Mapping[str, Template] = said.get("stacks", {})
    environments = said.get("environments", {"production": {name: {} for name in templates}})
    assigned = {
        name: {stack: _assigned(templates[stack], given) for stack, given in stacks.items()}
        for name, stacks in environments.items()
    }
    order = {name: _order(stacks) for name, stacks in assigned.items()}
    return Side(templates=templates, environments=assigned, order=order)


def _assigned(template: Template, given: Mapping[str, Any]) -> Assigned:
    defaults = {
        name: str(declared["Default"])
        for name, declared in template.get("Parameters", {}).items()
        if "Default" in declared
    }
    return {**defaults, **{name: _value(said) for name, said in given.items()}}


def _value(said: Any) -> Value:
    match said:
        case str():
            return said
        case list():
            return Joined(tuple(map(_value, said)))
        case {"output": str(dotted)}:
            stack, _, output = dotted.partition(".")
            return OutputOf(stack, output)
        case {"env": str(name)}:
            return EnvVar(name)
        case {"previous": True}:
            return Previous()
        case {"first": list(options)}:
            return First(tuple(map(_value, options)))
    raise ValueError(f"{said!r} is no value")


def _order(stacks: Mapping[str, Assigned]) -> tuple[str, ...]:
    needs = {
        name: {out.stack for value in values.values() for out in outputs_in(value)} & set(stacks)
        for name, values in stacks.items()
    }
    return tuple(TopologicalSorter({n: sorted(needs[n]) for n in sorted(needs)}).static_order())


def main(arguments: Sequence[str]) -> None:
    """Write expected.md of the cases that are named, or of all."""
    if "--write" not in arguments:
        sys.exit("python -m tests.review.cases --write [case …]")
    named = {Path(argument).name for argument in arguments if argument != "--write"}
    if unknown := named - {case.name for case in folders()}:
        sys.exit(f"no case {', '.join(sorted(unknown))}")
    for case in folders():
        if not named or case.name in named:
            (case / "expected.md").write_text(told(case))


if __name__ == "__main__":
    main(sys.argv[1:])
