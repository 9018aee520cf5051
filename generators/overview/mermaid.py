"""The stacks and the threads between them as a Mermaid flowchart, which GitHub draws.

Stacks that are alike become one node where they are many: GitHub refuses a picture of more than
50,000 characters or 500 arrows, and nobody reads one of a hundred nodes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from generators.threads import Graph, Node, Thread
from generators.threads.words import plural, words

MOST_TEXT = 20_000
MOST_ARROWS = 60
MOST_NODES = 30
NAMED = 4
"""The names on an arrow, and in a node of many stacks."""

Key = Callable[[Node], Hashable]


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """Stacks that are one node of the picture."""

    members: tuple[Node, ...]

    @property
    def id(self) -> str:
        """Its name in the chart: no word of Mermaid's, and nothing that looks like an arrow."""
        first = re.sub(r"\W", "_", self.members[0].name)
        return f"stack_{first}" if len(self.members) == 1 else f"stacks_{first}"


def flowchart(graph: Graph) -> str:
    """The chart; the more there is to draw, the more of it is drawn as one."""
    levels: tuple[tuple[Key, int], ...] = (
        (partial(_alike, _touching(graph)), 9),
        (_of_parent, 9),
        (_of_parent, 2),
        (partial(_of_kinds, graph), 2),
    )
    for key, least in levels:
        bundles = _bundles(list(graph.nodes.values()), key, least)
        arrows = _arrows(graph, bundles)
        lines = ["flowchart LR", *_nodes(graph, bundles), *arrows]
        text = "\n".join(lines) + "\n"
        nodes = len(set(bundles.values()))
        if len(text) <= MOST_TEXT and len(arrows) <= MOST_ARROWS and nodes <= MOST_NODES:
            break
    return text


def _touching(graph: Graph) -> Mapping[str, list[tuple[object, ...]]]:
    """For each stack what it has to do with others, in the words by which two are alike."""
    found: dict[str, list[tuple[object, ...]]] = {name: [] for name in graph.nodes}
    for (source, reader), threads in graph.edges.items():
        said = tuple((t.output, t.parameter, graph.somewhere(t)) for t in threads)
        found[reader].append(("takes from", source, said))
        found[source].append(("gives", reader, said))
    return found


def _alike(touching: Mapping[str, Sequence[object]], node: Node) -> Hashable:
    return node.kind, node.parent, tuple(touching[node.name])


def _of_parent(node: Node) -> Hashable:
    return node.kind, node.parent


def _of_kinds(graph: Graph, node: Node) -> Hashable:
    parent = graph.nodes.get(node.parent or "")
    return node.kind, parent and parent.kind


def _bundles(nodes: Sequence[Node], key: Key, least: int) -> dict[str, Bundle]:
    """The bundle of each stack; fewer than `least` that are alike stay apart."""
    alike: dict[Hashable, list[Node]] = {}
    for node in nodes:
        alike.setdefault(key(node), []).append(node)
    found: dict[str, Bundle] = {}
    for members in alike.values():
        whole = [tuple(members)] if len(members) >= least else [(node,) for node in members]
        for some in whole:
            found |= dict.fromkeys((node.name for node in some), Bundle(members=some))
    return found


def _nodes(graph: Graph, bundles: Mapping[str, Bundle]) -> Iterator[str]:
    """A line for each bundle, in the order of names."""
    inside = {
        bundles[source] for source, reader in graph.edges if bundles[source] == bundles[reader]
    }
    style = False
    for bundle in dict.fromkeys(bundles[name] for name in sorted(bundles)):
        first, outside = bundle.members[0], bundle.members[0].kind is None
        if len(bundle.members) == 1:
            lines = [first.name, first.kind or "of others", *_where(graph, first)]
        else:
            named = [node.name for node in bundle.members[:NAMED]]
            more = ", …" if len(bundle.members) > NAMED else ""
            lines = [plural(first.kind, len(bundle.members)), ", ".join(named) + more]
            lines += ["some take from others of them"] if bundle in inside else []
        yield f'  {bundle.id}["{_text(lines)}"]' + (":::others" if outside else "")
        style = style or outside
    if style:
        yield "  classDef others stroke-dasharray: 5 5"


def _where(graph: Graph, node: Node) -> list[str]:
    everywhere = set(node.environments) == set(graph.environments)
    return [] if everywhere or node.kind is None else [f"in {', '.join(node.environments)}"]


def _arrows(graph: Graph, bundles: Mapping[str, Bundle]) -> list[str]:
    """A line for each two bundles with threads between them."""
    between: dict[tuple[Bundle, Bundle], list[Thread]] = {}
    for (source, reader), threads in graph.edges.items():
        if bundles[source] != bundles[reader]:
            between.setdefault((bundles[source], bundles[reader]), []).extend(threads)
    return [
        f'  {source.id} -- "{_text(said)}" --> {reader.id}'
        if (said := words(graph, threads, NAMED))
        else f"  {source.id} --> {reader.id}"
        for (source, reader), threads in between.items()
    ]


def _text(lines: Sequence[str]) -> str:
    """Lines inside quotes: what Mermaid or HTML would read as theirs stands as an entity."""
    escaped = (re.sub(r"[^\w\s.,:/()→…-]", lambda m: f"#{ord(m[0])};", line) for line in lines)
    return "<br/>".join(escaped)
