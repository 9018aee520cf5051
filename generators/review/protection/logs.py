"""How long logs are kept, and what of the traffic is logged."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from generators.review.evaluate import Resource
from generators.review.model import Finding, Sense, Topic
from generators.review.pair import Pair
from generators.review.settings import Verdict, text_at, told

_GROUP = "AWS::Logs::LogGroup"
_FLOW = "AWS::EC2::FlowLog"


def findings(pair: Pair) -> Iterator[Finding]:
    """Log groups and flow logs that keep less than they did, or more."""
    for name, new in pair.after.resources.items():
        old = pair.before.resources.get(name)
        if old is None or old.type != new.type:
            continue
        verdict = {_GROUP: _of_retention, _FLOW: _of_traffic}.get(new.type, _of_nothing)(old, new)
        if verdict:
            yield told(pair, Topic.PROTECTION, name, verdict)


def _of_nothing(_old: Resource, _new: Resource) -> None:
    return None


def _of_retention(old: Resource, new: Resource) -> Verdict | None:
    before, after = (text_at(one.properties, "RetentionInDays") for one in (old, new))
    if before == after:
        return None
    words = f"keeps logs {_days(after)} instead of {_days(before)}"
    was, is_now = _number(before), _number(after)
    if was is None or is_now is None or is_now == inf:
        return Verdict(sense=Sense.NOTE, words=words)
    return Verdict(sense=Sense.WORSE if is_now < was else Sense.BETTER, words=words)


def _number(days: str) -> float | None:
    """How many; for ever where none are said, None where they are not known."""
    return inf if not days else float(days) if days.isdigit() else None


def _days(days: str) -> str:
    return f"{days} day{'' if days == '1' else 's'}" if days else "for ever"


def _of_traffic(old: Resource, new: Resource) -> Verdict | None:
    before, after = (text_at(one.properties, "TrafficType") for one in (old, new))
    if before == after or not before or not after:
        return None
    words = f"logs {after} traffic instead of {before}"
    sense = {"ALL": Sense.BETTER}.get(after, Sense.WORSE if before == "ALL" else Sense.NOTE)
    return Verdict(sense=sense, words=words)
