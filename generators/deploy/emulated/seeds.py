"""What every account finds in AWS without having made it: public AMIs, and a key pair to name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import botocore.session
from ministack.services import ec2, ssm

from generators.deploy.emulated import images
from generators.deploy.emulated.changes import instead
from generators.deploy.emulated.images import Image
from generators.deploy.emulated.services import memory
from generators.deploy.emulated.wire import Params

KEY_PAIR = "pgarbe-key-pair-euwest1"
_OWNERS = {"al2023": "591542846629", "bottlerocket": "092701018921"}
_WORDS = {
    "al2023": "Amazon Linux 2023, optimized for ECS",
    "bottlerocket": "Bottlerocket, optimized for ECS",
}
_DEVICE = "/dev/xvda"
_known: dict[str, Image] = {}


def install() -> None:
    """Put the seeds where ministack keeps its own, in every region."""
    instead(ssm, "_public_parameter", _believing)
    for parameter in images.parameters():
        _believe(parameter)
    regions = botocore.session.Session().get_available_regions("ecs")
    pair = {
        "KeyName": KEY_PAIR,
        "KeyFingerprint": "00:" * 19 + "00",
        "KeyPairId": "key-0123456789abcdef0",
    }
    for region in regions:
        ec2._key_pairs.set_scoped("000000000000", region, KEY_PAIR, dict(pair))


def known(image: str) -> bool:
    """Whether EC2 has an image of that id."""
    return image in ec2._images or any(image == one[0] for one in ec2._STUB_AMIS)


def name_of(image: str) -> str:
    """The name of a public image, empty if it has none."""
    return _known[image].name if image in _known else ""


def _believing(theirs: Callable[[str], Any], parameter: str) -> Any:
    """A parameter of a release that is in no list of ours is there as soon as it is asked for."""
    _believe(parameter)
    return theirs(parameter)


def _believe(parameter: str) -> None:
    if found := images.at(parameter):
        image, value = found
        ssm._PUBLIC_AMI_PARAMETERS[parameter] = value
        if image.id not in _known:
            _known[image.id] = image
            system = image.name.partition("-")[0]
            place = ("", _DEVICE, _OWNERS[system], "amazon")
            ec2._STUB_AMIS.append((image.id, image.name, _WORDS[system], *place))


@memory("ec2", "DescribeImages")
def _architectures(_: Params, answer: Params) -> Params:
    for image in answer.get("Images") or ():
        if image["ImageId"] in _known:
            image["Architecture"] = _known[image["ImageId"]].architecture
    return answer
