"""Actions, resources, principals and conditions in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from generators.review.masking import masked
from generators.review.rights.clauses import TEMPLATE, Clause, When
from generators.review.rights.grants import ITSELF, Grant
from generators.review.rights.reach import Reach

LIMIT = 6
"""How many of a list are told; the rest are counted."""

_ALL_OF_A_SERVICE = re.compile(r"([\w-]+):\*+")
_ACCOUNT = re.compile(r"AWS:arn:aws:iam::([0-9]+|\$\{[^}]+\}):root")

_IS = {
    "StringEquals": "is",
    "StringEqualsIgnoreCase": "is",
    "StringNotEquals": "is not",
    "StringNotEqualsIgnoreCase": "is not",
    "StringLike": "is like",
    "StringNotLike": "is not like",
    "ArnEquals": "is like",
    "ArnLike": "is like",
    "ArnNotEquals": "is not like",
    "ArnNotLike": "is not like",
    "IpAddress": "is in",
    "NotIpAddress": "is not in",
    "Bool": "is",
    "NumericEquals": "is",
    "NumericLessThan": "is less than",
    "NumericLessThanEquals": "is at most",
    "NumericGreaterThan": "is more than",
    "NumericGreaterThanEquals": "is at least",
    "DateLessThan": "is before",
    "DateGreaterThan": "is after",
}


def several(texts: Iterable[str], join: str = "and", limit: int = LIMIT) -> str:
    """Texts as a list; a long one is cut."""
    all_ = list(texts)
    more = len(all_) - limit
    if more > 0:
        return f"{', '.join(all_[:limit])} and {more} more"
    *others, last = all_
    return f"{', '.join(others)} {join} {last}" if others else last


def listed(texts: Sequence[str], limit: int = LIMIT) -> str:
    """Rights as a list; a long one is cut."""
    more = len(texts) - limit
    return "; ".join(texts[:limit]) + (f"; and {more} more" if more > 0 else "")


def actions(reaches: Sequence[Reach]) -> str:
    """Actions in one list, the widest first."""
    if any(one.is_all for one in reaches):
        return "anything"
    return several(map(_action, sorted(reaches, key=_narrowness)))


def may(reaches: Sequence[Reach]) -> str:
    """Actions as what follows `may`: some need a verb."""
    told = actions(reaches)
    return f"do {told}" if told.startswith(("any", "every")) else told


def resources(reaches: Sequence[Reach], itself: str = "itself") -> str:
    """Resources in one list; `itself` is what a policy stands on that names none."""
    if any(one.is_all for one in reaches):
        return "anything"
    sorted_ = sorted(reaches, key=_narrowness)
    return several(itself if one == ITSELF else _resource(one) for one in sorted_)


def principals(reaches: Sequence[Reach]) -> str:
    """Who, by name; an account for its root."""
    if any(one.is_all for one in reaches):
        return "anyone"
    return several(map(_principal, sorted(reaches, key=_narrowness)))


def trusted(allows: Iterable[Grant]) -> str:
    """By whom a role may be assumed, with the comma that comes before; nothing if by nobody."""
    who = sorted({grant.principal for grant in allows}, key=_narrowness)
    return f", trusted by {principals(who)}," if who else ""


def condition(when: When) -> str:
    """What must hold."""
    clauses = sorted(when, key=lambda one: (one.operator == TEMPLATE, one.key, one.operator))
    return several(map(_clause, clauses))


def only_if(*whens: When) -> str:
    """Conditions, of which one must hold, after a blank and `if`; nothing where one always does."""
    return f" if {', or if '.join(map(condition, whens))}" if all(whens) and whens else ""


def _narrowness(reach: Reach) -> tuple[bool, bool, str]:
    return not reach.but, "*" not in reach.pattern, reach.pattern


def _action(reach: Reach) -> str:
    if reach.but:
        return f"everything but {several(sorted(reach.but))}"
    match = _ALL_OF_A_SERVICE.fullmatch(reach.pattern)
    return f"every action of {match[1]} ({reach.pattern})" if match else reach.pattern


def _resource(reach: Reach) -> str:
    if reach.but:
        return f"everything but {several(sorted(reach.but))}"
    return reach.pattern


def _principal(reach: Reach) -> str:
    if reach.but:
        return f"anyone but {several(_named(one) for one in sorted(reach.but))}"
    return _named(reach.pattern)


def _named(principal: str) -> str:
    if match := _ACCOUNT.fullmatch(principal):
        return "this account" if match[1] == "${AWS::AccountId}" else f"account {match[1]}"
    return principal.partition(":")[2] or principal


def _clause(clause: Clause) -> str:
    shown = sorted({masked(value, clause.key) for value in clause.values})
    values = several(shown, "or") if shown else ""
    if clause.operator == TEMPLATE:
        return f"{clause.key} {'holds' if values == 'true' else 'does not hold'}"
    if not clause.operator:
        return str(masked(clause.key))
    set_of, operator, may_lack = clause.parts
    key = {"foranyvalue": "one of ", "forallvalues": "each of "}.get(set_of, "") + clause.key
    if operator == "Null":
        return f"{key} is {'absent' if values == 'true' else 'there'}"
    lack = " or absent" if may_lack else ""
    return f"{key} {_IS.get(operator, operator)} {values}{lack}"
