from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generators.errors import NoValue, UserError
from generators.model import Assignment, EnvVar, First, Joined, OutputOf, Previous
from generators.planning import plan
from generators.proof import prove
from generators.wiring import Wiring
from tests.projects import IMAGE, load, shipped, wire, write


def test_a_given_value_wins_over_the_parents_output_and_that_over_the_default(
    tmp_path: Path,
) -> None:
    root = shipped(
        tmp_path,
        other=f"""\
        kind: cluster
        parent: network
        parameters: {{VpcId: vpc-1f2d3c4b, SubnetID: subnet-7f885626, ImageId: {IMAGE}}}
        """,
    )
    found = wire(root).assignments
    assert found["other"]["VpcId"] == Assignment(value="vpc-1f2d3c4b", origin="given")
    assert found["ecs-cluster"]["VpcId"] == Assignment(
        value=OutputOf("network", "VpcId"), origin="parent"
    )
    assert found["ecs-cluster"]["MaxSize"] == Assignment(value="2", origin="default")


def test_an_environments_own_value_wins(tmp_path: Path) -> None:
    found = wire(shipped(tmp_path)).assignments["tatsu-hubot"]["ContainerVersion"]
    assert found.value == First((EnvVar("VERSION"), Previous(), "1"))


def test_a_stack_that_is_left_out_gives_its_children_nothing(tmp_path: Path) -> None:
    wiring = wire(shipped(tmp_path), "production")
    assert set(wiring.stacks) == {"ecs-cluster", "tatsu-hubot"}
    assert wiring.assignments["ecs-cluster"]["SubnetID"].value == Joined(("subnet-7f885626",))


def test_each_service_runs_on_the_cluster_that_is_its_parent(tmp_path: Path) -> None:
    root = shipped(
        tmp_path,
        own="kind: cluster\nparent: network\nspec: {instances: null, fargate: true}\n"
        "environments: {production: false}\n",
        web="""\
        kind: service
        parent: own
        spec:
          capacity: [{provider: fargate}]
          cpu: 256
          memory: 512
          containers: [{name: web, image: "web:1"}]
        environments: {production: false}
        """,
    )
    wiring = wire(root)
    assert wiring.assignments["web"]["ECSCluster"].value == OutputOf("own", "ECSCluster")
    assert wiring.order().index("own") < wiring.order().index("web")


def test_a_circle_is_named_with_everything_in_it(tmp_path: Path) -> None:
    cluster = "kind: cluster\nparent: network\nparameters:\n  KeyName: !Output {}.ECSCluster\n"
    root = shipped(tmp_path, one=cluster.format("two"), two=cluster.format("one"))
    _, _, complaints = load(root)
    assert any("waits for itself in local" in c.message for c in complaints)
    assert any("one waits for two" in c.message for c in complaints)


def test_an_output_that_vanishes_leaves_a_parameter_without_value(tmp_path: Path) -> None:
    from generators import params, render

    project = params.read(shipped(tmp_path))
    templates, _ = render.build_all(project)
    outputs = dict(templates["ecs-cluster"]["Outputs"])
    outputs["ECSClusterName"] = outputs.pop("ECSCluster")
    renamed = {**templates, "ecs-cluster": {**templates["ecs-cluster"], "Outputs": outputs}}
    said = [str(complaint) for complaint in prove(project, renamed)]
    assert said == [
        f"params/tatsu-hubot.yaml:16: parameters.ECSCluster: has no value in environment {name}: "
        "none is given, the parent ecs-cluster has no output of that name; "
        "did you mean ECSClusterArn?"
        for name in ("local", "production")
    ]


@given(parents=st.lists(st.integers(0, 30), max_size=12))
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_every_stack_comes_after_what_it_takes_from(parents: list[int], tmp_path: Path) -> None:
    """Clusters that take their key's name from an earlier cluster, chosen at random."""
    cluster = (
        "kind: cluster\nparent: network\nenvironments: {production: false}\n"
        f"parameters:\n  ImageId: {IMAGE}\n"
    )
    stacks = {"c0": cluster}
    for i, parent in enumerate(parents, 1):
        stacks[f"c{i}"] = f"{cluster}  KeyName: !Output c{parent % i}.ECSCluster\n"
    folder = tmp_path / str(len(list(tmp_path.iterdir())))
    folder.mkdir()
    steps = plan(wire(shipped(folder, **stacks)), {}).steps
    done: set[str] = set()
    for step in steps:
        assert step.needs <= done
        done.add(step.name)
    assert len(done) == len(parents) + 4


PREFIXED = """\
local:
  emulator: true
  account: 000000000000
  region: eu-west-1
  prefix: !Env SANDBOX
production: {account: 123456789012, region: eu-west-1}
"""


def test_a_prefix_from_the_environment_gives_everyone_stacks_of_their_own(tmp_path: Path) -> None:
    wiring = wire(shipped(tmp_path, environments=PREFIXED))
    steps = plan(wiring, {"SANDBOX": "jane-"}).steps
    assert [step.name for step in steps] == ["jane-network", "jane-ecs-cluster", "jane-tatsu-hubot"]
    assert steps[1].parameters["VpcId"].value == OutputOf("jane-network", "VpcId")
    assert steps[2].needs == {"jane-ecs-cluster"}
    with pytest.raises(NoValue, match="SANDBOX is not set"):
        plan(wiring, {})
    with pytest.raises(UserError, match="no name for a stack"):
        plan(wiring, {"SANDBOX": "jane_"})


def test_one_stack_alone_waits_for_nothing_and_reads_its_parents_outputs_live(
    tmp_path: Path,
) -> None:
    wiring = wire(shipped(tmp_path))
    (step,) = plan(wiring, {}, only="tatsu-hubot").steps
    assert step.needs == frozenset()
    assert step.parameters["ECSCluster"].value == OutputOf("ecs-cluster", "ECSCluster")
    with pytest.raises(UserError, match=r"did you mean tatsu-hubot\?"):
        plan(wiring, {}, only="tatsu-hubto")


@pytest.mark.parametrize(
    ("environ", "value"),
    [
        ({"VERSION": "42"}, "42"),
        ({}, First((EnvVar("VERSION"), Previous(), "1"))),
        ({"VERSION": ""}, First((EnvVar("VERSION"), Previous(), "1"))),
    ],
)
def test_a_variable_counts_when_it_is_set(
    environ: dict[str, str], value: object, tmp_path: Path
) -> None:
    steps = plan(wire(shipped(tmp_path)), environ).steps
    assert steps[-1].parameters["ContainerVersion"].value == value


def test_a_variables_value_is_held_against_the_parameter_before_any_call(tmp_path: Path) -> None:
    with pytest.raises(NoValue, match="ContainerVersion of tatsu-hubot is 'v 1'"):
        plan(wire(shipped(tmp_path)), {"VERSION": "v 1"})


def test_a_parent_that_gives_nothing_still_comes_first(tmp_path: Path) -> None:
    root = shipped(
        tmp_path,
        a_network="""\
        kind: network
        parent: ecs-cluster
        environments: {production: false}
        """,
    )
    wiring = wire(root)
    assert wiring.needs["a-network"] == {"ecs-cluster"}
    assert wiring.order().index("ecs-cluster") < wiring.order().index("a-network")


def test_a_secret_that_does_not_fit_is_not_shown(tmp_path: Path) -> None:
    root = shipped(
        tmp_path,
        secretive="""\
        kind: network
        spec:
          parameters:
            Token: {no_echo: true, min_length: 20}
        parameters:
          Token: !Env TOKEN
        environments: {production: false}
        """,
    )
    project, templates, complaints = load(root)
    assert [c.message for c in complaints] == ["is used nowhere in the spec; write ${Token} there"]
    wiring = Wiring(project=project, templates=templates, environment="local")
    with pytest.raises(NoValue) as refused:
        plan(wiring, {"TOKEN": "hunter2"})
    assert "hunter2" not in str(refused.value)


def test_an_output_that_shows_a_secret_is_refused(tmp_path: Path) -> None:
    project, templates, _ = load(shipped(tmp_path))
    shown = {
        **templates["network"],
        "Parameters": {"Token": {"Type": "String", "NoEcho": True, "Default": "x"}},
        "Outputs": {"Said": {"Value": {"Fn::Sub": "token ${Token}"}}},
    }
    said = [str(complaint) for complaint in prove(project, {**templates, "network": shown})]
    assert any("is no_echo, but the output Said would show it" in line for line in said)


def test_a_stack_of_others_with_a_similar_name_is_listed_as_outside(tmp_path: Path) -> None:
    environments = PREFIXED.replace("prefix: !Env SANDBOX", "outside: [ecs-cluster2]")
    web = """\
    kind: service
    spec: {containers: [{name: web, image: "web:1", memory: 10}]}
    parameters: {ECSCluster: !Output ecs-cluster2.ECSCluster}
    environments: {production: false}
    """
    root = shipped(tmp_path, environments=environments, web=web)
    steps = plan(wire(root), {}).steps
    step = next(step for step in steps if step.stack == "web")
    assert step.parameters["ECSCluster"].value == OutputOf("ecs-cluster2", "ECSCluster")


def test_a_variables_value_is_held_against_the_others_too(tmp_path: Path) -> None:
    cluster = f"""\
    kind: cluster
    parent: network
    parameters:
      ImageId: {IMAGE}
      DesiredCapacity: !First
        - !Env CAPACITY
        - 1
    environments: {{production: false}}
    """
    wiring = wire(shipped(tmp_path, other=cluster))
    assert plan(wiring, {})
    with pytest.raises(NoValue, match="no room beside DesiredCapacity 7"):
        plan(wiring, {"CAPACITY": "7"})


def test_a_variable_that_is_not_set_and_has_no_alternative_is_named(tmp_path: Path) -> None:
    root = write(
        shipped(tmp_path),
        ecs_cluster=f"""\
        kind: cluster
        parent: network
        parameters:
          ImageId: {IMAGE}
          KeyName: !Env KEY
        environments: {{production: false}}
        """,
        tatsu_hubot="kind: network\n",
    )
    with pytest.raises(NoValue, match="KEY is not set"):
        plan(wire(root), {})


def test_a_stack_of_others_is_read_under_its_own_name(tmp_path: Path) -> None:
    root = write(
        shipped(tmp_path, environments=PREFIXED),
        ecs_cluster=f"""\
        kind: cluster
        parent: network
        parameters:
          ImageId: {IMAGE}
          VpcId: !Output landing-zone.VpcId
        environments: {{production: false}}
        """,
        tatsu_hubot="kind: network\n",
    )
    steps = plan(wire(root), {"SANDBOX": "jane-"}).steps
    cluster = next(step for step in steps if step.stack == "ecs-cluster")
    assert cluster.parameters["VpcId"].value == OutputOf("landing-zone", "VpcId")
