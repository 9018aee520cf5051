"""`output/README.md`: what it says of stacks, and that it bears many of them."""

from __future__ import annotations

import re
from difflib import ndiff
from pathlib import Path

import pytest
from hypothesis import given, settings

from generators import overview, params, render
from generators.model import Assignment, EnvVar, First, Joined, OutputOf, Previous, Value
from generators.overview.mermaid import flowchart
from generators.overview.words import code, names, source
from generators.threads import Graph
from tests.projects import ROOT, shipped, write
from tests.woven import fleet, graphs, woven

SERVICE = """
    kind: service
    parent: {parent}
    spec:
      containers:
        - {{name: web, image: "example/web:1", cpu: 16, memory: 32}}
"""


def _page(root: Path) -> str:
    project = params.read(root)
    templates, complaints = render.build_all(project)
    assert not [*project.complaints, *complaints]
    return overview.page(project, templates)


def _service(parent: str = "ecs-cluster") -> str:
    return SERVICE.format(parent=parent)


def test_the_shipped_page_tells_where_values_come_from_and_who_reads() -> None:
    page = _page(ROOT)
    for line in (
        "| `VpcId` | parent `network.VpcId` | given `vpc-1f2d3c4b` |",
        "| `VolumeSize` | default `30` | default `30` |",
        "| `ContainerVersion` | `!Env VERSION`, else what it was, else `1` "
        "| `!Env VERSION`, else what it was |",
        "| `ECSCluster` | parent `ecs-cluster.ECSCluster` |",
        "| `ECSCluster` | `ECSCluster` | imgproxy, tatsu-hubot |",
        "| `SubnetID` | `SubnetID` | ecs-cluster (in local) |",
        "Outputs that no stack here reads: `ecsservice`, `taskdef`, `TaskRoleArn`",
    ):
        assert f"\n{line}\n" in page
    for name in ("ecs-cluster", "network", "tatsu-hubot"):
        assert f"](#{name})" in page
        assert f"\n## {name}\n" in page


def test_what_the_page_links_to_is_there() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", _page(ROOT))
    assert links
    assert [link for link in links if not (ROOT / "output" / link).exists()] == []


@pytest.mark.parametrize(
    ("assignment", "said"),
    [
        (Assignment(value="2", origin="given"), "given `2`"),
        (Assignment(value="", origin="default"), 'default `""`'),
        (Assignment(value="key", origin="given", no_echo=True), "given, not shown"),
        (Assignment(value="key", origin="default", no_echo=True), "default, not shown"),
        (
            Assignment(value=First((EnvVar("KEY"), "key")), origin="given", no_echo=True),
            "given, not shown",
        ),
        (Assignment(value=EnvVar("KEY"), origin="given", no_echo=True), "`!Env KEY`"),
        (Assignment(value=OutputOf("certs", "Arn"), origin="given"), "output `certs.Arn`"),
        (Assignment(value=OutputOf("net", "Id"), origin="parent"), "parent `net.Id`"),
        (Assignment(value=Joined(("a", OutputOf("b", "C"))), origin="given"), "given `a`, `b.C`"),
        (Assignment(value=First((Previous(), "1")), origin="given"), "what it was, else `1`"),
        (None, ""),
    ],
)
def test_a_value_is_told_by_where_it_comes_from(assignment: Assignment | None, said: str) -> None:
    assert source(assignment) == said


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DbPassword", "hunter2", "given, not shown"),
        ("DbPassword", First((EnvVar("A"), "hunter2")), "given, not shown"),
        ("DbPassword", EnvVar("A"), "`!Env A`"),
        ("DbPassword", OutputOf("db", "Arn"), "output `db.Arn`"),
        ("Url", "postgres://u:hunter2@h/db", "given `postgres://u:****@h/db`"),
        ("KeyName", "ops", "given `ops`"),
    ],
)
def test_a_value_that_is_secret_is_not_on_the_page(name: str, value: Value, said: str) -> None:
    assert source(Assignment(value=value, origin="given"), name) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [("a|b", r"`a\|b`"), ("a`b", "``a`b``"), ("`a", "`` `a ``"), ("a\nb", "`a b`")],
)
def test_code_stays_in_its_cell(text: str, said: str) -> None:
    assert code(text) == said
    assert len(code("x" * 5000)) < 200


def test_many_readers_are_folded_behind_their_number() -> None:
    assert names(["a", "b"], "stacks") == "a, b"
    folded = names([f"s{i}" for i in range(400)], "stacks")
    assert folded.startswith("<details><summary>400 stacks</summary>s0, s1, ")
    assert "\n" not in folded


def test_a_new_service_adds_its_section_and_a_line_or_so_elsewhere(tmp_path: Path) -> None:
    root = shipped(tmp_path, web=_service())
    before = _page(root).splitlines()
    after = _page(write(root, zebra=_service())).splitlines()
    changed = [line for line in ndiff(before, after) if line[0] in "+-"]
    begins = changed.index("+ ## zebra")
    assert changed[:begins] == [
        '+   stack_zebra["zebra<br/>service"]',
        '+   stack_ecs_cluster -- "ECSCluster" --> stack_zebra',
        "+ | [zebra](#zebra) | service | ecs-cluster | local and production |",
        "- | `ECSCluster` | `ECSCluster` | tatsu-hubot, web |",
        "+ | `ECSCluster` | `ECSCluster` | tatsu-hubot, web, zebra |",
        "+ ",
    ]
    assert not [line for line in changed[begins:] if line[0] == "-"]


def test_a_stack_of_others_and_another_name_of_a_parameter_are_in_the_picture(
    tmp_path: Path,
) -> None:
    declared = "parameters: {Topic: {type: String, description: where to}}"
    used = 'environment: {TOPIC: "${Topic}"}'
    text = _service().replace("memory: 32", f"memory: 32, {used}")
    text += f"      {declared}\n    parameters:\n      Topic: !Output shared-alerts.TopicArn\n"
    page = _page(shipped(tmp_path, web=text))
    assert 'stack_shared_alerts["shared-alerts<br/>of others"]:::others' in page
    assert 'stack_shared_alerts -- "TopicArn → Topic" --> stack_web' in page
    assert "classDef others stroke-dasharray" in page
    assert "| `Topic` | output `shared-alerts.TopicArn` |" in page


def test_a_stack_that_is_nowhere_is_on_the_page_all_the_same(tmp_path: Path) -> None:
    left_out = "    environments: {local: false, production: false}\n"
    page = _page(shipped(tmp_path, web=_service() + left_out))
    assert "A service on [ecs-cluster](#ecs-cluster), in no environment: " in page
    assert "stack_web" not in page


@pytest.mark.parametrize(("services", "left_out"), [(400, False), (1500, True)])
def test_the_page_is_small_enough_to_be_shown(
    services: int, left_out: bool, tmp_path: Path
) -> None:
    files = {f"service_{i}": _service() for i in range(services)}
    page = _page(shipped(tmp_path, **files))
    assert len(page.encode()) < 512_000
    assert ("too much for one page" in page) is left_out
    assert f"<summary>{services + 1:,} stacks</summary>" in page or left_out
    assert len(page.partition("```mermaid")[2].partition("```\n")[0].splitlines()) < 12


@pytest.mark.parametrize("services", [0, 7, 20, 56, 400, 1000])
def test_the_chart_stays_far_from_githubs_limits(services: int) -> None:
    chart = flowchart(fleet(services))
    assert len(chart) < 20_000
    assert chart.count(" --> ") <= 60


def test_many_stacks_that_are_alike_are_one_node() -> None:
    services = [f"s{i}" for i in range(58)]
    kinds: dict[str, str | None] = {"c": "cluster", **dict.fromkeys(services, "service")}
    threads = {("c", name): ("ECSCluster",) for name in services}
    chart = flowchart(woven(kinds, dict.fromkeys(services, "c"), threads))
    assert chart == (
        "flowchart LR\n"
        '  stack_c["c<br/>cluster"]\n'
        '  stacks_s0["58 services<br/>s0, s1, s2, s3, …"]\n'
        '  stack_c -- "ECSCluster" --> stacks_s0\n'
    )


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_whatever_there_is_every_line_of_the_chart_is_one_of_mermaids(found: Graph) -> None:
    label = r'"[^"\[\]{}|<>`]*(<br/>[^"\[\]{}|<>`]*)*"'
    node = rf"  stacks?_\w+\[{label}\](:::others)?"
    arrow = rf"  stacks?_\w+ --( {label} --)?> stacks?_\w+"
    lines = flowchart(found).splitlines()
    assert lines[0] == "flowchart LR"
    for line in lines[1:]:
        assert re.fullmatch(rf"{node}|{arrow}|  classDef others .*", line), line


def test_what_mermaid_would_take_for_its_own_is_an_entity() -> None:
    chart = flowchart(woven({'a"b[#]': "service"}, {}, {}))
    assert '["a#34;b#91;#35;#93;<br/>service"]' in chart
