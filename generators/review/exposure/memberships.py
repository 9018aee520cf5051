"""What comes in to a resource, and where it gets, by security groups that it was not in before.

What becomes of the rules of a group that it stays in is told of that group.
"""

from __future__ import annotations

from collections.abc import Iterator

from generators.review.evaluate import Resource
from generators.review.exposure.attached import Groups
from generators.review.exposure.balancers import MODERN
from generators.review.exposure.joining import Joining, Told
from generators.review.exposure.members import memberships
from generators.review.model import Finding, Sense, Topic
from generators.review.pair import Pair
from generators.review.settings import Verdict, text_at, told

_TAKES_NOTHING_IN = (
    *("AWS::ApiGatewayV2::VpcLink", "AWS::AppRunner::VpcConnector", "AWS::CodeBuild::Fleet"),
    *("AWS::CodeBuild::Project", "AWS::Glue::Connection", "AWS::Lambda::Function"),
    *("AWS::Pipes::Pipe", "AWS::QuickSight::VPCConnection", "AWS::Synthetics::Canary"),
)
"""Types that nothing can connect to: their groups matter for what they reach."""


def findings(pair: Pair) -> Iterator[Finding]:
    """What is said of each resource that is in other groups than before."""
    before, after = Groups(pair.before), Groups(pair.after)
    for name, new in pair.after.resources.items():
        old = pair.before.resources.get(name)
        if old is None or old.type != new.type:
            continue
        was, now = memberships(pair.before, old), memberships(pair.after, new)
        if was != now:
            change = Joining(before=before, after=after, was=was, now=now)
            for sense, words in _of(new, change):
                yield told(pair, Topic.EXPOSURE, name, Verdict(sense=sense, words=words))


def _of(resource: Resource, change: Joining) -> Told:
    taking = resource.type not in _TAKES_NOTHING_IN
    if resource.type == MODERN and text_at(resource.properties, "Type") == "network":
        if not change.now:
            yield Sense.WORSE, "is in no security group any more, and so lets in everything"
            return
        if not change.was:
            yield Sense.BETTER, "is in security groups now, and lets in only what they do"
            return
    if taking:
        yield from change.opened()
    yield from change.reached()
    if change.was and change.now:
        yield from change.let_out()
    if taking:
        yield from change.closed()
    if change.was and change.now:
        yield from change.kept_in()
    yield from change.unknown()
    if taking and not change.now:
        words = "names no security group any more; the default one of its VPC may stand in for them"
        yield Sense.NOTE, words
