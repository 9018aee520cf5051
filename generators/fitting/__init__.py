"""Whether all services of a project fit together, and onto their clusters, in each environment.

Each module judges one thing: `rules` the rules of a shared load balancer, `rooms` tasks that want
an instance of their own, `stuck` deployments that cannot go on, `sums` memory, CPU and network
interfaces, `company` what a service asks of its cluster. `scene` tells them who runs where.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from generators.errors import Complaint
from generators.fitting import company, names, rooms, rules, stuck, sums
from generators.fitting.findings import Concern, Finding, told
from generators.fitting.scene import scene
from generators.params import Project
from generators.render import TemplateDict
from generators.wiring import Wiring

__all__ = ["Concern", "Fitting", "fitting"]


@dataclass(frozen=True, kw_only=True)
class Fitting:
    """What was found.

    `explained` holds environment, stack and parameter of each missing value that a complaint here
    gives the reason of.
    """

    complaints: tuple[Complaint, ...]
    concerns: tuple[Concern, ...]
    explained: frozenset[tuple[str, str, str]]


def fitting(project: Project, templates: Mapping[str, TemplateDict]) -> Fitting:
    """How the services fit, over all environments."""
    found = [
        one
        for name in project.environments
        for one in _found(Wiring(project=project, templates=templates, environment=name))
    ]
    said = sorted(told(found, dict(project.documents)), key=lambda one: (one.file, one.line))
    return Fitting(
        complaints=tuple(one for one in said if isinstance(one, Complaint)),
        concerns=tuple(one for one in said if isinstance(one, Concern)),
        explained=frozenset(
            (one.environment, one.stack, name) for one in found for name in one.explains
        ),
    )


def _found(wiring: Wiring) -> Iterator[Finding]:
    seen = scene(wiring)
    for check in (company, names, rules, stuck, rooms, sums):
        yield from check.findings(seen)
