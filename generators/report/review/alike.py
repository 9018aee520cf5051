"""Stacks to which the same happens are told of once: a change of a generator reaches hundreds."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import TypeVar

from generators.report.review.data import Data, finding_data, stack_data
from generators.review.model import Finding, StackReview

Told = TypeVar("Told", Finding, StackReview)


def stacks_alike(stacks: Iterable[StackReview]) -> list[tuple[StackReview, tuple[str, ...]]]:
    """The first of each group of stacks that differ in their names alone, and all their names."""
    return _alike(stacks, stack_data)


def findings_alike(findings: Iterable[Finding]) -> list[tuple[Finding, tuple[str, ...]]]:
    """The first of each group of findings that differ in the stack alone, and all the stacks."""
    return _alike(findings, finding_data)


def _alike(
    found: Iterable[Told], data: Callable[[Told], Data]
) -> list[tuple[Told, tuple[str, ...]]]:
    groups: dict[str, list[Told]] = {}
    for one in found:
        groups.setdefault(_nameless(one.stack, data(one)), []).append(one)
    return [(group[0], tuple(dict.fromkeys(o.stack for o in group))) for group in groups.values()]


def _nameless(stack: str, data: Data) -> str:
    """The data with the stack's own name taken out, wherever it stands as a word."""
    text = json.dumps(data, sort_keys=True)
    own = re.escape(json.dumps(stack)[1:-1])
    return re.sub(rf"(?<![A-Za-z0-9]){own}(?![A-Za-z0-9])", "\0", text)
