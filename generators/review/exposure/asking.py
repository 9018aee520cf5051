"""Whether clients have to say who they are before a load balancer sends a request on."""

from __future__ import annotations

from collections.abc import Iterator

from generators.review.evaluate import Resource
from generators.review.exposure.balancers import LISTENER, RULE
from generators.review.exposure.words import listed
from generators.review.model import Finding, Sense, Topic
from generators.review.nodes import Node, items
from generators.review.pair import Pair
from generators.review.settings import Verdict, text_at, told

_ASKING = ("authenticate-oidc", "authenticate-cognito", "jwt-validation")


def findings(pair: Pair) -> Iterator[Finding]:
    """Listeners and rules that ask no more, or now do."""
    for name, new in pair.after.resources.items():
        old = pair.before.resources.get(name)
        if old and old.type == new.type and new.type in (RULE, LISTENER):
            yield from (told(pair, Topic.EXPOSURE, name, one) for one in _of_asking(old, new))


def _of_asking(old: Resource, new: Resource) -> Iterator[Verdict]:
    before, after = _asks(old), _asks(new)
    if before and not after and "forward" in actions(new):
        words = f"no longer asks clients who they are ({listed(sorted(before))})"
        yield Verdict(sense=Sense.WORSE, words=words)
    elif after and not before:
        words = f"asks clients who they are ({listed(sorted(after))})"
        yield Verdict(sense=Sense.BETTER, words=words)


def _asks(resource: Resource) -> set[str]:
    """How it asks; not where requests of those who do not say go on all the same."""
    return {
        kind
        for action in _all(resource)
        if (kind := text_at(action, "Type")) in _ASKING
        and "allow"
        not in (
            text_at(action, "AuthenticateOidcConfig", "OnUnauthenticatedRequest"),
            text_at(action, "AuthenticateCognitoConfig", "OnUnauthenticatedRequest"),
        )
    }


def actions(resource: Resource) -> list[str]:
    """What a listener or a rule does with requests, by the types of its actions."""
    return [text_at(action, "Type") for action in _all(resource)]


def _all(resource: Resource) -> Iterator[Node]:
    for key in ("Actions", "DefaultActions"):
        yield from items(resource.properties.get(key))
