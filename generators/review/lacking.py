"""Parameters that a deploy is refused for: no value, or none that can be."""

from __future__ import annotations

from generators.constraints import problem
from generators.model import OutputOf
from generators.outputs import fits, output_type
from generators.review.model import Assigned, Side, Template
from generators.review.values import hidden, literal, said
from generators.values import outputs_in


def lacking(template: Template, assigned: Assigned, side: Side) -> dict[str, str]:
    """Parameters that have no value, or one that cannot be, each with the words for it."""
    found = {}
    for name, declared in template.get("Parameters", {}).items():
        if name not in assigned:
            if "Default" not in declared:
                found[name] = "has no value: a deploy is refused"
            continue
        for output in outputs_in(assigned[name]):
            if why := _broken(output, declared["Type"], side):
                found[name] = why
    return found


def refused(
    stack: str, sides: tuple[Side, Side], assigned: tuple[Assigned, Assigned]
) -> dict[str, str]:
    """Parameters whose declaration does not take the value, though it did or had another."""
    declared = [side.templates.get(stack, {}).get("Parameters", {}) for side in sides]
    found = {}
    for name, said_of in declared[1].items():
        old, new = (literal(values[name]) if name in values else None for values in assigned)
        if new is None or problem(said_of, new) is None:
            continue
        if old == new and name in declared[0] and problem(declared[0][name], new) is not None:
            continue
        kept = name in frozenset[str]().union(*map(hidden, declared, assigned))
        found[name] = f"{problem(said_of, new, shown=not kept)}: a deploy is refused"
    return found


def _broken(output: OutputOf, wanted: str, side: Side) -> str | None:
    if output.stack not in side.templates:
        return None  # a stack of others: what outputs it has is not known here
    template = side.templates[output.stack]
    if output.output not in template.get("Outputs", {}):
        return f"takes {said(output)}, which is no output any more"
    found = output_type(template, output.output)
    if fits(found, wanted):
        return None
    return f"takes {said(output)}, which is {found}; wanted: {wanted}"
