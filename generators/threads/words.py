"""Graphs in words: what stands on arrows and in headings."""

from __future__ import annotations

from collections.abc import Sequence

from generators.threads import Graph, Thread


def plural(kind: str | None, count: int) -> str:
    """So many stacks of a kind: `1 service`, `58 services`, `2 stacks of others`."""
    if kind is None:
        return "1 stack of others" if count == 1 else f"{count:,} stacks of others"
    many = f"{kind[:-1]}ies" if kind.endswith("y") else f"{kind}s"
    return f"{count:,} {kind if count == 1 else many}"


def words(graph: Graph, threads: Sequence[Thread], most: int) -> list[str]:
    """The lines that stand on an arrow: what is handed over, and where if not everywhere.

    At most so many outputs are named for each set of environments.
    """
    by_place: dict[tuple[str, ...], list[str]] = {}
    for thread in threads:
        found = by_place.setdefault(graph.somewhere(thread), [])
        if thread.words not in found:
            found.append(thread.words)
    lines: list[str] = []
    for place, found in sorted(by_place.items()):
        more = len(found) - most
        lines += found if more <= 1 else [*found[:most], f"and {more} more"]
        lines += [f"(in {', '.join(place)})"] if place else []
    return lines
