"""What an instance of each type has to give to tasks: vCPUs, memory, network interfaces, GPUs.

vCPUs, memory and GPUs are those of the page that each line names; the numbers of interfaces are
those of https://docs.aws.amazon.com/ec2/latest/instancetypes/ (network specifications). Of a type
that has no line here nothing is known, and nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

UNITS_OF_A_VCPU = 1024
"""CPU units of ECS in one vCPU."""

TAKEN = 0.075
"""The part of an instance's memory that never gets to tasks.

The agent registers what the kernel reports, which is less than what the type is sold with, and AWS
publishes no table of it
(https://docs.aws.amazon.com/AmazonECS/latest/developerguide/memory-management.html). 7.5% is what
Karpenter takes off where it has not seen an instance of the type
(https://karpenter.sh/docs/reference/settings/). Reported of ECS: 4.6% of an m6i.large
(https://github.com/aws/amazon-ecs-ami/issues/597) and 3.8% of an r6id.xlarge with Amazon Linux 2023
(https://github.com/ASFHyP3/hyp3/pull/1900); more of the smallest types.
"""


@dataclass(frozen=True, kw_only=True)
class Size:
    """What one instance has."""

    vcpus: int
    gib: int
    interfaces: int
    gpus: int = 0

    @property
    def cpu(self) -> int:
        """Its CPU units."""
        return self.vcpus * UNITS_OF_A_VCPU

    @property
    def memory(self) -> int:
        """Its MiB of memory as it is sold: more than this no task ever gets."""
        return self.gib * 1024

    @property
    def registered(self) -> int:
        """About so many MiB of memory the agent registers for tasks."""
        return int(self.memory * (1 - TAKEN))

    @property
    def own_interfaces(self) -> int:
        """Network interfaces for tasks in awsvpc mode; the first is the instance's own."""
        return self.interfaces - 1


_REGULAR = {
    "medium": (1, 2),
    "large": (2, 3),
    "xlarge": (4, 4),
    "2xlarge": (8, 4),
    "4xlarge": (16, 8),
    "8xlarge": (32, 8),
    "12xlarge": (48, 8),
    "16xlarge": (64, 15),
}
"""vCPUs and network interfaces of the sizes that most families have."""


def _burstable(small_interfaces: int) -> Mapping[str, Size]:
    """Sizes of the t families; they differ in the interfaces of a small one."""
    return {
        "micro": Size(vcpus=2, gib=1, interfaces=2),
        "small": Size(vcpus=2, gib=2, interfaces=small_interfaces),
        "medium": Size(vcpus=2, gib=4, interfaces=3),
        "large": Size(vcpus=2, gib=8, interfaces=3),
        "xlarge": Size(vcpus=4, gib=16, interfaces=4),
        "2xlarge": Size(vcpus=8, gib=32, interfaces=4),
    }


def _each(gib_of_a_vcpu: int, *, first: str = "large") -> Mapping[str, Size]:
    """The regular sizes, from the first one on."""
    sizes = [*_REGULAR.items()][[*_REGULAR].index(first) :]
    return {
        size: Size(vcpus=vcpus, gib=vcpus * gib_of_a_vcpu, interfaces=interfaces)
        for size, (vcpus, interfaces) in sizes
    }


def _gpu(gib_of_a_vcpu: int, interfaces: Iterable[int]) -> Mapping[str, Size]:
    """Sizes from xlarge on, with one GPU each."""
    vcpus = {"xlarge": 4, "2xlarge": 8, "4xlarge": 16, "8xlarge": 32, "16xlarge": 64}
    return {
        size: Size(vcpus=n, gib=n * gib_of_a_vcpu, interfaces=found, gpus=1)
        for (size, n), found in zip(vcpus.items(), interfaces, strict=False)
    }


_C, _M, _R = 2, 4, 8
"""GiB for each vCPU: computing, general purpose, memory."""

SIZES: Mapping[str, Mapping[str, Size]] = {
    "t3": _burstable(3),  # https://aws.amazon.com/ec2/instance-types/t3/
    "t3a": _burstable(2),  # https://aws.amazon.com/ec2/instance-types/t3/
    "t4g": _burstable(3),  # https://aws.amazon.com/ec2/instance-types/t4/
    "c6a": _each(_C),  # https://aws.amazon.com/ec2/instance-types/c6a/
    "c6i": _each(_C),  # https://aws.amazon.com/ec2/instance-types/c6i/
    "c7i": _each(_C),  # https://aws.amazon.com/ec2/instance-types/c7i/
    "m5": _each(_M),  # https://aws.amazon.com/ec2/instance-types/m5/
    "m6a": _each(_M),  # https://aws.amazon.com/ec2/instance-types/m6a/
    "m6i": _each(_M),  # https://aws.amazon.com/ec2/instance-types/m6i/
    "m7i": _each(_M),  # https://aws.amazon.com/ec2/instance-types/m7i/
    "r5": _each(_R),  # https://aws.amazon.com/ec2/instance-types/r5/
    "r6a": _each(_R),  # https://aws.amazon.com/ec2/instance-types/r6a/
    "r6i": _each(_R),  # https://aws.amazon.com/ec2/instance-types/r6i/
    "r7i": _each(_R),  # https://aws.amazon.com/ec2/instance-types/r7i/
    "c7a": _each(_C, first="medium"),  # https://aws.amazon.com/ec2/instance-types/c7a/
    "c6g": _each(_C, first="medium"),  # https://aws.amazon.com/ec2/instance-types/c6g/
    "c7g": _each(_C, first="medium"),  # https://aws.amazon.com/ec2/instance-types/c7g/
    "c8g": _each(_C, first="medium"),  # https://aws.amazon.com/ec2/instance-types/c8g/
    "m7a": _each(_M, first="medium"),  # https://aws.amazon.com/ec2/instance-types/m7a/
    "m6g": _each(_M, first="medium"),  # https://aws.amazon.com/ec2/instance-types/m6g/
    "m7g": _each(_M, first="medium"),  # https://aws.amazon.com/ec2/instance-types/m7g/
    "m8g": _each(_M, first="medium"),  # https://aws.amazon.com/ec2/instance-types/m8g/
    "r7a": _each(_R, first="medium"),  # https://aws.amazon.com/ec2/instance-types/r7a/
    "r6g": _each(_R, first="medium"),  # https://aws.amazon.com/ec2/instance-types/r6g/
    "r7g": _each(_R, first="medium"),  # https://aws.amazon.com/ec2/instance-types/r7g/
    "r8g": _each(_R, first="medium"),  # https://aws.amazon.com/ec2/instance-types/r8g/
    "g4dn": _gpu(4, (3, 3, 3, 4, 4)),  # https://aws.amazon.com/ec2/instance-types/g4/
    "g5": _gpu(4, (4, 4, 8, 8, 8)),  # https://aws.amazon.com/ec2/instance-types/g5/
    "g5g": _gpu(2, (4, 4, 8, 8)),  # https://aws.amazon.com/ec2/instance-types/g5g/
    "g6": _gpu(4, (4, 4, 8, 8, 8)),  # https://aws.amazon.com/ec2/instance-types/g6/
}
"""For each family its sizes; the page of each line says how many vCPUs, GiB and GPUs."""


def size_of(instance_type: str) -> Size | None:
    """What an instance of the type has; None if that is not known."""
    family, _, size = instance_type.partition(".")
    return SIZES.get(family, {}).get(size)
