"""EC2 instances: their metadata, which holds credentials, and their volumes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generators.review.evaluate import Resource
from generators.review.model import Finding, Topic
from generators.review.nodes import Node, items
from generators.review.pair import Pair
from generators.review.protection import boot
from generators.review.settings import ON, Setting, Verdict, one_of, text_at, told

_DATA = {
    "AWS::EC2::LaunchTemplate": ("LaunchTemplateData",),
    "AWS::AutoScaling::LaunchConfiguration": (),
    "AWS::EC2::Instance": (),
}
"""Where each type says what an instance is."""

_METADATA = (
    Setting(
        path=("MetadataOptions", "HttpTokens"),
        safe=one_of("required"),
        # The AMI's or the account's default may be stricter; nobody here knows.
        default="optional",
        lost="no longer insists on IMDSv2: instance metadata is given without a token",
        gained="insists on IMDSv2: instance metadata is given for a token only",
        made="is made without insisting on IMDSv2",
    ),
    Setting(
        path=("MetadataOptions", "HttpPutResponseHopLimit"),
        safe=one_of("1"),
        default="1",
        lost="lets containers in a bridge reach the instance metadata (its hop limit is above 1)",
        gained="keeps containers in a bridge from the instance metadata (its hop limit is 1)",
    ),
)
_ENDPOINT = Setting(
    path=("MetadataOptions", "HttpEndpoint"),
    safe=one_of("disabled"),
    default="enabled",
    lost="has instance metadata again, which was switched off",
    gained="has no instance metadata any more",
)
_VOLUME = Setting(
    path=("Ebs", "Encrypted"),
    safe=ON,
    default="false",
    lost="is no longer encrypted, unless the account encrypts all volumes",
    gained="is encrypted",
    made="is made without encryption, unless the account encrypts all volumes",
)


def findings(pair: Pair) -> Iterator[Finding]:
    """Instances, or what they are launched by."""
    for name, new in pair.after.resources.items():
        if new.type in _DATA:
            old = pair.before.resources.get(name)
            same = old if old and old.type == new.type else None
            for verdict in _of_one(same, new):
                yield told(pair, Topic.PROTECTION, name, verdict)


def _of_one(old: Resource | None, new: Resource) -> Iterator[Verdict]:
    before, after = _data(old) if old else None, _data(new)
    yield from _of_metadata(before, after)
    yield from _of_volumes(before, after)
    if old:
        yield from boot.verdicts(_boot(old), _boot(new))


def _of_metadata(before: Node, after: Node) -> Iterator[Verdict]:
    """Nothing but the endpoint counts while there is none."""
    if text_at(after, "MetadataOptions", "HttpEndpoint") == "disabled":
        settings: tuple[Setting, ...] = (_ENDPOINT,)
    elif before and text_at(before, "MetadataOptions", "HttpEndpoint") == "disabled":
        settings = (_ENDPOINT,)
    else:
        settings = _METADATA
    for setting in settings:
        if verdict := setting.judge(before, after):
            yield verdict


def _of_volumes(before: Node, after: Node) -> Iterator[Verdict]:
    old = _volumes(before) if before is not None else {}
    for device, volume in _volumes(after).items():
        if found := _VOLUME.judge(old.get(device), volume):
            words = f"volume {device} {found.words}"
            yield Verdict(sense=found.sense, words=f"its {words}")


def _volumes(data: Node) -> dict[str, Node]:
    """Volumes that EBS makes, by their devices; one of an instance store has no encryption."""
    if not isinstance(data, Mapping):
        return {}
    return {
        text_at(one, "DeviceName"): one
        for one in items(data.get("BlockDeviceMappings"))
        if isinstance(one, Mapping) and "Ebs" in one
    }


def _boot(resource: Resource) -> str:
    data = _data(resource)
    said = data.get("UserData") if isinstance(data, Mapping) else None
    return boot.text(said, resource.attributes.get("Metadata"))


def _data(resource: Resource) -> Node:
    found: Node = resource.properties
    for step in _DATA[resource.type]:
        found = found.get(step, {}) if isinstance(found, Mapping) else {}
    return found
