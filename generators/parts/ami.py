"""Series of AMIs that AWS publishes under public parameters of SSM's Parameter Store."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Ami:
    """A series of AMIs.

    `moving` is the parameter that names the release which AWS recommends now; its value goes for
    the `{release}` of `path`. `release` is a regular expression of what may stand there.
    """

    words: str
    moving: str
    path: str
    release: str

    @property
    def pattern(self) -> str:
        """A regular expression of the whole path of one release."""
        return self.path.format(release=self.release)

    def pin(self, release: str) -> str:
        """The path of one release's image id."""
        return self.path.format(release=release)
