"""`make ami`, from SSM to a line in params/ and to the instances."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import ndiff
from pathlib import Path

import pytest

from generators import params
from generators.deploy import emulator
from generators.deploy.session import Connection, connect
from generators.model import Environment
from generators.pinning import Pin, find
from generators.pinning.edit import put
from tests.projects import checkout, command

LOCAL = Environment(name="local", account="000000000000", region="eu-west-1", emulator=True)
OLD = "al2023-ami-ecs-hvm-2023.0.20240905-kernel-6.1-x86_64"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of params/ and output/ with an emulator of its own."""
    folder = tmp_path_factory.mktemp("checkout")
    checkout(folder)
    yield folder
    emulator.stop(folder)


@pytest.fixture(scope="module")
def aws(root: Path) -> Connection:
    return connect(LOCAL, root)


@pytest.fixture
def pin(root: Path) -> Pin:
    """The shipped cluster's AMI, an old release of it."""
    (pin,) = find(params.read(root), "local").pins
    file = root / pin.file
    file.write_text(put(pin.file, file.read_text(), pin.path, pin.ami.pin(OLD)).text)
    return pin


def _image(aws: Connection) -> str:
    """The AMI that the cluster's instances start from."""
    (group,) = aws.client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"]
    template = group["LaunchTemplate"]["LaunchTemplateId"]
    versions = aws.client("ec2").describe_launch_template_versions(
        LaunchTemplateId=template, Versions=["$Latest"]
    )
    return str(versions["LaunchTemplateVersions"][0]["LaunchTemplateData"]["ImageId"])


def test_a_new_release_is_a_line_to_review_and_then_a_deploy(
    root: Path, aws: Connection, pin: Pin
) -> None:
    ssm = aws.client("ssm")
    newest = ssm.get_parameter(Name=pin.ami.moving)["Parameter"]["Value"]
    images = {
        name: ssm.get_parameter(Name=pin.ami.pin(name))["Parameter"]["Value"]
        for name in (OLD, newest)
    }
    assert command(root, "templates").returncode == 0
    deployed = command(root, "deploy", "--env", "local")
    assert deployed.returncode == 0, deployed.stderr
    assert _image(aws) == images[OLD]

    before = (root / pin.file).read_text()
    moved = command(root, "ami", "--env", "local")
    assert (moved.returncode, moved.stdout) == (0, ""), moved.stderr
    first, *_, last = moved.stderr.splitlines()
    assert first.endswith(f": ImageId of {pin.stack}: {OLD} → {newest}")
    assert last.startswith("next: make templates, make plan")
    after = (root / pin.file).read_text()
    changed = [line for line in ndiff(before.split("\n"), after.split("\n")) if line[0] in "+-"]
    assert [line[0] for line in changed] == ["-", "+"]
    assert changed[1][2:] == changed[0][2:].replace(OLD, newest)

    again = command(root, "ami", "--env", "local", "--stack", pin.stack)
    assert (again.returncode, f"{newest} is up to date" in again.stderr) == (0, True)
    assert (root / pin.file).read_text() == after
    said = command(root, "templates").stderr
    assert said == "wrote output/README.md\n", "a parameter never changes a template"
    deployed = command(root, "deploy", "--env", "local")
    assert deployed.returncode == 0, deployed.stderr
    assert _image(aws) == images[newest]


def test_a_release_newer_than_the_emulators_stays(root: Path, pin: Pin) -> None:
    newer = OLD.replace("20240905", "20991231")
    file = root / pin.file
    file.write_text(file.read_text().replace(OLD, newer))
    before = file.read_text()
    found = command(root, "ami", "--env", "local")
    assert (found.returncode, f"{newer} is newer than" in found.stderr) == (0, True)
    assert "ENV= asks AWS" in found.stderr
    assert file.read_text() == before
