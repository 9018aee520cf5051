"""Attributes of load balancers, which are a list of keys and values.

One that is taken out of a template keeps the value that it had.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from generators.review.evaluate import Resource
from generators.review.exposure.balancers import MODERN
from generators.review.model import Finding, Sense, Topic
from generators.review.nodes import Node, branches, items, written
from generators.review.pair import Pair
from generators.review.settings import Verdict, told


@dataclass(frozen=True, kw_only=True)
class _Attribute:
    """What an attribute does while it has its `safe` value."""

    lost: str
    gained: str
    safe: str = "true"
    grave: bool = False


_ATTRIBUTES = {
    "access_logs.s3.enabled": _Attribute(
        lost="no longer logs its requests (access_logs.s3.enabled)",
        gained="logs its requests (access_logs.s3.enabled)",
    ),
    "connection_logs.s3.enabled": _Attribute(
        lost="no longer logs its connections (connection_logs.s3.enabled)",
        gained="logs its connections (connection_logs.s3.enabled)",
    ),
    "deletion_protection.enabled": _Attribute(
        lost="is no longer protected against deletion (deletion_protection.enabled)",
        gained="is protected against deletion (deletion_protection.enabled)",
        grave=True,
    ),
    "routing.http.drop_invalid_header_fields.enabled": _Attribute(
        lost="no longer drops headers that are not valid",
        gained="drops headers that are not valid",
    ),
    "waf.fail_open.enabled": _Attribute(
        lost="lets requests through when the web ACL does not answer",
        gained="lets no requests through when the web ACL does not answer",
        safe="false",
    ),
}


def findings(pair: Pair) -> Iterator[Finding]:
    """Attributes that protect no longer, or do so now."""
    for name, new in pair.after.resources.items():
        old = pair.before.resources.get(name)
        if new.type == MODERN and old and old.type == MODERN:
            before, after = _attributes(old), _attributes(new)
            for key, attribute in _ATTRIBUTES.items():
                if verdict := _judge(key, attribute, before.get(key), after.get(key)):
                    yield told(pair, Topic.PROTECTION, name, verdict)


def _judge(
    key: str, attribute: _Attribute, old: set[str] | None, new: set[str] | None
) -> Verdict | None:
    before, after = old == {attribute.safe}, new == {attribute.safe}
    if before and new is None and attribute.safe == "true":
        words = f"no longer says {key}; one that exists keeps it on, one made anew has it off"
        return Verdict(sense=Sense.NOTE, words=words)
    if before and not after and new is not None:
        may = "" if attribute.safe not in new else ", under one of its conditions"
        return Verdict(sense=Sense.WORSE, words=f"{attribute.lost}{may}", grave=attribute.grave)
    if attribute.safe == "false" and new == {"true"} and old is None:
        return Verdict(sense=Sense.WORSE, words=attribute.lost)
    if after and not before and (old is not None or attribute.safe == "true"):
        return Verdict(sense=Sense.BETTER, words=attribute.gained)
    return None


def _attributes(balancer: Resource) -> dict[str, set[str]]:
    """All values that each attribute may have."""
    found: dict[str, set[str]] = {}
    for one in items(balancer.properties.get("LoadBalancerAttributes")):
        if isinstance(one, Mapping):
            values = {_text(value) for value in branches(one.get("Value"))}
            found.setdefault(_text(one.get("Key")), set()).update(values)
    return found


def _text(value: Node) -> str:
    return written(value).lower()
