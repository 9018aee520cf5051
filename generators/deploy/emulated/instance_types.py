"""What an instance type has, roughly: nobody schedules by it here."""

from __future__ import annotations

import re

_GIB_OF_T = {"nano": 0.5, "micro": 1, "small": 2, "medium": 4, "large": 8, "xlarge": 16}
_GIB_A_CPU = {"c": 2, "m": 4, "r": 8, "x": 16, "g": 4, "p": 8, "i": 8}
_CPUS = {"nano": 2, "micro": 2, "small": 2, "medium": 1, "large": 2, "xlarge": 4}
_TYPE = re.compile(r"(?P<family>[a-z]+)[\w-]*\.(?P<times>\d*)(?P<size>\w+)")


def size(kind: str) -> tuple[int, int]:
    """CPU units and MiB of an instance type: about what an agent would register."""
    found = _TYPE.fullmatch(kind)
    if not found:
        return 2048, 7680
    family, label = found["family"][0], found["size"]
    cpus = _CPUS.get(label, 4) * int(found["times"] or 1)
    if family == "t":
        cpus = {"xlarge": 4}.get(label, 2) * int(found["times"] or 1)
        gib = _GIB_OF_T.get(label, 16) * int(found["times"] or 1)
    else:
        gib = cpus * _GIB_A_CPU.get(family, 4)
    return 1024 * cpus, int(gib * 1024 * 0.95)
