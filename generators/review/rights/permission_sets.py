"""Permission sets of IAM Identity Center: what whoever is given one may do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from generators.review.evaluate import Resource
from generators.review.model import Sense
from generators.review.nodes import Node
from generators.review.pair import Pair
from generators.review.rights import phrases, sentences
from generators.review.rights.bundles import bundled
from generators.review.rights.clauses import When
from generators.review.rights.comparing import attachments, changes
from generators.review.rights.documents import rights_of
from generators.review.rights.grants import ANYTHING, Attached, Rights, together
from generators.review.rights.texts import alternatives, said

PERMISSION_SET = "AWS::SSO::PermissionSet"
"""The type of permission sets."""

_ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
_WHO = "whoever has this permission set"


def told(pair: Pair) -> Iterator[tuple[str, Sense, str]]:
    """What each lets do that it did not, and the other way round; all of a new one at once."""
    for name, new in _sets(pair.after.resources):
        old = pair.before.resources.get(name)
        if old is not None and old.type == PERMISSION_SET:
            yield from ((name, sense, words) for sense, words in _changed(old, new))
        elif able := _able(new):
            yield name, Sense.WORSE, f"is new: {_WHO} may {phrases.listed(able)}"
    for name, old in _sets(pair.before.resources):
        if name not in pair.after.resources and (able := _able(old)):
            yield name, Sense.BETTER, f"is removed; with it one could {phrases.listed(able)}"


def _sets(resources: dict[str, Resource]) -> Iterator[tuple[str, Resource]]:
    return ((name, one) for name, one in resources.items() if one.type == PERMISSION_SET)


def _changed(old: Resource, new: Resource) -> Iterator[tuple[Sense, str]]:
    before, after = _rights(old), _rights(new)
    for policy, sense in attachments(before, after):
        yield sense, sentences.of_attached(_WHO, policy, sense)
    for bundle in bundled(changes(before, after)):
        yield bundle.sense, sentences.of_holder(_WHO, bundle)
    was, bounds = (one.properties.get("PermissionsBoundary") for one in (old, new))
    if was and not bounds:
        words = f"{_WHO} no longer stays within a permissions boundary (before: {_called(was)})"
        yield Sense.WORSE, words
    elif bounds and not was:
        yield Sense.BETTER, f"{_WHO} now stays within a permissions boundary, {_called(bounds)}"
    elif was != bounds:
        more = f"{_called(bounds)}, before {_called(was)}"
        yield Sense.WORSE, f"{_WHO} stays within another permissions boundary, {more}"


def _able(one: Resource) -> list[str]:
    rights = _rights(one)
    return sentences.in_short(rights.allows, rights.attached)


def _rights(one: Resource) -> Rights:
    """All that its policies give, as far as they are known."""
    properties = one.properties
    names = ("ManagedPolicies", "CustomerManagedPolicyReferences")
    return together(
        [
            *(rights_of(one, when) for when, one in alternatives(properties.get("InlinePolicy"))),
            *(_managed(p, when) for key in names for when, p in alternatives(properties.get(key))),
        ]
    )


def _managed(policy: Node, when: When) -> Rights:
    name = _called(policy)
    if name == _ADMINISTRATOR:
        remark = "AdministratorAccess"
        return Rights(allows=frozenset({replace(ANYTHING, when=when, remark=remark)}))
    return Rights(attached=frozenset({Attached(name=name, when=when)}))


def _called(policy: Node) -> str:
    """A managed policy by its ARN, or by the name that it has in each account."""
    match policy:
        case {"ManagedPolicyArn": arn}:
            return said(arn)
        case {"CustomerManagedPolicyReference": {"Name": name}} | {"Name": name}:
            return said(name)
    return said(policy)
