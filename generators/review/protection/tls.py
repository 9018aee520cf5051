"""TLS at load balancers: whether a listener has it, and by which policy."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generators.review.evaluate import Resource
from generators.review.exposure.balancers import LISTENER, balancer_of, is_public
from generators.review.model import Finding, Sense, Topic
from generators.review.nodes import items
from generators.review.pair import Pair
from generators.review.settings import Verdict, text_at, told

_SECURE = ("HTTPS", "TLS", "QUIC", "TCP_QUIC")
DEFAULT_POLICY = "ELBSecurityPolicy-2016-08"
"""The policy of a listener whose template names none.

https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
"""

_OLD = {
    "ELBSecurityPolicy-2015-05": 0,
    "ELBSecurityPolicy-2016-08": 0,
    "ELBSecurityPolicy-FS-2018-06": 0,
    "ELBSecurityPolicy-TLS-1-0-2015-04": 0,
}
_VERSION = re.compile(r"-1-([0-3])(?:-|$)")


def oldest_tls(policy: str) -> int | None:
    """The oldest minor version of TLS 1 that a policy takes; None if that is not known.

    Names say it: TLS13-1-0 takes TLS 1.0 to 1.3, TLS-1-2-Ext takes 1.2 alone.
    """
    if policy in _OLD:
        return _OLD[policy]
    found = _VERSION.search(policy.replace("TLS13", "TLS"))
    return int(found[1]) if found and policy.startswith("ELBSecurityPolicy-") else None


def findings(pair: Pair) -> Iterator[Finding]:
    """Listeners that lose TLS or get it, take older TLS, or newly serve plain HTTP."""
    for name, new in pair.after.resources.items():
        if new.type == LISTENER:
            old = pair.before.resources.get(name)
            if old is None or old.type != LISTENER:
                verdicts = _of_new(pair, new)
            else:
                verdicts = _of_change(old, new)
            yield from (told(pair, Topic.PROTECTION, name, verdict) for verdict in verdicts)


def _of_new(pair: Pair, new: Resource) -> Iterator[Verdict]:
    balancer = balancer_of(pair.after, new)
    actions = [text_at(one, "Type") for one in items(new.properties.get("DefaultActions"))]
    if balancer and is_public(balancer) and _is_plain(new) and "redirect" not in actions:
        words = "is made without TLS: it serves plain HTTP"
        yield Verdict(sense=Sense.NOTE, words=words)


def _of_change(old: Resource, new: Resource) -> Iterator[Verdict]:
    before, after = _protocol(old), _protocol(new)
    secure = (before in _SECURE, after in _SECURE)
    if secure == (True, False):
        words = f"no longer has TLS: it speaks {after} instead of {before}"
        yield Verdict(sense=Sense.WORSE, words=words)
    elif secure == (False, True):
        words = f"has TLS: it speaks {after} instead of {before}"
        yield Verdict(sense=Sense.BETTER, words=words)
    elif secure == (True, True):
        yield from _of_policy(_policy(old), _policy(new))
    elif _is_plain(new) and not _is_plain(old):
        words = "serves plain HTTP: it no longer sends every request on to HTTPS"
        yield Verdict(sense=Sense.WORSE, words=words)
    elif _is_plain(old) and not _is_plain(new) and after == "HTTP":
        words = "no longer serves plain HTTP: it sends requests on to HTTPS"
        yield Verdict(sense=Sense.BETTER, words=words)


def _of_policy(before: str, after: str) -> Iterator[Verdict]:
    old, new = oldest_tls(before), oldest_tls(after)
    if before == after:
        return
    if old is None or new is None:
        words = f"has another TLS policy: {after}, until now {before}"
        yield Verdict(sense=Sense.NOTE, words=words)
    elif new < old:
        words = f"takes TLS 1.{new} again ({after}, until now {before})"
        yield Verdict(sense=Sense.WORSE, words=words)
    elif new > old:
        words = f"takes nothing older than TLS 1.{new} ({after}, until now {before})"
        yield Verdict(sense=Sense.BETTER, words=words)
    elif "TLS13" in before and "TLS13" not in after:
        words = f"no longer speaks TLS 1.3 ({after}, until now {before})"
        yield Verdict(sense=Sense.WORSE, words=words)
    elif "TLS13" in after and "TLS13" not in before:
        words = f"speaks TLS 1.3 ({after}, until now {before})"
        yield Verdict(sense=Sense.BETTER, words=words)
    else:
        words = f"has another TLS policy: {after}, until now {before}"
        yield Verdict(sense=Sense.NOTE, words=words)


def _protocol(listener: Resource) -> str:
    return text_at(listener.properties, "Protocol")


def _policy(listener: Resource) -> str:
    return text_at(listener.properties, "SslPolicy") or DEFAULT_POLICY


def _is_plain(listener: Resource) -> bool:
    """Whether it answers some requests over HTTP itself, instead of sending them on to HTTPS."""
    return _protocol(listener) == "HTTP" and any(
        text_at(action, "Type") != "redirect"
        or text_at(action, "RedirectConfig", "Protocol") == "HTTP"
        for action in items(listener.properties.get("DefaultActions"))
    )
