"""The project in the folder that the command runs in, proved before anything else is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from generators import overview, params, proof, render
from generators.errors import StaleOutput
from generators.fitting import Concern, fitting
from generators.params import Project
from generators.wiring import Wiring

ROOT = Path.cwd()
"""The project's root, where params/ and output/ are: make runs every recipe there."""


@dataclass(frozen=True, kw_only=True)
class Proved:
    """A project that has nothing to complain of, and its templates.

    `concerns` are what there is to think about all the same.
    """

    project: Project
    templates: Mapping[str, render.TemplateDict]
    concerns: tuple[Concern, ...]

    @cached_property
    def files(self) -> dict[str, str]:
        """The text of every generated file by its path: render's, and the page about all stacks."""
        page = overview.page(self.project, self.templates)
        return {**render.generated(self.templates), overview.PATH: page}

    def wiring(self, environment: str) -> Wiring:
        """The wiring of one environment; raises UserError for one that does not exist."""
        found = self.project.environment(environment)
        return Wiring(project=self.project, templates=self.templates, environment=found.name)


def proved(project: Project | None = None) -> Proved:
    """The project, as far as params go; raises ParamsError with every complaint there is.

    Whoever has read params already hands over what was read.
    """
    project = project or params.read(ROOT)
    templates, unbuilt = render.build_all(project)
    fits = fitting(project, templates)
    proven = proof.prove(project, templates, explained=fits.explained)
    params.raise_complaints((*project.complaints, *unbuilt, *proven, *fits.complaints))
    return Proved(project=project, templates=templates, concerns=fits.concerns)


def fresh(found: Proved, *, read_by_people: bool = False) -> Proved:
    """The same project; raises StaleOutput with the difference if output/ is another.

    The page about all stacks, which shows values of parameters too, counts only where it is asked
    for: what is deployed does not depend on it, and `make ami` changes a parameter alone.
    """
    wrong = [
        difference
        for difference in render.differences(ROOT, found.files)
        if read_by_people or difference.path != overview.PATH
    ]
    if wrong:
        lines = [
            f"{difference.path} is {difference.problem}\n{difference.diff}" for difference in wrong
        ]
        raise StaleOutput(
            "\n".join(line.rstrip("\n") for line in lines),
            advice="make templates puts that right; read the difference, then commit it",
        )
    return found
