"""Whether one condition of a statement lets through only what another one does.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network, ip_network

from generators.review.nodes import Node, items, written
from generators.review.rights.automaton import tokens
from generators.review.rights.clauses import ALWAYS, Clause, When
from generators.review.rights.reach import covers
from generators.review.rights.texts import said

_ARN_PARTS = 6

_LIKE = {"stringequals": "stringlike", "stringnotequals": "stringnotlike"}
"""The same comparison, where no value has a wildcard."""

_SAME = {"arnequals": "arnlike", "arnnotequals": "arnnotlike"}
"""Two names of one comparison."""


def read(condition: Node) -> When:
    """The clauses of a statement's Condition."""
    if condition is None:
        return ALWAYS
    return frozenset(_clauses(condition) if isinstance(condition, dict) else [_opaque(condition)])


def holds_only_where(strict: When, loose: When) -> bool:
    """Whether `strict` surely holds only where `loose` does too."""
    return all(any(_implies(one, other) for one in strict) for other in loose)


def _clauses(condition: dict[str, Node]) -> Iterator[Clause]:
    for operator, keys in condition.items():
        if not isinstance(keys, dict) or any(key.startswith("Fn::") for key in keys):
            yield _opaque({operator: keys})
            continue
        for key, values in keys.items():
            yield Clause(operator=operator, key=key, values=frozenset(map(said, items(values))))


def _opaque(condition: Node) -> Clause:
    return Clause(operator="", key=written(condition), values=frozenset())


def _implies(strict: Clause, loose: Clause) -> bool:
    """Whether the one clause holds only where the other does."""
    if strict == loose:
        return True
    set_of, _, may_lack = strict.parts
    other_set_of, _, may_lack_other = loose.parts
    comparison = _comparison(strict)
    if (
        strict.key.lower() != loose.key.lower()
        or set_of != other_set_of
        or comparison != _comparison(loose)
        or (may_lack and not may_lack_other)
    ):
        return False
    inner, outer = strict.values, loose.values
    if "not" in comparison:
        inner, outer = outer, inner
    return all(any(_within(comparison, one, other) for other in outer) for one in inner)


def _comparison(clause: Clause) -> str:
    name = clause.parts[1].lower()
    if not any("*" in value or "?" in value for value in clause.values):
        name = _LIKE.get(name, name)
    return _SAME.get(name, name)


def _within(comparison: str, narrow: str, wide: str) -> bool:
    """Whether what compares well with the one value does with the other too."""
    match comparison.removeprefix("not"):
        case "stringlike" | "stringnotlike":
            return covers(wide, narrow)
        case "arnlike" | "arnnotlike":
            return narrow == wide or _arn_within(narrow, wide)
        case "ipaddress":
            return _network_within(narrow, wide)
        case "bool" | "null":
            return narrow.lower() == wide.lower()
    return narrow == wide


def _arn_within(narrow: str, wide: str) -> bool:
    """A wildcard in an ARN's part does not reach beyond the part."""
    inner, outer = _arn_parts(narrow), _arn_parts(wide)
    if len(inner) != _ARN_PARTS or len(outer) != _ARN_PARTS:
        return False
    return all(covers(other, one) for one, other in zip(inner, outer, strict=True))


def _arn_parts(arn: str) -> list[str]:
    parts = [""]
    for piece in tokens(arn):
        if piece == ":" and len(parts) < _ARN_PARTS:
            parts.append("")
        else:
            parts[-1] += piece
    return parts


def _network_within(narrow: str, wide: str) -> bool:
    try:
        match ip_network(narrow, strict=False), ip_network(wide, strict=False):
            case (IPv4Network() as one, IPv4Network() as other):
                return one.subnet_of(other)
            case (IPv6Network() as one, IPv6Network() as other):
                return one.subnet_of(other)
    except ValueError:
        pass
    return narrow == wide
