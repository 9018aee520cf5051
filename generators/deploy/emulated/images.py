"""The names of AWS's public images for ECS: which forms there are, and which releases we list.

A name of the right form is believed to be a release's, though it be newer than this list. Image ids
are made up, one for each name; versions of Bottlerocket lack the commit that AWS adds to them.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/retrieve-ecs-optimized_AMI.html
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-bottlerocket-retrieve-ami.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

_AL2023 = "/aws/service/ecs/optimized-ami/amazon-linux-2023/"
_BOTTLEROCKET = "/aws/service/bottlerocket/"
_AL2023_PATH = re.compile(
    rf"{_AL2023}(?P<folder>arm64/|gpu/|)(?P<name>[^/]+?)(?:/(?P<fact>\w+))?", re.ASCII
)
_AL2023_NAME = re.compile(
    r"al2023-ami-ecs-(?P<gpu>gpu-)?hvm-2023\.0\.(?P<day>\d{8})-kernel-6\.\d+-"
    r"(?P<architecture>x86_64|arm64)(?P<end>-ebs)?",
    re.ASCII,
)
_BOTTLEROCKET_PATH = re.compile(
    rf"{_BOTTLEROCKET}(?P<variant>aws-ecs-2(?:-nvidia)?)/(?P<architecture>x86_64|arm64)/"
    r"(?P<version>latest|\d+\.\d+\.\d+(?:-[0-9a-f]{8})?)/(?P<fact>image_id|image_version)",
    re.ASCII,
)
# https://github.com/aws/amazon-ecs-ami/blob/main/CHANGELOG.md, oldest first.
_AL2023_DAYS = {"20260916": "2023.12.20260914.0", "20260918": "2023.12.20260917.1"}
"""The days of releases, and the versions of Amazon Linux that they were made from."""
_AGENT, _DOCKER = "1.106.2", "25.0.16"
# https://github.com/bottlerocket-os/bottlerocket/issues/4895 and 4947, oldest first.
_BOTTLEROCKET_VERSIONS = ("1.64.0", "1.66.0")


@dataclass(frozen=True, kw_only=True)
class Image:
    """One public image: its name and architecture, and what its parameters say by their ends."""

    name: str
    architecture: str
    facts: Mapping[str, str]

    @property
    def id(self) -> str:
        """The image's id."""
        return image_id(self.name)


def image_id(name: str) -> str:
    """The id of the image of that name."""
    return f"ami-{sha256(name.encode()).hexdigest()[:17]}"


def parameters() -> list[str]:
    """The public parameters that the list has, each of one release's image id."""
    names = [
        f"{_AL2023}{folder}{_al2023_name(folder, day)}/image_id"
        for folder in ("", "arm64/", "gpu/")
        for day in _AL2023_DAYS
    ]
    places = [
        f"{_BOTTLEROCKET}aws-ecs-2{end}/{architecture}/{version}/image_id"
        for end in ("", "-nvidia")
        for architecture in ("x86_64", "arm64")
        for version in _BOTTLEROCKET_VERSIONS
    ]
    return [*names, *places]


def at(parameter: str) -> tuple[Image, str] | None:
    """The image that a public parameter tells of, and what it tells; None if there is no such."""
    if found := _AL2023_PATH.fullmatch(parameter):
        image = _al2023(found["folder"], found["name"])
        fact = found["fact"] or ""
    elif found := _BOTTLEROCKET_PATH.fullmatch(parameter):
        image = _bottlerocket(found["variant"], found["architecture"], found["version"])
        fact = found["fact"]
    else:
        return None
    return (image, image.facts[fact]) if image and fact in image.facts else None


def _al2023_name(folder: str, day: str) -> str:
    kind = "gpu-hvm" if folder == "gpu/" else "hvm"
    end = {"arm64/": "arm64", "gpu/": "x86_64-ebs"}.get(folder, "x86_64")
    return f"al2023-ami-ecs-{kind}-2023.0.{day}-kernel-6.1-{end}"


def _al2023(folder: str, name: str) -> Image | None:
    if name == "recommended":
        name = _al2023_name(folder, max(_AL2023_DAYS))
    found = _AL2023_NAME.fullmatch(name)
    if not found or not _is_day(found["day"]):
        return None
    gpu, arm = bool(found["gpu"]), found["architecture"] == "arm64"
    place = {(True, False): "gpu/", (False, True): "arm64/", (False, False): ""}.get((gpu, arm))
    if folder != place or gpu != bool(found["end"]):
        return None
    source = _AL2023_DAYS.get(found["day"], f"2023.12.{found['day']}.0")
    facts = {
        "image_id": image_id(name),
        "image_name": name,
        "image_version": f"2023.0.{found['day']}",
        "ecs_agent_version": _AGENT,
        "ecs_runtime_version": f"Docker version {_DOCKER}",
        "os": "Amazon Linux 2023",
        "source_image_name": f"al2023-ami-minimal-{source}-kernel-6.1-{found['architecture']}",
        "schema_version": "1",
    }
    whole = json.dumps({**facts, "schema_version": 1})
    return Image(name=name, architecture=found["architecture"], facts={**facts, "": whole})


def _bottlerocket(variant: str, architecture: str, version: str) -> Image:
    if version == "latest":
        version = _BOTTLEROCKET_VERSIONS[-1]
    machine = "aarch64" if architecture == "arm64" else architecture
    name = f"bottlerocket-{variant}-{machine}-v{version}"
    facts = {"image_id": image_id(name), "image_version": version}
    return Image(name=name, architecture=architecture, facts=facts)


def _is_day(text: str) -> bool:
    try:
        datetime.strptime(text, "%Y%m%d")
    except ValueError:
        return False
    return True
