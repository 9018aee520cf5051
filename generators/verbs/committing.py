"""Whether what is deployed, and what will be, is what git has."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generators.errors import UserError
from generators.render import template_path

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generators.model import Environment, Plan


MOST = 200
"""So many versions of a template are looked through, at most."""


def warns(environment: Environment) -> bool:
    """Whether to warn there: an emulator is where people try what they have not committed yet."""
    return not environment.emulator


def warn(todo: Plan, deployed: Mapping[str, object], root: Path) -> None:
    """Say on standard error which stacks are not deployed from what was committed.

    `deployed` has the template of each stack by CloudFormation's name, None where there is none.
    """
    for step in todo.steps:
        template = deployed[step.name]
        if template is None:
            continue
        try:
            for warning in drifted_from_commit(root, step.stack, template):
                print(warning, file=sys.stderr)
        except UserError:
            return  # without git there is nothing to compare with, which is no fault of a plan


def drifted_from_commit(root: Path, stack: str, deployed: object) -> tuple[str, ...]:
    """What to warn of before the deployed template is replaced by the one in output/.

    A plan of something new always differs from what is deployed. What is to be expected there is
    what was last committed: as HEAD has it, or as it was before the change at hand. It is worth a
    word when it is older, for then a deploy brings more than that change; and when it is in no
    commit at all: somebody deployed what nobody has reviewed, or from a branch that is not merged,
    and the next deploy undoes that. Raises UserError where git cannot be asked.
    """
    from generators.review import history

    path = template_path(stack)
    committed = [_parsed(text) for text in history.versions(root, path, MOST)]
    file = root / path
    now = _parsed(file.read_bytes()) if file.exists() else None
    unsaid = file.exists() and now != next(iter(committed), None)
    found = _parsed(deployed.encode()) if isinstance(deployed, str) else deployed
    warnings = []
    if found in committed:
        behind = _behind(committed, found)
        if behind > (not unsaid) and found not in _before(root, path, committed=not unsaid):
            warnings.append(_older(stack, path, behind))
    # What is older than all that is known here may well have been committed.
    elif committed and len(committed) < MOST and not history.is_shallow(root):
        warnings.append(
            f"{stack}: the deployed template is in no commit of {path} that is known here:"
            f" a deploy undoes what it has of its own (make diff STACK={stack})"
        )
    if unsaid:
        warnings.append(f"{stack}: {path} is not committed as it is now")
    return tuple(warnings)


def _older(stack: str, path: str, versions: int) -> str:
    count = f"{versions} version{'' if versions == 1 else 's'}"
    return (
        f"{stack}: what is deployed is not what was last committed but {count} of {path} older:"
        f" a deploy brings all that came since (make diff STACK={stack})"
    )


def _parsed(text: bytes) -> Any:
    from generators.deploy.comparing import parsed

    return parsed(text.decode(errors="replace"))


def _behind(committed: Sequence[Any], deployed: Any) -> int:
    """By how many versions it is older than the last; commits that change no value are none."""
    since = committed[: committed.index(deployed) + 1]
    return sum(newer != older for newer, older in pairwise(since))


def _before(root: Path, path: str, *, committed: bool) -> list[Any]:
    """The file as it was before the change at hand, if it was there.

    That is where this branch left the one that it goes back to; on that one itself it is before its
    last commit, where the change is `committed`.
    """
    from generators.review import history

    began = history.base(root).commit
    at = 1 if committed and began == history.commit(root, "HEAD") else 0
    return [_parsed(text) for text in history.versions(root, path, at + 1, trunk=began)][at:]
