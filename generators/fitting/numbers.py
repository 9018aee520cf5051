"""Priorities that are still free."""

from __future__ import annotations

from collections.abc import Container, Sequence

from generators.stacks.service.balancing.priorities import band
from generators.stacks.service.spec.rule import RuleSpec

ALL = range(1, 50_001)
"""Every priority that a rule may have."""


def free(near: int, used: Container[int], among: Sequence[range] = (ALL,)) -> int:
    """The nearest priority that nobody has, in the first of these ranges that has one."""
    for numbers in among:
        for distance in range(1, max(near - numbers.start, numbers.stop - near)):
            for found in (near + distance, near - distance):
                if found in numbers and found not in used:
                    return found
    return near


def beside(rule: RuleSpec, priority: int) -> Sequence[range]:
    """Where another number for the rule is sought: where it fell if it was worked out, or all."""
    own = band(rule)
    return (own, ALL) if priority in own else (ALL,)
