"""`output/README.md`: what the stacks are, where their values come from, and who reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from generators.overview.mermaid import flowchart
from generators.overview.sections import index, section
from generators.params import Project
from generators.render import TemplateDict
from generators.threads import graph, wirings

PATH = "output/README.md"
"""Where the page lies, from the project's root."""

MOST = 500_000
"""The bytes that the page may have: GitHub shows a file of more than 512 KB without its tables."""

INTRO = """\
# Stacks

What `params/` makes: the template of each stack, where its parameters get their values in each
environment, and who reads its outputs. `make templates` writes this page; do not edit it.

"""

ARROWS = """
An arrow goes from a stack to one that takes outputs of it; on it stand the outputs, and after `→`
the parameter where that has another name. What is dashed belongs to others; many stacks that are
one box have the arrows of each of them.

"""


def page(project: Project, templates: Mapping[str, TemplateDict]) -> str:
    """The text of `output/README.md`; it shortens itself where GitHub would not show it all."""
    for less in ("", "the resources", "all but the list of stacks"):
        found = "".join(_parts(project, templates, less))
        if len(found.encode()) <= MOST:
            break
    return found


def _parts(project: Project, templates: Mapping[str, TemplateDict], less: str) -> Iterator[str]:
    found = wirings(project, templates)
    drawn = graph(found)
    linked = less != "all but the list of stacks"
    yield INTRO
    yield f"```mermaid\n{flowchart(drawn)}```\n"
    yield ARROWS
    if less:
        yield f"There are so many stacks that {less} would be too much for one page.\n\n"
    yield index(templates, found, linked=linked)
    if linked:
        bodies = (section(name, drawn, found, resources=not less) for name in sorted(templates))
        yield from chain.from_iterable(bodies)
