"""`make delete` where something stands in its way: protection, or what runs on the cluster."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from generators.deploy import emulator
from generators.deploy.session import Connection, connect
from generators.model import Environment
from tests.projects import ROOT, checkout, command

LOCAL = Environment(name="local", account="000000000000", region="eu-west-1", emulator=True)
STACKS = {"network", "ecs-cluster", "tatsu-hubot"}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of params/ and output/ with an emulator of its own."""
    folder = tmp_path_factory.mktemp("checkout")
    checkout(folder)
    yield folder
    emulator.stop(folder)


@pytest.fixture(scope="module")
def aws(root: Path) -> Connection:
    assert command(root, "templates").returncode == 0
    done = command(root, "deploy", "--env", "local")
    assert done.returncode == 0, done.stderr
    return connect(LOCAL, root)


def _stacks(aws: Connection) -> set[str]:
    found = aws.client("cloudformation").describe_stacks()["Stacks"]
    assert {stack["StackStatus"] for stack in found} <= {"CREATE_COMPLETE"}
    return {stack["StackName"] for stack in found}


def _others(aws: Connection) -> tuple[Any, str]:
    """ECS and the cluster, after somebody else has registered a task definition."""
    ecs = aws.client("ecs")
    container = {"name": "theirs", "image": "nginx:1.27", "memory": 64}
    ecs.register_task_definition(family="theirs", containerDefinitions=[container])
    (cluster,) = ecs.list_clusters()["clusterArns"]
    return ecs, str(cluster.rpartition("/")[2])


def test_what_is_protected_stays_until_both_protections_are_lifted(
    root: Path, aws: Connection
) -> None:
    environments = root / "params/environments.yaml"
    plain = environments.read_text()
    environments.write_text(plain.replace("emulator: true", "emulator: true\n  protected: true"))
    refused = command(root, "delete", "--env", "local", "--confirm", "yes")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "nothing was deleted: local is protected\n  if it is to go" in refused.stderr
    environments.write_text(plain)

    aws.protecting().protect("network")
    one = ("delete", "--env", "local", "--stack", "network", "--confirm", "yes")
    refused = command(root, *one)
    assert refused.returncode == 1
    assert "nothing was deleted: network has termination protection" in refused.stderr
    assert "--no-enable-termination-protection --region eu-west-1 --stack-name network" in (
        refused.stderr
    )
    assert _stacks(aws) == STACKS
    aws.client("cloudformation").update_termination_protection(
        StackName="network", EnableTerminationProtection=False
    )
    assert "still stand" in command(root, *one).stderr, "that is all that was in the way"


def test_with_events_for_machines_a_terminal_asks_nobody(root: Path, aws: Connection) -> None:
    person, terminal = os.openpty()
    verb = [sys.executable, "-m", "generators", "delete", "--env", "local", "--format", "json"]
    done = subprocess.run(
        verb,
        cwd=root,
        stdin=terminal,
        stderr=terminal,
        stdout=subprocess.PIPE,
        timeout=60,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    said = os.read(person, 65536).decode()
    for end in (person, terminal):
        os.close(end)
    assert (done.returncode, done.stdout) == (1, b"")
    assert "give CONFIRM=yes on make's command line" in said
    assert "[y/N]" not in said
    assert _stacks(aws) == STACKS


def test_others_on_the_cluster_keep_every_stack_until_they_are_gone(
    root: Path, aws: Connection
) -> None:
    ecs, cluster = _others(aws)
    ecs.create_service(
        cluster=cluster, serviceName="theirs", taskDefinition="theirs", desiredCount=1
    )
    refused = command(root, "delete", "--env", "local", "--confirm", "yes")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert (
        f"nothing was deleted: on {cluster}, the cluster of ecs-cluster, run the service theirs,"
        in refused.stderr
    )
    assert f"aws ecs delete-service --force --region eu-west-1 --cluster {cluster}" in (
        refused.stderr
    )
    assert _stacks(aws) == STACKS
    unasked = command(root, "delete", "--env", "local")
    assert "run the service theirs" in unasked.stderr, "that is said before a yes is asked for"
    one = command(root, "delete", "--env", "local", "--stack", "tatsu-hubot", "--confirm", "yes")
    assert one.returncode == 0, "what stands on the cluster may go"
    ecs.delete_service(cluster=cluster, service="theirs", force=True)

    (task,) = ecs.run_task(
        cluster=cluster, taskDefinition="theirs", group="batch", startedBy="jane"
    )["tasks"]
    number = task["taskArn"].rpartition("/")[2]
    refused = command(root, "delete", "--env", "local", "--confirm", "yes")
    assert refused.returncode == 1
    assert f"run the task {number} (batch, started by jane)" in refused.stderr
    assert _stacks(aws) == STACKS - {"tatsu-hubot"}
    ecs.stop_task(cluster=cluster, task=number)

    done = command(root, "delete", "--env", "local", "--confirm", "yes")
    assert done.returncode == 0, done.stderr
    assert _stacks(aws) == set()
    assert ecs.list_clusters()["clusterArns"] == []
