"""Which outputs of which stacks fill which parameters of others, over several environments.

What pictures and pages show of the wiring: the same thread of two environments is one thread.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from generators.model import Stack
from generators.params import Project
from generators.render import TemplateDict
from generators.values import outputs_in
from generators.wiring import Wiring


@dataclass(frozen=True, kw_only=True, order=True)
class Thread:
    """An output that fills a parameter of another stack, or may, and the environments where."""

    source: str
    reader: str
    output: str
    parameter: str
    environments: tuple[str, ...]

    @property
    def words(self) -> str:
        """The output, and the parameter where that is named otherwise."""
        same = self.output == self.parameter
        return self.output if same else f"{self.output} → {self.parameter}"


@dataclass(frozen=True, kw_only=True)
class Node:
    """A stack as others see it. One of others, outside this repository, has no kind."""

    name: str
    kind: str | None
    parent: str | None
    environments: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Graph:
    """Stacks, and the threads between them.

    `waits` are the pairs of a source and a reader between which nothing is handed over: a child
    waits for its parent all the same.
    """

    environments: tuple[str, ...]
    nodes: Mapping[str, Node]
    threads: tuple[Thread, ...]
    waits: tuple[tuple[str, str], ...]

    @cached_property
    def edges(self) -> Mapping[tuple[str, str], tuple[Thread, ...]]:
        """The threads, or none, between each two stacks of which one needs the other."""
        found: dict[tuple[str, str], list[Thread]] = {pair: [] for pair in self.waits}
        for thread in self.threads:
            found.setdefault((thread.source, thread.reader), []).append(thread)
        return {pair: tuple(found[pair]) for pair in sorted(found)}

    def somewhere(self, thread: Thread) -> tuple[str, ...]:
        """The environments to be named with a thread: none if it is wherever its reader is."""
        everywhere = set(self.nodes[thread.reader].environments) <= set(thread.environments)
        return () if everywhere else thread.environments


def wirings(
    project: Project, templates: Mapping[str, TemplateDict], environments: Sequence[str] = ()
) -> dict[str, Wiring]:
    """The wiring of each environment that is named, or of all that there are."""
    return {
        name: Wiring(project=project, templates=templates, environment=name)
        for name in environments or project.environments
    }


def graph(found: Mapping[str, Wiring]) -> Graph:
    """The stacks that are in one of the environments at least, and the threads between them."""
    where: dict[tuple[str, str, str, str], list[str]] = {}
    needs: set[tuple[str, str]] = set()
    for environment, wiring in found.items():
        needs |= {(source, name) for name, all_ in wiring.needs.items() for source in all_}
        for key in dict.fromkeys(_threads(wiring)):
            where.setdefault(key, []).append(environment)
    threads = sorted(
        Thread(source=s, reader=r, output=o, parameter=p, environments=tuple(names))
        for (s, r, o, p), names in where.items()
    )
    handed = {(thread.source, thread.reader) for thread in threads}
    return Graph(
        environments=tuple(found),
        nodes={node.name: node for node in _nodes(found, threads)},
        threads=tuple(threads),
        waits=tuple(sorted(needs - handed)),
    )


def _threads(wiring: Wiring) -> Iterator[tuple[str, str, str, str]]:
    for reader, assignments in wiring.assignments.items():
        for parameter, assignment in assignments.items():
            for output in outputs_in(assignment.value):
                if output.stack != reader:
                    yield output.stack, reader, output.output, parameter


def _nodes(found: Mapping[str, Wiring], threads: Sequence[Thread]) -> Iterator[Node]:
    where: dict[str, list[str]] = {}
    stacks: dict[str, Stack] = {}
    for environment, wiring in found.items():
        for name, stack in wiring.stacks.items():
            where.setdefault(name, []).append(environment)
            stacks[name] = stack
    for thread in threads:
        if thread.source not in stacks:
            known = where.setdefault(thread.source, [])
            known += [name for name in thread.environments if name not in known]
    for name in sorted(where):
        own = stacks.get(name)
        kind, parent = (own.kind, own.parent) if own else (None, None)
        yield Node(name=name, kind=kind, parent=parent, environments=tuple(where[name]))
