"""Whether what is deployed, and what will be, is what git has."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

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

    Most often what is deployed is an earlier commit, as it should be. It is worth a word when it is
    in no commit at all: somebody deployed what nobody has reviewed, or from a branch that is not
    merged, and the next deploy undoes that. Raises UserError where git cannot be asked.
    """
    from generators.deploy.comparing import parsed
    from generators.review import history

    path = template_path(stack)
    texts = history.versions(root, path, MOST)
    committed = [parsed(text.decode(errors="replace")) for text in texts]
    # What is older than all that is known here may well have been committed.
    whole = len(committed) < MOST and not history.is_shallow(root)
    warnings = []
    found = parsed(deployed) if isinstance(deployed, str) else deployed
    if committed and whole and found not in committed:
        warnings.append(
            f"{stack}: the deployed template is in no commit of {path} that is known here:"
            f" a deploy undoes what it has of its own (make diff STACK={stack})"
        )
    file = root / path
    if file.exists() and parsed(file.read_text(encoding="utf-8")) != next(iter(committed), None):
        warnings.append(f"{stack}: {path} is not committed as it is now")
    return tuple(warnings)
