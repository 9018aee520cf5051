"""Which outputs fill which parameters, over several environments."""

from __future__ import annotations

from pathlib import Path

import pytest

from generators.threads import Thread, graph, wirings
from generators.threads.words import plural, words
from tests.projects import load, shipped


def test_a_thread_knows_the_environments_where_it_is(tmp_path: Path) -> None:
    project, templates, _ = load(shipped(tmp_path))
    found = graph(wirings(project, templates))
    by_name = {(t.source, t.reader, t.output): t for t in found.threads}
    vpc = by_name["network", "ecs-cluster", "VpcId"]
    cluster = by_name["ecs-cluster", "tatsu-hubot", "ECSCluster"]
    assert (vpc.environments, found.somewhere(vpc)) == (("local",), ("local",))
    assert (cluster.environments, found.somewhere(cluster)) == (("local", "production"), ())
    assert found.nodes["network"].environments == ("local",)
    assert found.waits == ()


def test_one_environment_shows_nothing_of_the_other(tmp_path: Path) -> None:
    project, templates, _ = load(shipped(tmp_path))
    found = graph(wirings(project, templates, ["production"]))
    assert sorted(found.nodes) == ["ecs-cluster", "tatsu-hubot"]
    assert list(found.edges) == [("ecs-cluster", "tatsu-hubot")]


def test_a_child_that_takes_nothing_waits_for_its_parent(tmp_path: Path) -> None:
    text = "kind: repository\nparent: network\n"
    project, templates, complaints = load(shipped(tmp_path, images=text))
    assert not complaints
    found = graph(wirings(project, templates, ["local"]))
    assert found.waits == (("network", "images"),)
    assert found.edges["network", "images"] == ()


def test_many_outputs_of_one_arrow_are_cut(tmp_path: Path) -> None:
    project, templates, _ = load(shipped(tmp_path))
    found = graph(wirings(project, templates))
    threads = [
        Thread(source="a", reader="tatsu-hubot", output=o, parameter=p, environments=e)
        for o, p, e in (
            ("A", "A", ("local", "production")),
            ("B", "Other", ("local", "production")),
            ("C", "C", ("local", "production")),
            ("D", "D", ("local", "production")),
            ("E", "E", ("local",)),
        )
    ]
    said = words(found, threads, most=2)
    assert said == ["A", "B → Other", "and 2 more", "E", "(in local)"]
    assert words(found, threads[:3], most=2) == ["A", "B → Other", "C"]


@pytest.mark.parametrize(
    ("kind", "count", "said"),
    [
        ("service", 1, "1 service"),
        ("service", 1200, "1,200 services"),
        ("repository", 2, "2 repositories"),
        (None, 1, "1 stack of others"),
        (None, 3, "3 stacks of others"),
    ],
)
def test_a_number_of_stacks_is_said_as_people_say_it(
    kind: str | None, count: int, said: str
) -> None:
    assert plural(kind, count) == said
