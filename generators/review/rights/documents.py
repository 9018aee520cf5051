"""Policy documents read into grants."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import product

from generators.review.nodes import NO_VALUE, Node
from generators.review.rights.clauses import ALWAYS, When, template_condition
from generators.review.rights.conditions import read
from generators.review.rights.grants import ITSELF, Attached, Grant, Rights, together
from generators.review.rights.reach import EVERYTHING, Reach
from generators.review.rights.texts import alternatives, document, said

Reasons = Mapping[str, str]
"""Why wildcards are meant, by the Sid of their statements."""

_ANY = re.compile(r"\*+(:\*+)?")
_ACCOUNT = re.compile(r"[0-9]{12}|\$\{AWS::AccountId\}")

_Choice = tuple[When, Reach]


def rights_of(policy: Node, when: When = ALWAYS, reasons: Reasons | None = None) -> Rights:
    """What a policy document says, under the template's conditions that it is under itself."""
    return together(
        _document(document(one), under, reasons or {}) for under, one in alternatives(policy, when)
    )


def _document(policy: Node, when: When, reasons: Reasons) -> Rights:
    if not isinstance(policy, dict) or "Statement" not in policy:
        return Rights(attached=frozenset({Attached(name=said(policy), when=when)}))
    return together(
        _statement(one, under, reasons)
        for under, one in alternatives(policy["Statement"], when)
        if isinstance(one, dict)
    )


def _statement(statement: Mapping[str, Node], when: When, reasons: Reasons) -> Rights:
    by_effect = {
        said(effect): _grants(statement, when | under, reasons)
        for under, effect in alternatives(statement.get("Effect"))
    }
    nothing: frozenset[Grant] = frozenset()
    return Rights(allows=by_effect.get("Allow", nothing), denies=by_effect.get("Deny", nothing))


def _grants(statement: Mapping[str, Node], when: When, reasons: Reasons) -> frozenset[Grant]:
    reason = reasons.get(said(statement.get("Sid")))
    choices = product(
        _choices(statement, "Action", _action),
        [*_choices(statement, "Resource", _resource)] or [(ALWAYS, ITSELF)],
        [*_principals(statement)] or [(ALWAYS, ITSELF)],
        _conditions(statement.get("Condition")),
    )
    return frozenset(
        Grant(
            action=action,
            resource=resource,
            principal=principal,
            when=when.union(a, r, p, condition),
            remark=f"reason given: {reason}" if reason else "",
        )
        for (a, action), (r, resource), (p, principal), condition in choices
    )


def _conditions(condition: Node, when: When = ALWAYS) -> Iterator[When]:
    """What a statement's Condition may be; none at all where the template leaves it out."""
    match condition:
        case {"Fn::If": [str(name), yes, no]}:
            yield from _conditions(yes, when | template_condition(name, "true"))
            yield from _conditions(no, when | template_condition(name, "false"))
        case _:
            yield when | (ALWAYS if condition == NO_VALUE else read(condition))


def _choices(
    statement: Mapping[str, Node], name: str, pattern: Callable[[str], Reach]
) -> Iterator[_Choice]:
    """What a statement says of its actions, or resources: each pattern, or all but some."""
    for when, value in alternatives(statement.get(name)):
        yield when, pattern(said(value))
    if f"Not{name}" in statement:
        yield ALWAYS, _all_but(statement[f"Not{name}"], pattern)


def _all_but(values: Node, pattern: Callable[[str], Reach]) -> Reach:
    """Everything except what is surely left out."""
    but = [pattern(said(value)) for when, value in alternatives(values) if not when]
    return Reach(
        pattern=EVERYTHING.pattern,
        but=frozenset(one.pattern for one in but),
        fold=any(one.fold for one in but),
    )


def _action(text: str) -> Reach:
    return EVERYTHING if _ANY.fullmatch(text) else Reach(pattern=text, fold=True)


def _resource(text: str) -> Reach:
    return Reach(pattern=text)


def _principals(statement: Mapping[str, Node]) -> Iterator[_Choice]:
    for when, name in _named(statement.get("Principal")):
        yield when, Reach(pattern=name)
    if "NotPrincipal" in statement:
        but = frozenset(name for when, name in _named(statement["NotPrincipal"]) if not when)
        yield ALWAYS, Reach(pattern=EVERYTHING.pattern, but=but)


def _named(principals: Node) -> Iterator[tuple[When, str]]:
    """Principals as texts: `AWS:` and an ARN, `Service:` and a name …, or `*`."""
    for when, value in alternatives(principals):
        if not isinstance(value, dict) or "Ref" in value:
            yield when, said(value)
            continue
        for kind, names in value.items():
            for under, name in alternatives(names, when):
                yield under, _principal(kind, said(name))


def _principal(kind: str, name: str) -> str:
    if name == EVERYTHING.pattern:
        return name
    if kind == "AWS" and _ACCOUNT.fullmatch(name):
        name = f"arn:aws:iam::{name}:root"
    return f"{kind}:{name}"
