"""What differs in a template besides its resources: parameters, outputs, conditions, words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generators.review.differing import differences
from generators.review.evaluate import Evaluated
from generators.review.masking import MASK
from generators.review.model import PropertyChange, Template
from generators.review.nodes import Node


def others(before: Template, after: Template) -> tuple[PropertyChange, ...]:
    """Every place outside the resources where two templates differ."""
    found = []
    for each in differences(_sections(before), _sections(after)):
        old, new = each.shown
        found.append(
            PropertyChange(
                path=each.path,
                old=None if each.script else old,
                new=None if each.script else new,
                script=each.script,
            )
        )
    return tuple(found)


def _sections(template: Template) -> Node:
    rest = {name: said for name, said in template.items() if name != "Resources"}
    if "Parameters" in rest:
        rest["Parameters"] = {n: _declared(said) for n, said in rest["Parameters"].items()}
    return Evaluated({}, {}).node(rest)


def _declared(said: Mapping[str, Any]) -> Mapping[str, Any]:
    hidden = said.get("NoEcho") in (True, "true") and "Default" in said
    return {**said, "Default": MASK} if hidden else said
