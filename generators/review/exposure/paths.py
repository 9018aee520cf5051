"""The rules of listeners: what they serve, and to whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from ipaddress import ip_network

from generators.fitting.patterns import Match
from generators.review.evaluate import Resource
from generators.review.exposure.asking import actions
from generators.review.exposure.balancers import RULE
from generators.review.exposure.words import listed
from generators.review.model import Finding, Sense, Topic
from generators.review.nodes import Node, items, written
from generators.review.pair import Pair
from generators.review.settings import Verdict, text_at, told

_BY_KEY = ("http-header", "query-string", "http-request-method")


def findings(pair: Pair) -> Iterator[Finding]:
    """What is served that was not, or to whom it was not."""
    for name in dict.fromkeys((*pair.before.resources, *pair.after.resources)):
        old, new = pair.before.resources.get(name), pair.after.resources.get(name)
        if RULE in {one.type for one in (old, new) if one}:
            yield from (told(pair, Topic.EXPOSURE, name, one) for one in _of_rule(old, new))


def _of_rule(old: Resource | None, new: Resource | None) -> Iterator[Verdict]:
    before = _served(old) if old and old.type == RULE else None
    after = _served(new) if new and new.type == RULE else None
    if before is None or after is None:
        if after or before:
            now = "makes a service" if after else "no longer makes a service"
            where = _shown(after or before or [])
            words = f"{now} reachable through the load balancer at {where}"
            yield Verdict(sense=Sense.NOTE, words=words)
        return
    if added := [one for one in after if not any(known.covers(one) for known in before)]:
        words = f"takes requests at {_shown(added)} too"
        yield Verdict(sense=Sense.NOTE, words=words)
    if gone := [one for one in before if not any(known.covers(one) for known in after)]:
        words = f"no longer takes requests at {_shown(gone)}"
        yield Verdict(sense=Sense.NOTE, words=words)
    if old and new:
        yield from _of_addresses(old, new)
        yield from _of_others(old, new)


def _served(rule: Resource) -> list[Match]:
    """The requests that a rule serves; none where it sends them elsewhere."""
    if "forward" not in actions(rule):
        return []
    hosts = [host.lower() for host in _values(rule, "host-header")] or ["*"]
    paths = _values(rule, "path-pattern") or ["/*"]
    return [Match(host, path) for host in hosts for path in paths]


def _shown(matches: list[Match]) -> str:
    """Where requests go: the path alone where any host will do."""
    return listed(one.path if one.host == "*" else f"{one.host}{one.path}" for one in matches)


def _conditions(rule: Resource, field: str) -> Iterator[Node]:
    for condition in items(rule.properties.get("Conditions")):
        if isinstance(condition, Mapping) and text_at(condition, "Field") == field:
            yield condition


def _values(rule: Resource, field: str) -> list[str]:
    """The values of a condition, in its old form or its new one."""
    key = f"{''.join(word.capitalize() for word in field.split('-'))}Config"
    found = []
    for condition in _conditions(rule, field):
        inner = condition.get(key)
        said = inner.get("Values") if isinstance(inner, Mapping) else condition.get("Values")
        found += [written(value) for value in items(said)]
    return list(dict.fromkeys(found))


def _of_addresses(old: Resource, new: Resource) -> Iterator[Verdict]:
    before, after = _values(old, "source-ip"), _values(new, "source-ip")
    if before and not after:
        words = f"takes requests from everybody; until now from {listed(before)} only"
        yield Verdict(sense=Sense.WORSE, words=words)
    elif after and not before:
        words = f"takes requests from {listed(after)} only"
        yield Verdict(sense=Sense.BETTER, words=words)
    elif more := [one for one in after if not any(_holds(known, one) for known in before)]:
        yield Verdict(sense=Sense.WORSE, words=f"takes requests from {listed(more)} too")
    elif less := [one for one in before if not any(_holds(known, one) for known in after)]:
        words = f"no longer takes requests from {listed(less)}"
        yield Verdict(sense=Sense.BETTER, words=words)


def _of_others(old: Resource, new: Resource) -> Iterator[Verdict]:
    for field in _BY_KEY:
        if any(_conditions(old, field)) and not any(_conditions(new, field)):
            words = f"no longer looks at the {field.replace('-', ' ')}, and so takes more requests"
            yield Verdict(sense=Sense.NOTE, words=words)


def _holds(block: str, other: str) -> bool:
    """Whether the one block of addresses holds the other; of what is no block, whether it is it."""
    try:
        outer, inner = ip_network(block, strict=False), ip_network(other, strict=False)
    except ValueError:
        return block == other
    return outer.version == inner.version and inner.subnet_of(outer)  # type: ignore[arg-type]
