"""Small stacks in two versions."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from generators.review.evaluate import Evaluated
from generators.review.model import Finding
from generators.review.pair import NOTHING, Pair
from tests.projects import ROOT

Resources = Mapping[str, Any]


def pair(
    before: Resources | None,
    after: Resources | None,
    values: tuple[Mapping[str, Any], Mapping[str, Any]] = ({}, {}),
    **more: Any,
) -> Pair:
    """A stack of these resources, before and after; None where there is no stack."""
    old, new = values
    return Pair(stack="web", before=_side(before, old, more), after=_side(after, new, more))


def _side(resources: Resources | None, values: Mapping[str, Any], more: Resources) -> Evaluated:
    return NOTHING if resources is None else Evaluated({"Resources": resources, **more}, values)


def resource(kind: str, properties: Resources | None = None, **attributes: Any) -> dict[str, Any]:
    """One resource; the type without AWS:: before it."""
    return {"Type": f"AWS::{kind}", "Properties": properties or {}, **attributes}


def shipped(name: str, change: Callable[[Any], None]) -> Pair:
    """A shipped template, and a copy with the change in it."""
    before = json.loads((ROOT / f"output/{name}-stack.json").read_text())
    after = copy.deepcopy(before)
    change(after)
    return Pair(stack=name, before=Evaluated(before, {}), after=Evaluated(after, {}))


def said(findings: Iterable[Finding]) -> list[str]:
    """Findings as one line each, the grave ones with a mark."""
    return [f"{one.sense}{'!' if one.grave else ''}: {one.subject} {one.words}" for one in findings]
