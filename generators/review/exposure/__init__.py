"""What can be reached from where, before a change and after it.

`rules` reads the rules of security groups, `coverage` compares what they cover and `groups` says
what that opens and closes, as `acls` does of network ACLs; `memberships` says it of what is in
other groups than before, which `members` finds, and `joining` of what comes of it by the rules
that are `attached`. `balancers` judges load balancers, `paths` what their rules serve and `asking`
whom they ask who they are; `subnets` knows which subnets are public, `addresses` what else has an
address for everybody, and `buckets` what S3 blocks.
"""

from __future__ import annotations

from collections.abc import Iterator

from generators.review.exposure import (
    acls,
    addresses,
    asking,
    balancers,
    buckets,
    groups,
    memberships,
    paths,
    subnets,
)
from generators.review.model import Finding
from generators.review.pair import Pair
from generators.review.settling import settled

__all__ = ["findings"]

_JUDGES = (groups, memberships, acls, balancers, paths, asking, subnets, addresses, buckets)


def findings(pair: Pair) -> Iterator[Finding]:
    """What the change of one stack opens and closes."""
    steady = settled(pair)
    for judge in _JUDGES:
        yield from judge.findings(steady)
