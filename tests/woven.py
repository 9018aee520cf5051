"""Graphs of stacks as no project has them: for pictures and pages that must bear anything."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import strategies as st

from generators.threads import Graph, Node, Thread

KINDS = (None, "network", "cluster", "service", "service", "service")


def woven(
    kinds: Mapping[str, str | None],
    parents: Mapping[str, str],
    threads: Mapping[tuple[str, str], tuple[str, ...]],
) -> Graph:
    """A graph of one environment; the threads are outputs by source and reader."""
    return Graph(
        environments=("local",),
        nodes={
            name: Node(name=name, kind=kind, parent=parents.get(name), environments=("local",))
            for name, kind in kinds.items()
        },
        threads=tuple(
            Thread(source=s, reader=r, output=o, parameter=o, environments=("local",))
            for (s, r), outputs in sorted(threads.items())
            for o in outputs
        ),
        waits=tuple((s, r) for (s, r), outputs in sorted(threads.items()) if not outputs),
    )


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Any stacks and threads between them, circles too: several environments together have some."""
    names = [f"stack-{i}" * draw(st.integers(1, 3)) for i in range(draw(st.integers(0, 30)))]
    kinds = {name: draw(st.sampled_from(KINDS)) for name in names}
    parents: dict[str, str] = {}
    threads: dict[tuple[str, str], tuple[str, ...]] = {}
    for name in names:
        if kinds[name] is None:
            continue
        taken = st.lists(st.sampled_from(["VpcId", "ARN", "A" * 60]), unique=True, max_size=3)
        parent = draw(st.sampled_from([*names[:4], None]))
        if parent and parent != name:
            parents[name] = parent
            threads[parent, name] = tuple(draw(taken))
        for source in draw(st.lists(st.sampled_from(names), unique=True, max_size=2)):
            if source != name:
                threads[source, name] = tuple(draw(taken))
    return woven(kinds, parents, threads)


def fleet(services: int) -> Graph:
    """Two networks, two clusters, and services of which some take from others."""
    kinds: dict[str, str | None] = {}
    parents: dict[str, str] = {}
    threads: dict[tuple[str, str], tuple[str, ...]] = {}
    for colour in ("blue", "green"):
        kinds |= {f"{colour}-network": "network", f"{colour}-cluster": "cluster"}
        parents[f"{colour}-cluster"] = f"{colour}-network"
        threads[f"{colour}-network", f"{colour}-cluster"] = ("VpcId", "SubnetID")
    for i in range(services):
        name, cluster = f"service-{i}", ("blue-cluster", "green-cluster")[i % 2]
        kinds[name], parents[name] = "service", cluster
        threads[cluster, name] = ("ECSCluster", "ListenerArn") if i % 3 else ("ECSCluster",)
        if i > 20 and i % 7 == 0:
            threads[f"service-{i % 11}", name] = ("TaskRoleArn",)
    return woven(kinds, parents, threads)
