"""Conditions of statements: clauses that all must hold."""

from __future__ import annotations

import re
from dataclasses import dataclass

TEMPLATE = "template"
"""The operator of a clause that is no condition of IAM's, but one of the template's."""

_OPERATOR = re.compile(r"(?:(ForAnyValue|ForAllValues):)?(\w+?)(IfExists)?", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Clause:
    """One line of a condition: what `operator` says of `key`, with any of the values."""

    operator: str
    key: str
    values: frozenset[str]

    @property
    def parts(self) -> tuple[str, str, bool]:
        """For which of several values, by which comparison, and whether the key may be absent."""
        match = _OPERATOR.fullmatch(self.operator)
        if not match:
            return "", self.operator, False
        return (match[1] or "").lower(), match[2], bool(match[3])


When = frozenset[Clause]
"""A condition: all of its clauses must hold."""

ALWAYS: When = frozenset()
"""No condition."""


def template_condition(name: str, truth: str) -> When:
    """That a condition of the template holds (`true`), or does not (`false`)."""
    return frozenset({Clause(operator=TEMPLATE, key=name, values=frozenset({truth}))})


def template_conditions(when: When) -> set[str]:
    """The names of the template's conditions in a condition."""
    return {one.key for one in when if one.operator == TEMPLATE}
