"""The AMIs of the instances: where AWS publishes them, and what one release is called.

AWS keeps public parameters for each AMI in SSM's Parameter Store: one that moves with what it
recommends at the time, and one for each release, which stays. The names are the same in every
region. A cluster takes a release, so that new instances come with a commit and not by themselves.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/retrieve-ecs-optimized_AMI.html
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-bottlerocket-retrieve-ami.html
"""

from __future__ import annotations

from typing import Literal

from generators.parts.ami import Ami
from generators.stacks.cluster.families import Architecture

System = Literal["al2023", "bottlerocket"]
"""Operating systems that AWS maintains for ECS."""

_AL2023 = "/aws/service/ecs/optimized-ami/amazon-linux-2023/"
_BOTTLEROCKET = "/aws/service/bottlerocket/aws-ecs-2"


def ami(system: System, architecture: Architecture, *, gpu: bool) -> Ami:
    """The series for this operating system, architecture and, with gpu, NVIDIA's drivers."""
    words = f"{architecture}{' with GPU drivers' if gpu else ''}"
    if system == "bottlerocket":
        folder = f"{_BOTTLEROCKET}{'-nvidia' if gpu else ''}/{architecture}"
        return Ami(
            words=f"Bottlerocket for {words}",
            moving=f"{folder}/latest/image_version",
            path=f"{folder}/{{release}}/image_id",
            release=r"[0-9]+[.][0-9]+[.][0-9]+(-[0-9a-f]+)?",
        )
    series = f"al2023-ami-ecs{'-gpu' if gpu else ''}"
    folder = _AL2023 + ("gpu/" if gpu else "arm64/" if architecture == "arm64" else "")
    return Ami(
        words=f"ECS-optimized Amazon Linux 2023 for {words}",
        moving=f"{folder}recommended/image_name",
        path=f"{folder}{{release}}/image_id",
        release=f"{series}-hvm-[0-9.]+-kernel-[0-9.]+-{architecture}(-ebs)?",
    )
