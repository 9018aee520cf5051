"""EC2's instance types: which are offered unless a spec says others, and what a name tells.

An AMI is made for one architecture, and a type's name tells which it has: after the class and the
generation, a `g` among the attributes is Graviton's. So every type may be had, though only some are
offered (https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Architecture = Literal["x86_64", "arm64"]
"""As the names of AMIs have it."""

_BURSTABLE = ("micro", "small", "medium", "large", "xlarge", "2xlarge")
_FROM_LARGE = ("large", "xlarge", "2xlarge", "4xlarge", "8xlarge")
_FROM_MEDIUM = ("medium", *_FROM_LARGE)
_GPU = ("xlarge", "2xlarge", "4xlarge", "8xlarge", "16xlarge")


@dataclass(frozen=True, kw_only=True)
class Family:
    """One family: what its instances have in common, and the sizes on offer."""

    name: str
    architecture: Architecture
    sizes: tuple[str, ...]
    gpu: bool = False

    @property
    def types(self) -> tuple[str, ...]:
        """Its instance types, small ones first."""
        return tuple(f"{self.name}.{size}" for size in self.sizes)


FAMILIES = (
    *(Family(name=n, architecture="x86_64", sizes=_BURSTABLE) for n in ("t3", "t3a")),
    *(Family(name=n, architecture="x86_64", sizes=_FROM_LARGE) for n in ("c7i", "m7i", "r7i")),
    Family(name="t4g", architecture="arm64", sizes=_BURSTABLE),
    *(Family(name=n, architecture="arm64", sizes=_FROM_MEDIUM) for n in ("c7g", "m7g", "r7g")),
    *(Family(name=n, architecture="x86_64", sizes=_GPU, gpu=True) for n in ("g4dn", "g5", "g6")),
    Family(name="g5g", architecture="arm64", sizes=_GPU[:-1], gpu=True),
)
"""Every family on offer, the one with the least instance first in its group."""


def offered(architecture: Architecture, *, gpu: bool) -> tuple[str, ...]:
    """The instance types that go with an AMI of this architecture, with or without GPUs."""
    return tuple(_types(architecture, gpu=gpu))


def _types(architecture: Architecture, *, gpu: bool) -> Iterator[str]:
    for family in FAMILIES:
        if family.architecture == architecture and family.gpu == gpu:
            yield from family.types


_TYPE = re.compile(
    r"(?P<class>[a-z]+)(?P<generation>[0-9]+)(?P<attributes>[a-z-]*)"
    r"\.(nano|micro|small|medium|[0-9]*x?large|metal(-[0-9]+xl)?)"
)
_WITH_GPUS = ("g", "gr", "p")


def is_type(name: str) -> bool:
    """Whether the name is one of the form that EC2's instance types have."""
    return _TYPE.fullmatch(name) is not None


def processor(name: str) -> Architecture:
    """What the instance type's processors are. a1 was before there were attributes."""
    found = _TYPE.fullmatch(name)
    arm = found is not None and ("g" in found["attributes"] or found[1] + found[2] == "a1")
    return "arm64" if arm else "x86_64"


def has_gpu(name: str) -> bool:
    """Whether the instance type has NVIDIA GPUs; those of g4ad are AMD's."""
    found = _TYPE.fullmatch(name)
    return found is not None and found["class"] in _WITH_GPUS and found["attributes"] != "ad"
