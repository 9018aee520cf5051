"""The project in the folder that the command runs in, proved before anything else is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from generators import params, proof, render
from generators.errors import StaleOutput
from generators.fitting import Concern, fitting
from generators.params import Project
from generators.wiring import Wiring

ROOT = Path.cwd()
"""The project's root, where params/ and output/ are: make runs every recipe there."""


_TEMPLATE = "-stack.json"


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
        from generators import overview

        page = overview.page(self.project, self.templates)
        return {**render.generated(self.templates), overview.PATH: page}

    def wiring(self, environment: str) -> Wiring:
        """The wiring of one environment; raises UserError for one that does not exist."""
        found = self.project.environment(environment)
        return Wiring(project=self.project, templates=self.templates, environment=found.name)


def proved() -> Proved:
    """The project, as far as params go; raises ParamsError with every complaint there is."""
    project = params.read(ROOT)
    templates, unbuilt = render.build_all(project)
    fits = fitting(project, templates)
    proven = proof.prove(project, templates, explained=fits.explained)
    params.raise_complaints((*project.complaints, *unbuilt, *proven, *fits.complaints))
    return Proved(project=project, templates=templates, concerns=fits.concerns)


def fresh(found: Proved, *, read_by_people: bool = False) -> Proved:
    """The same project; raises StaleOutput with the difference if output/ is another.

    What is generated for people and their editors counts only where it is asked for: what is
    deployed does not depend on it.
    """
    if read_by_people:
        wrong = list(render.differences(ROOT, found.files))
    else:
        wrong = list(render.stale_templates(ROOT, found.templates))
    if wrong:
        strays = [one for each in wrong if (one := stack_of_stray(each))]
        raise StaleOutput(
            "\n".join(map(_said, wrong)),
            advice="\n  ".join(
                [
                    "make templates puts that right; read the difference, then commit it",
                    *(_before_that(stack) for stack in strays),
                ]
            ),
        )
    return found


def stack_of_stray(difference: render.Difference) -> str:
    """The stack whose template is left over from a file of params/ that is gone, or nothing."""
    if difference.problem != "stray" or not difference.path.endswith(_TEMPLATE):
        return ""
    return difference.path.rpartition("/")[2].removesuffix(_TEMPLATE)


def _said(difference: render.Difference) -> str:
    stack = stack_of_stray(difference)
    why = f": there is no params/{stack}.yaml" if stack else ""
    return f"{difference.path} is {difference.problem}{why}\n{difference.diff}".rstrip("\n")


def _before_that(stack: str) -> str:
    """A stack that is still deployed is deleted first: without its file nobody knows of it."""
    return (
        f"but where {stack} is deployed still: git restore params/{stack}.yaml (from a commit that"
        f" has it: --source=COMMIT), make delete STACK={stack} in each environment, and away with"
        " the file again"
    )
