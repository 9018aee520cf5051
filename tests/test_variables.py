"""What comes of a version that is given on make's command line, and of none."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from generators.deploy.engine import deploy
from generators.deploy.guard import allowing
from generators.errors import UserError
from generators.model import EnvVar, Plan
from generators.planning import discreet, plan
from generators.variables import OPTIONS, refuse_unread, variables_shared, version_unread
from generators.wiring import Wiring
from tests.deploy.fakes import FakeCloud, Told, template
from tests.projects import ROOT, load, shipped, wire

TASK = "AWS::ECS::TaskDefinition"


def project(folder: Path, version: str) -> Wiring:
    """The shipped project with a service whose version is given so."""
    web = """\
    kind: service
    parent: ecs-cluster
    spec:
      containers: [{name: web, image: "example/web:${ContainerVersion}", cpu: 10, memory: 64}]
    environments: {production: false}
    parameters:
      ContainerVersion: """
    return wire(shipped(folder, web=web + version + "\n"))


def deployed(cloud: FakeCloud, wiring: Wiring, environ: Mapping[str, str]) -> str:
    """The version that web has after a deploy of it alone."""
    todo = plan(wiring, environ, only="web")
    steps = tuple(replace(step, template=template(Task=TASK)) for step in todo.steps)
    ended = deploy(
        Plan(environment=todo.environment, steps=steps),
        cloud,
        Told(),
        allowing(()),
        cloud.clock.terms(),
    )
    assert ended.ok
    return cloud.known["web"].state.parameters["ContainerVersion"]


EARLIER = "!First\n        - !Env VERSION\n        - "


@pytest.mark.parametrize(
    ("version", "then"),
    [(f"{EARLIER}!Previous\n        - 1", "41"), (f"{EARLIER}42", "42")],
    ids=["what is deployed stays", "what is committed comes back"],
)
def test_an_earlier_version_is_deployed_and_what_the_next_deploy_makes_of_it_is_the_files(
    tmp_path: Path, version: str, then: str
) -> None:
    wiring, cloud = project(tmp_path, version), FakeCloud()
    cloud.seed("ecs-cluster", outputs={"ECSCluster": "main"})
    given = [deployed(cloud, wiring, {"VERSION": version}) for version in ("42", "41")]
    assert given == ["42", "41"]
    assert not version_unread(wiring, {"VERSION": "41"}, plan(wiring, {}, only="web"))
    assert deployed(cloud, wiring, {}) == then


@pytest.mark.parametrize("version", ["42", "!First\n        - 42\n        - !Env VERSION"])
def test_a_version_that_goes_nowhere_is_noticed(tmp_path: Path, version: str) -> None:
    wiring, cloud = project(tmp_path, version), FakeCloud()
    cloud.seed("ecs-cluster", outputs={"ECSCluster": "main"})
    environ = {"VERSION": "41"}
    assert deployed(cloud, wiring, environ) == "42"
    todo = plan(wiring, environ, only="web")
    assert version_unread(wiring, environ, todo)
    assert not version_unread(wiring, {"VERSION": ""}, todo)
    assert not version_unread(wiring, environ, plan(wiring, environ)), "tatsu-hubot reads it"


def test_a_version_that_goes_to_two_stacks_is_noticed(tmp_path: Path) -> None:
    hubot = (ROOT / "params/tatsu-hubot.yaml").read_text()
    wiring = wire(shipped(tmp_path, other=hubot))
    environ = {"VERSION": "2"}
    assert variables_shared(wiring, environ, plan(wiring, environ)) == {
        "VERSION": ["other", "tatsu-hubot"]
    }
    assert variables_shared(wiring, environ, plan(wiring, environ, only="other")) == {}
    assert variables_shared(wiring, {}, plan(wiring, {})) == {}


def test_who_deletes_knows_what_must_not_be_told_and_lacks_nothing_else(tmp_path: Path) -> None:
    secretive = """\
    kind: network
    spec:
      parameters: {Token: {no_echo: true}, Word: {no_echo: true}, Plain: {}}
    environments: {production: false}
    parameters:
      Token: !Env TOKEN
      Word: !First
        - !Env WORD
        - apple
      Plain: !Env PLAIN
    """
    # Its parameters are used nowhere, which is all that there is to complain of.
    project, templates, _ = load(shipped(tmp_path, secretive=secretive))
    wiring = Wiring(project=project, templates=templates, environment="local")
    (step,) = discreet(wiring, {"TOKEN": "hunter2"}, only="secretive").steps
    known = {name: one.value for name, one in step.parameters.items()}
    assert known == {"Token": "hunter2", "Word": "apple"}
    (step,) = discreet(wiring, {}, only="secretive").steps
    assert step.parameters["Token"].value == EnvVar("TOKEN")


def test_a_variable_that_nothing_reads_is_refused_with_the_one_that_was_meant(
    tmp_path: Path,
) -> None:
    wiring = project(tmp_path, "!Env WEB_VERSION")
    for fine in ({}, {"MAKE_GIVEN": ""}, {"MAKE_GIVEN": "ENV STACK WEB_VERSION VERSION"}):
        refuse_unread(wiring, fine)
    for wrong, meant in (("STCK", "STACK"), ("WEB_VERSON", "WEB_VERSION"), ("REPALCE", "REPLACE")):
        with pytest.raises(UserError, match=f"{wrong}= is read by nothing.*did you mean {meant}"):
            refuse_unread(wiring, {"MAKE_GIVEN": f"ENV {wrong}"})


def test_make_passes_on_what_stands_on_its_command_line_and_nothing_of_the_shell() -> None:
    said = subprocess.run(
        ["make", "-s", "-C", ROOT, "plan", "STCK=web", "VERSION=a b"],
        env={**os.environ, "TIMOUT": "1h"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 2
    assert "STCK= is read by nothing" in said.stderr
    assert "TIMOUT" not in said.stderr


def test_every_variable_that_the_readme_lists_is_one_of_makes() -> None:
    readme = (ROOT / "README.md").read_text()
    listed = set(re.findall(r"^\| `([A-Z_]+)=", readme, flags=re.MULTILINE))
    assert listed
    assert listed <= OPTIONS
