"""A service that no longer runs what was deployed: told by each deploy, cured by its command."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from generators.deploy import emulator
from generators.deploy.session import connect
from generators.model import Environment
from tests.projects import ROOT, checkout

LOCAL = Environment(name="local", account="000000000000", region="eu-west-1", emulator=True)
COMMAND = re.compile(
    r"aws ecs update-service --region eu-west-1 --cluster (\S+) --service (\S+)"
    r" --task-definition ([\w.-]+:\d+)"
)


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    """A copy of params/ and output/ with an emulator of its own."""
    checkout(tmp_path)
    yield tmp_path
    emulator.stop(tmp_path)


def _deploy(root: Path, verb: str = "deploy", **variables: str) -> Any:
    return subprocess.run(
        [sys.executable, "-m", "generators", verb, "--env", "local"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), **variables},
    )


def _rolled_back(ecs: Any) -> str:
    """HuBot's service after ECS has put something older in place; its name."""
    (cluster,) = ecs.list_clusters()["clusterArns"]
    (service,) = ecs.list_services(cluster=cluster)["serviceArns"]
    container = {"name": "tatsu-hubot", "image": "example/older:1", "memory": 64}
    older = ecs.register_task_definition(family="older", containerDefinitions=[container])
    definition = older["taskDefinition"]["taskDefinitionArn"]
    ecs.update_service(cluster=cluster, service=service, taskDefinition=definition)
    return str(service.rpartition("/")[2])


def test_each_deploy_fails_until_ecs_runs_what_was_deployed(root: Path) -> None:
    for variables in ({"VERSION": "1"}, {"VERSION": "2"}, {}):
        done = _deploy(root, **variables)
        assert done.returncode == 0, done.stderr
    assert "tatsu-hubot" in done.stdout
    ecs = connect(LOCAL, root).client("ecs")
    service = _rolled_back(ecs)
    for _ in range(2):
        done = _deploy(root)
        assert done.returncode == 1
        assert f"nothing is to be changed, and yet {service} runs older:1 and not" in done.stderr
    planned = _deploy(root, "plan")
    assert f"a deploy would fail: {service} runs older:1 and not" in planned.stdout
    found = COMMAND.search(" ".join(done.stderr.split()))
    assert found, done.stderr
    cluster, named, definition = found.groups()
    assert named == service
    ecs.update_service(cluster=cluster, service=named, taskDefinition=definition)
    done = _deploy(root)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("up to date") == len(connect(LOCAL, root).cloud().stacks().stacks)
