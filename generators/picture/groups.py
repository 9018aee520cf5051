"""Stacks → columns of groups: each stack stands right of all that it takes something from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from generators.picture.model import Group, Inlet
from generators.threads import Graph, Node
from generators.threads.words import words

MANY = 3
"""The stacks that make a group of their own; fewer stand alone."""

NAMED = 5
"""The outputs that are named on an arrow."""

Edges = Mapping[str, Mapping[str, Inlet]]
"""For each stack what it takes, by source."""


def columns(graph: Graph) -> list[list[Group]]:
    """The groups of each column, from left to right."""
    edges = _edges(graph)
    depth = _depths(graph)
    givers = frozenset(source for source, _ in graph.edges)
    found: list[list[Group]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    alike: dict[tuple[int, str | None, str | None], list[Node]] = {}
    for name in sorted(graph.nodes):
        node = graph.nodes[name]
        alike.setdefault((depth[name], node.kind, node.parent), []).append(node)
    for (column, _, parent), nodes in alike.items():
        found[column] += _groups(nodes, parent, edges, givers)
    return found


def _edges(graph: Graph) -> Edges:
    found: dict[str, dict[str, Inlet]] = {name: {} for name in graph.nodes}
    for (source, reader), threads in graph.edges.items():
        full = "\n".join((f"{source} → {reader}", *words(graph, threads, len(threads))))
        lines = tuple(words(graph, threads, NAMED))
        found[reader][source] = Inlet(source=source, lines=lines, full=full)
    return found


def _depths(graph: Graph) -> dict[str, int]:
    """The column of each stack.

    No environment has a circle, but several together may: what closes one does not count.
    """
    before: dict[str, set[str]] = {name: set() for name in sorted(graph.nodes)}
    for source, reader in graph.edges:
        before[reader].add(source)
    while True:
        try:
            sorted_ = {name: sorted(sources) for name, sources in before.items()}
            order = list(TopologicalSorter(sorted_).static_order())
        except CycleError as error:
            source, reader = sorted(zip(error.args[1], error.args[1][1:], strict=False))[0]
            before[reader].discard(source)
            continue
        break
    found: dict[str, int] = {}
    for name in order:
        found[name] = max((found[source] + 1 for source in before[name]), default=0)
    return found


def _groups(
    nodes: Sequence[Node], parent: str | None, edges: Edges, givers: frozenset[str]
) -> Iterator[Group]:
    """Those that take all the same are a group, if they are many; else those on the same parent."""
    counts = Counter(_taken(edges[node.name].values()) for node in nodes)
    parted: dict[Hashable, list[Node]] = {}
    for node in nodes:
        taken = edges[node.name]
        usual = [inlet for inlet in taken.values() if inlet.source == parent]
        whole = counts[_taken(taken.values())] >= MANY
        parted.setdefault(_taken(taken.values() if whole else usual), []).append(node)
    for members in parted.values():
        together = [members] if len(members) >= MANY else [[node] for node in members]
        for some in together:
            yield _group(some, edges, givers)


def _group(members: Sequence[Node], edges: Edges, givers: frozenset[str]) -> Group:
    """What all of them take is said once."""
    first = edges[members[0].name]
    shared = [
        source
        for source, inlet in first.items()
        if all(_lines(edges[node.name].get(source)) == inlet.lines for node in members)
    ]
    extras = {
        node.name: tuple(i for source, i in edges[node.name].items() if source not in shared)
        for node in members
    }
    return Group(
        members=tuple(members),
        inlets=tuple(_common(first[source], members) for source in shared),
        extras={name: inlets for name, inlets in extras.items() if inlets},
        givers=givers & {node.name for node in members},
    )


def _lines(inlet: Inlet | None) -> tuple[str, ...] | None:
    return inlet.lines if inlet else None


def _common(inlet: Inlet, members: Sequence[Node]) -> Inlet:
    if len(members) == 1:
        return inlet
    _, *rest = inlet.full.split("\n")
    full = "\n".join((f"{inlet.source} → {len(members)} stacks", *rest))
    return Inlet(source=inlet.source, lines=inlet.lines, full=full)


def _taken(inlets: Iterable[Inlet]) -> Hashable:
    return tuple((inlet.source, inlet.lines) for inlet in inlets)
