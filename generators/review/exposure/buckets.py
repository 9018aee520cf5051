"""What S3 blocks of public access to a bucket, whatever ACLs and policies allow."""

from __future__ import annotations

from collections.abc import Iterator

from generators.review.evaluate import Resource
from generators.review.exposure.words import listed
from generators.review.model import Finding, Sense, Topic
from generators.review.pair import Pair
from generators.review.settings import Verdict, leaves, told

_BUCKET = "AWS::S3::Bucket"
_BLOCKS = {
    "BlockPublicAcls": "new public ACLs",
    "BlockPublicPolicy": "public bucket policies",
    "IgnorePublicAcls": "what public ACLs allow",
    "RestrictPublicBuckets": "what public bucket policies allow",
}


def findings(pair: Pair) -> Iterator[Finding]:
    """Buckets that block less than they did, or more.

    A new bucket of which nothing is said blocks everything; one from which the property is taken
    away blocks nothing.
    """
    for name, new in pair.after.resources.items():
        old = pair.before.resources.get(name)
        if new.type != _BUCKET:
            continue
        before = _blocked(old) if old and old.type == _BUCKET else set(_BLOCKS)
        after = _blocked(new)
        if not (old or "PublicAccessBlockConfiguration" in new.properties):
            continue
        if lost := before - after:
            words = f"no longer blocks {_words(lost)}" if old else f"does not block {_words(lost)}"
            yield told(pair, Topic.EXPOSURE, name, Verdict(sense=Sense.WORSE, words=words))
        if gained := after - before:
            words = f"blocks {_words(gained)}"
            yield told(pair, Topic.EXPOSURE, name, Verdict(sense=Sense.BETTER, words=words))


def _blocked(bucket: Resource) -> set[str]:
    path = "PublicAccessBlockConfiguration"
    return {
        key
        for key in _BLOCKS
        if all(value == "true" for value in leaves(bucket.properties, (path, key), "false"))
    }


def _words(keys: set[str]) -> str:
    whole = keys == set(_BLOCKS)
    return (
        "public access" if whole else listed(what for key, what in _BLOCKS.items() if key in keys)
    )
