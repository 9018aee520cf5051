"""An environment that is protected: deployed, changed against its policy and with leave."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from generators.deploy import emulator
from generators.deploy.session import Connection, connect
from generators.model import Environment
from tests.projects import checkout, command

LOCAL = Environment(name="local", account="000000000000", region="eu-west-1", emulator=True)

OPEN = (
    '{"Statement": [{"Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*"}]}'
)


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    """A copy of params/ and output/ with an emulator of its own, its environment protected."""
    checkout(tmp_path)
    path = tmp_path / "params/environments.yaml"
    path.write_text(path.read_text().replace("emulator: true", "emulator: true\n  protected: true"))
    yield tmp_path
    emulator.stop(tmp_path)


def _name_the_log_group(root: Path) -> None:
    path = root / "params/tatsu-hubot.yaml"
    override = "  overrides: {LogGroup: {LogGroupName: /hubot}}\n"
    path.write_text(path.read_text().replace("  task_policy:", f"{override}  task_policy:"))
    done = command(root, "templates")
    assert done.returncode == 0, done.stderr


def _kept(aws: Connection) -> set[str]:
    stacks = aws.client("cloudformation").describe_stacks()["Stacks"]
    return {one["StackName"] for one in stacks if one["EnableTerminationProtection"]}


def test_what_holds_state_goes_by_its_name_alone(root: Path) -> None:
    done = command(root, "deploy", "--env", "local")
    assert done.returncode == 0, done.stderr
    aws = connect(LOCAL, root)
    assert _kept(aws) == {"network", "ecs-cluster", "tatsu-hubot"}
    cloudformation = aws.client("cloudformation")
    cloudformation.update_termination_protection(
        StackName="network", EnableTerminationProtection=False
    )
    again = command(root, "deploy", "--env", "local")
    assert again.stdout.count("up to date") == 3, again.stdout + again.stderr
    assert "network" in _kept(aws), "what is not protected is, with the next deploy"
    _name_the_log_group(root)
    no = command(root, "deploy", "--env", "local", "--replace", "yes")
    assert no.returncode == 1
    assert "the old one is kept, the new one is without its logs" in no.stderr
    assert "REPLACE=tatsu-hubot.LogGroup" in no.stderr
    yes = command(root, "deploy", "--env", "local", "--replace", "yes,tatsu-hubot.LogGroup")
    assert yes.returncode == 0, yes.stderr
    groups = aws.client("logs").describe_log_groups()["logGroups"]
    names = [one["logGroupName"] for one in groups]
    assert "/hubot" in names
    assert [name for name in names if name.startswith("tatsu-hubot-LogGroup")], "it is kept"
    assert cloudformation.list_change_sets(StackName="tatsu-hubot")["Summaries"] == []


def test_drift_tells_of_a_protection_that_was_changed_by_hand(root: Path) -> None:
    done = command(root, "deploy", "--env", "local")
    assert done.returncode == 0, done.stderr
    assert "protection: as a deploy leaves it" in command(root, "drift", "--env", "local").stdout
    cloudformation = connect(LOCAL, root).client("cloudformation")
    cloudformation.set_stack_policy(StackName="network", StackPolicyBody=OPEN)
    cloudformation.update_termination_protection(
        StackName="tatsu-hubot", EnableTerminationProtection=False
    )
    told = command(root, "drift", "--env", "local").stdout
    assert "network: its stack policy is not the one that a deploy sets" in told
    assert "tatsu-hubot: it has no termination protection\n" in told
    assert "ecs-cluster: it" not in told
    cloudformation.update_termination_protection(
        StackName="network", EnableTerminationProtection=False
    )
    assert command(root, "deploy", "--env", "local").returncode == 0
    assert "protection: as a deploy leaves it" in command(root, "drift", "--env", "local").stdout
