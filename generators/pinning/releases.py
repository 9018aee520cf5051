"""Releases of a series of AMIs: which one AWS recommends, which of two is the newer one."""

from __future__ import annotations

import re
from collections.abc import Callable

from generators.errors import UserError
from generators.parts.ami import Ami

Read = Callable[[str], str]
"""The value of one of AWS's public parameters in SSM's Parameter Store, by its name."""

_VERSION = re.compile(r"[0-9]+(?:[.][0-9]+){2}")
"""The three numbers in a release's name: `2023.0.20241001` of Amazon Linux, or `1.20.3`.

Names have more numbers before and after them: those of the system, the kernel, a commit.
"""


def recommended(ami: Ami, read: Read) -> str:
    """The release that AWS recommends now, proved to have a parameter of its own.

    Raises UserError for a name that this series is not known to have.
    """
    release = read(ami.moving)
    if not re.fullmatch(ami.release, release):
        raise UserError(
            f"{ami.moving} has {release!r}, which is no name of a release of {ami.words}",
            advice=f"AWS may have changed its names; the ones known here match {ami.release}",
        )
    read(ami.pin(release))
    return release


def release_in(ami: Ami, path: str) -> str | None:
    """The release whose path that is; None for what is no path of the series."""
    before, after = ami.path.split("{release}")
    middle = path.removeprefix(before).removesuffix(after)
    fits = ami.pin(middle) == path and re.fullmatch(ami.release, middle)
    return middle if fits else None


def is_older(one: str, other: str) -> bool:
    """Whether the one release came before the other."""
    return _version(one) < _version(other)


def _version(release: str) -> tuple[int, ...]:
    found = _VERSION.search(release)
    return tuple(map(int, found[0].split("."))) if found else ()
