"""What is left of a resource when it is deleted, by its policies."""

from __future__ import annotations

from collections.abc import Iterator

from generators.review.evaluate import Resource
from generators.review.model import Finding, Sense, Topic
from generators.review.pair import Pair
from generators.review.settings import Verdict, text_at, told

_WHEN = {
    "DeletionPolicy": "when it is removed or its stack is deleted",
    "UpdateReplacePolicy": "when it is replaced",
}
_RANKS = {"Delete": 0, "Snapshot": 1, "RetainExceptOnCreate": 2, "Retain": 2}
_LEAVES = {0: "nothing of it is kept", 1: "only a snapshot is kept", 2: "it is kept"}


def findings(pair: Pair) -> Iterator[Finding]:
    """Policies that change what is kept."""
    for name, new in pair.after.resources.items():
        old = pair.before.resources.get(name)
        if old is None or old.type != new.type:
            continue
        for policy in _WHEN:
            if verdict := _judge(policy, _said(old, policy), _said(new, policy)):
                yield told(pair, Topic.PROTECTION, name, verdict)


def _judge(policy: str, old: str, new: str) -> Verdict | None:
    before, after = _RANKS.get(old, 1), _RANKS.get(new, 1)
    if before == after:
        return None
    words = f"{_LEAVES[after]} {_WHEN[policy]} ({policy}: {new}, until now {old})"
    if after > before:
        return Verdict(sense=Sense.BETTER, words=words)
    snapshot = after == _RANKS["Snapshot"]
    return Verdict(sense=Sense.NOTE if snapshot else Sense.WORSE, words=words, grave=not snapshot)


def _said(resource: Resource, policy: str) -> str:
    """The policy; a database that is no member of a cluster leaves a snapshot if nothing is said.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
    """
    said = text_at(resource.attributes, policy)
    alone = resource.type == "AWS::RDS::DBCluster" or (
        resource.type == "AWS::RDS::DBInstance" and "DBClusterIdentifier" not in resource.properties
    )
    return said or ("Snapshot" if alone and policy == "DeletionPolicy" else "Delete")
