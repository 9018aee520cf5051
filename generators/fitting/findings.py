"""What a check finds, and how that is told: once, with every environment that it is true of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from generators.errors import Complaint
from generators.fitting.places import Place
from generators.params.yaml12 import Document, Path


@dataclass(frozen=True, kw_only=True, order=True)
class Concern:
    """Something to think about in one place of a file, which need not be wrong."""

    file: str
    line: int
    key: str
    message: str

    def __str__(self) -> str:
        key = f" {self.key}:" if self.key else ""
        return f"{self.file}:{self.line}: warning:{key} {self.message}"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing in one environment: a complaint, or only a concern.

    `explains` names parameters of the stack whose missing value it is the reason of.
    """

    stack: str
    environment: str
    path: Path
    message: str
    only_a_concern: bool = False
    explains: frozenset[str] = frozenset()


def complaint(place: Place, path: Path, message: str, *, explains: Iterable[str] = ()) -> Finding:
    """Something that cannot be."""
    return Finding(
        stack=place.name,
        environment=place.environment.name,
        path=path,
        message=message,
        explains=frozenset(explains),
    )


def concern(place: Place, path: Path, message: str) -> Finding:
    """Something that may be meant."""
    return Finding(
        stack=place.name,
        environment=place.environment.name,
        path=path,
        message=message,
        only_a_concern=True,
    )


def told(findings: Iterable[Finding], documents: dict[str, Document]) -> list[Complaint | Concern]:
    """The findings in people's words; what is true of several environments is told once."""
    where: dict[tuple[str, Path, str, bool], list[str]] = {}
    for one in findings:
        key = (one.stack, one.path, one.message, one.only_a_concern)
        where.setdefault(key, []).append(one.environment)
    said: list[Complaint | Concern] = []
    for (stack, path, message, only_a_concern), environments in where.items():
        unique = list(dict.fromkeys(environments))
        noun = "environment" if len(unique) == 1 else "environments"
        found = documents[stack].complain(path, f"in {noun} {', '.join(unique)}: {message}")
        said.append(Concern(**vars(found)) if only_a_concern else found)
    return said


def listed(items: Iterable[str], most: int = 3) -> str:
    """The items in a row, and how many more there are."""
    names = list(items)
    if len(names) > most + 1:
        names = [*names[:most], f"{len(names) - most} others"]
    return " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)
