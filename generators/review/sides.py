"""params/ and output/ → one side of a review, from the working tree or from a commit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from graphlib import CycleError
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from generators import params
from generators.errors import Complaint, UserError
from generators.model import Environment, Stack
from generators.params import Project
from generators.params.yaml12 import Document
from generators.review import history
from generators.review.committed import templates
from generators.review.model import Assigned, Side
from generators.wiring import Wiring

NAMELESS = "unknown"
"""The one environment of a side on which no environment can be read."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A side, and what is to be said of how it was read.

    `complaints` are those about its params that show while reading; they do not keep the templates
    from being compared. `project` is what params say, as far as it can be used.
    """

    side: Side
    project: Project
    complaints: tuple[Complaint, ...]


def reading_of_commit(root: Path, commit: str, otherwise: Iterable[str] = ()) -> Reading:
    """What `reading` gives of the files as they are at the commit."""
    with TemporaryDirectory(prefix="review-") as folder:
        for path, content in history.files(root, commit, "output", "params"):
            place = Path(folder, path)
            place.parent.mkdir(exist_ok=True)
            place.write_bytes(content)
        try:
            return reading(Path(folder), otherwise)
        except UserError as error:
            raise UserError(f"at {commit[:12]}: {error.message}", advice=error.advice) from None


def reading(root: Path, otherwise: Iterable[str] = ()) -> Reading:
    """The side that lies in a folder.

    `otherwise` names the environments where none can be read. Raises UserError for a template that
    is none.
    """
    found = templates(root / "output")
    project = _project(root)
    environments = tuple(project.environments) or tuple(otherwise) or (NAMELESS,)
    read = {name: found[name] for name in sorted(found) if name in project.stacks}
    unread = sorted(set(found) - set(read))
    wired = {
        name: Wiring(project=project, templates=read, environment=name) for name in environments
    }
    assigned = {name: _assigned(one) | {key: {} for key in unread} for name, one in wired.items()}
    side = Side(
        templates=found,
        environments=assigned,
        order={name: (*_order(one), *unread) for name, one in wired.items()},
        facts={name: _facts(one) for name, one in project.environments.items()},
    )
    return Reading(side=side, project=project, complaints=project.complaints)


def _project(root: Path) -> Project:
    """What params say. A file that does not pass today may well have passed when it was written."""
    if not (root / "params").is_dir():
        return Project(stacks={}, environments={}, documents={}, broken=frozenset(), complaints=())
    project = params.read(root)
    loosely = {name: _loosely(name, project.documents[name]) for name in sorted(project.broken)}
    stacks = {name: stack for name, stack in loosely.items() if stack is not None}
    return replace(project, stacks={**project.stacks, **stacks})


def _loosely(name: str, document: Document) -> Stack | None:
    """A stack whose file is not as it should be, as far as parameters and environments go."""
    said = document.data
    if not isinstance(said, dict):
        return None
    parent, environments = said.get("parent"), _mapping(said.get("environments"))
    return Stack(
        name=name,
        kind=str(said.get("kind")),
        parent=parent if isinstance(parent, str) and parent != name else None,
        spec=None,
        parameters=_values(said.get("parameters")),
        environments={
            where: None if one is False else _values(_mapping(one).get("parameters"))
            for where, one in environments.items()
        },
    )


def _mapping(said: Any) -> Mapping[str, Any]:
    return said if isinstance(said, dict) else {}


def _values(said: Any) -> Mapping[str, Any]:
    """Values that are some: the reader leaves nothing where it has complained."""
    return {name: value for name, value in _mapping(said).items() if value is not None}


def _facts(environment: Environment) -> Mapping[str, str]:
    """What AWS's own parameters are in an environment."""
    return {"AWS::AccountId": environment.account, "AWS::Region": environment.region}


def _assigned(wiring: Wiring) -> dict[str, Assigned]:
    return {
        stack: {parameter: one.value for parameter, one in assignments.items()}
        for stack, assignments in wiring.assignments.items()
    }


def _order(wiring: Wiring) -> list[str]:
    """The order of deploy; by name where stacks wait for each other."""
    try:
        return wiring.order()
    except CycleError:
        return sorted(wiring.stacks)
