"""What git remembers: which commit a change is compared with, and the files as they were there.

Git is only read. A revision is arbitrary text, so that it reaches git on standard input alone,
where nothing is an option.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from generators.errors import UserError, nearest

DEFAULT = "origin/main"
"""What a change is compared with where nobody says otherwise, if git knows it; else HEAD."""

UNSHALLOW = (
    "this clone is shallow: git fetch --unshallow (for actions/checkout, fetch-depth: 0; "
    "on GitLab, GIT_DEPTH: 0)"
)


@dataclass(frozen=True, kw_only=True)
class Base:
    """What a change is compared with: `name` as a person gave it, `commit` where the change began.

    `commit` is the merge base of the name and HEAD, so that what others have done since is not
    taken for undone.
    """

    name: str
    commit: str


def base(root: Path, name: str = "") -> Base:
    """The base of that name, or the default one.

    Raises UserError where there is no git, no repository, no such revision or no common commit.
    """
    _git(root, "rev-parse", "--git-dir")
    head = _commit(root, "HEAD")
    if not head:
        raise UserError("there is no commit yet, and so nothing to compare with")
    asked = name or (DEFAULT if _commit(root, DEFAULT) else "HEAD")
    return Base(name=asked, commit=_merge_base(root, asked, commit(root, asked), head))


def commit(root: Path, name: str) -> str:
    """The id of the commit that a revision means; raises UserError with the nearest spelling."""
    found = _commit(root, name)
    if not found:
        message = f"BASE={_line(name)} is no commit that git knows here"
        raise UserError(message, advice=_cure(root, name))
    return found


def files(root: Path, commit: str, *folders: str) -> Iterator[tuple[str, bytes]]:
    """The files of the commit that lie right in the folders: paths from the root, and contents.

    Links are left out: where one leads is not known of a commit.
    """
    listed = _git(root, "ls-tree", "-z", commit, "--", *(f"{folder}/" for folder in folders))
    found: dict[str, bytes] = {}
    for entry in filter(None, listed.split(b"\0")):
        facts, _, path = entry.partition(b"\t")
        mode, _kind, blob = facts.split()
        if mode.startswith(b"100"):
            found[os.fsdecode(path)] = blob
    yield from zip(found, _contents(root, list(found.values())), strict=True)


def versions(root: Path, path: str, most: int, *, trunk: str = "") -> Iterator[bytes]:
    """What the file was at the commits that changed it, the newest first, as far as HEAD knows.

    As far as the commit `trunk` knows where one is given; there a merge is one change. Raises
    UserError where there is no git or no repository.
    """
    if not _commit(root, "HEAD"):
        return
    wanted = (f"--max-count={most}", "--diff-filter=AM", "--format=%H")
    of = ("--first-parent", trunk) if trunk else ("HEAD",)
    commits = _git(root, "log", *wanted, *of, "--", path).split()
    yield from _contents(root, [commit + b":" + os.fsencode(path) for commit in commits])


def _contents(root: Path, blobs: list[bytes]) -> Iterator[bytes]:
    """The contents of blobs, in their order, by one call."""
    told = _git(root, "cat-file", "--batch", said=b"".join(blob + b"\n" for blob in blobs))
    at = 0
    for _ in blobs:
        end = told.index(b"\n", at)
        size = int(told[at:end].split()[-1])
        yield told[end + 1 : end + 1 + size]
        at = end + 1 + size + 1


def _commit(root: Path, name: str) -> str | None:
    """The id of the commit that the name means."""
    if _line(name) != name:
        return None
    asked = os.fsencode(name) + b"^{commit}\n"
    told = _git(root, "cat-file", "--batch-check", said=asked).split()
    return told[0].decode() if len(told) == 3 and told[1] == b"commit" else None


def _merge_base(root: Path, name: str, commit: str, head: str) -> str:
    found = _run(root, ("merge-base", commit, head))
    if found.returncode == 0:
        return found.stdout.split()[0].decode()
    advice = UNSHALLOW if is_shallow(root) else "give BASE= a commit that this branch grew from"
    raise UserError(f"BASE={_line(name)} and HEAD have no commit in common", advice=advice)


def _cure(root: Path, asked: str) -> str:
    """What to do about a revision that is not known: the nearest spelling, or more of history."""
    listed = _git(root, "for-each-ref", "--format=%(refname:short)").decode(errors="replace")
    names = listed.split()
    meant = next((name for name in names if name.endswith(f"/{asked}")), nearest(asked, names))
    if meant:
        return f"did you mean BASE={meant}?"
    if is_shallow(root):
        return UNSHALLOW
    return "git fetch brings what the remote has; git branch --all lists the names"


def is_shallow(root: Path) -> bool:
    """Whether older commits are missing here, as in most clones of a pipeline."""
    return _git(root, "rev-parse", "--is-shallow-repository").strip() == b"true"


def _git(root: Path, *arguments: str, said: bytes = b"") -> bytes:
    found = _run(root, arguments, said)
    if found.returncode:
        lines = found.stderr.decode(errors="replace").splitlines() or ["it does not say why"]
        raise UserError(
            f"git cannot be asked here: {lines[0].removeprefix('fatal: ')}",
            advice="a review compares with a commit: run it in a clone of the project",
        )
    return found.stdout


def _run(
    root: Path, arguments: tuple[str, ...], said: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    command = ["git", *arguments]
    environment = {**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}
    try:
        return subprocess.run(  # noqa: S603 - nothing of a user's is among the arguments
            command, cwd=root, input=said, capture_output=True, check=False, env=environment
        )
    except FileNotFoundError:
        raise UserError(
            "git is not installed", advice="a review compares with a commit of git"
        ) from None


def _line(text: str) -> str:
    """The first line of a text: a name has no other."""
    return (text.splitlines() or [""])[0]
