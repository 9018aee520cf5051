"""What every account finds in AWS without having made it: public AMIs, and a key pair to name.

The image ids are made up, one for each name; the names are those of real releases.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256

import botocore.session
from ministack.services import ec2, ssm

from generators.deploy.emulated.services import memory
from generators.deploy.emulated.wire import Params

KEY_PAIR = "pgarbe-key-pair-euwest1"
_ROOT = "/aws/service/ecs/optimized-ami/amazon-linux-2023"
_OWNER = "591542846629"  # Amazon ECS's publishing account


@dataclass(frozen=True, kw_only=True)
class Release:
    """One release of the ECS-optimized AMI for one architecture."""

    version: str
    architecture: str
    agent: str

    @property
    def name(self) -> str:
        """The image's name, which is also its parameter's."""
        return f"al2023-ami-ecs-hvm-{self.version}-kernel-6.1-{self.architecture}"

    @property
    def image(self) -> str:
        """The image's id."""
        return f"ami-{sha256(self.name.encode()).hexdigest()[:17]}"

    @property
    def folder(self) -> str:
        """Where its parameters lie."""
        return f"{_ROOT}/arm64" if self.architecture == "arm64" else _ROOT


RELEASES = tuple(
    Release(version=version, architecture=architecture, agent=agent)
    for version, agent in (("2023.0.20240905", "1.86.3"), ("2023.0.20241001", "1.87.0"))
    for architecture in ("x86_64", "arm64")
)
"""Oldest first; the last of an architecture is the one that AWS recommends."""


def install() -> None:
    """Put the seeds where ministack keeps its own, in every region."""
    for release in RELEASES:
        for parameter in (f"{release.folder}/{release.name}", f"{release.folder}/recommended"):
            for key, value in _facts(release).items():
                ssm._PUBLIC_AMI_PARAMETERS[f"{parameter}{key}"] = value
        ec2._STUB_AMIS.append(
            (
                release.image,
                release.name,
                "Amazon Linux 2023, optimized for ECS",
                "",
                "/dev/xvda",
                _OWNER,
                "amazon",
            )
        )
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


@memory("ec2", "DescribeImages")
def _architectures(_: Params, answer: Params) -> Params:
    arms = {one.image for one in RELEASES if one.architecture == "arm64"}
    for image in answer.get("Images") or ():
        if image["ImageId"] in arms:
            image["Architecture"] = "arm64"
    return answer


def _facts(release: Release) -> dict[str, str]:
    """The parameter itself is JSON; under it lie its members one by one."""
    facts = {
        "image_id": release.image,
        "image_name": release.name,
        "image_version": release.version,
        "ecs_agent_version": release.agent,
        "ecs_runtime_version": "Docker version 25.0.6",
        "os": "Amazon Linux 2023",
        "schema_version": "1",
        "source_image_name": release.name.replace("al2023-ami-ecs-hvm", "al2023-ami-minimal"),
    }
    whole = {**facts, "schema_version": 1}
    return {"": json.dumps(whole), **{f"/{key}": value for key, value in facts.items()}}
