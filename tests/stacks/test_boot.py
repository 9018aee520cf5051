"""The scripts of an instance, as rendered, run with stand-ins for what an instance has."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.projects import ROOT

VALUES = {
    "AWS::StackName": "ecs-cluster",
    "AWS::StackId": "arn:stack",
    "AWS::Region": "eu-west-1",
    "ECSCluster": "the-cluster",
}
TEMPLATE = json.loads((ROOT / "output/ecs-cluster-stack.json").read_text())
LAUNCH_TEMPLATE = TEMPLATE["Resources"]["LaunchTemplate"]


def _flat(value: Any) -> str:
    """The text that CloudFormation makes of the intrinsic functions in use here."""
    match value:
        case str():
            return value
        case {"Fn::Sub": str(text)}:
            return re.sub(r"\$\{([^!}]+)\}", lambda m: VALUES[m[1]], text)
        case {"Fn::Base64": inner}:
            return _flat(inner)
        case {"Fn::Join": [str(between), list(items)]}:
            return between.join(_flat(item) for item in items)
    raise AssertionError(value)


USER_DATA = _flat(LAUNCH_TEMPLATE["Properties"]["LaunchTemplateData"]["UserData"])
CONFIG = LAUNCH_TEMPLATE["Metadata"]["AWS::CloudFormation::Init"]["config"]
FILES = {path: _flat(file["content"]) for path, file in CONFIG["files"].items()}
SCRIPTS = {"user data": USER_DATA, "signal": FILES["/usr/local/sbin/signal-when-joined"]}


@pytest.mark.parametrize("script", SCRIPTS)
def test_bash_can_read_the_script(script: str) -> None:
    subprocess.run(["bash", "-n"], input=SCRIPTS[script], text=True, check=True)


def _run(folder: Path, script: str, **stand_ins: str) -> list[str]:
    """Run a script with commands that log their calls and then do as they are told."""
    for name in ("dnf", "sleep", "systemctl", "curl", "cfn-init", "cfn-signal"):
        path = folder / name
        body = stand_ins.get(name.replace("-", "_"), "exit 0")
        path.write_text(f'#!/bin/bash\necho "{name} $*" >> {folder}/calls\n{body}\n')
        path.chmod(0o755)
    text = script.replace("/opt/aws/bin/", f"{folder}/")
    environment = {"PATH": f"{folder}:/usr/bin:/bin"}
    subprocess.run(["bash"], input=text, text=True, env=environment, check=False, timeout=60)
    return (folder / "calls").read_text().splitlines()


SIGNAL = "cfn-signal --stack ecs-cluster --resource ECSAutoScalingGroup --region eu-west-1"


def test_user_data_leaves_success_to_the_unit_that_waits_for_the_agent(tmp_path: Path) -> None:
    calls = _run(tmp_path, USER_DATA)
    assert calls == [
        "dnf install -y aws-cfn-bootstrap",
        "cfn-init -v --stack ecs-cluster --resource LaunchTemplate --region eu-west-1",
        "systemctl daemon-reload",
        "systemctl start --no-block signal-when-joined.service",
    ]


def test_a_failing_cfn_init_is_signalled_as_failure_at_once(tmp_path: Path) -> None:
    calls = _run(tmp_path, USER_DATA, cfn_init="exit 1")
    assert calls[-1].startswith(f"{SIGNAL} --exit-code 1 --reason cfn-init failed")
    assert not [call for call in calls if call.startswith("systemctl")]


def test_a_unit_that_cannot_start_is_signalled_as_failure(tmp_path: Path) -> None:
    calls = _run(tmp_path, USER_DATA, systemctl="exit 1")
    assert calls[-1].startswith(f"{SIGNAL} --exit-code 1 --reason signal-when-joined.service")


def test_a_mirror_that_fails_for_a_while_is_tried_again(tmp_path: Path) -> None:
    calls = _run(tmp_path, USER_DATA, dnf=f"[ $(grep -c ^dnf {tmp_path}/calls) -gt 2 ]")
    assert [call.split()[0] for call in calls][:5] == ["dnf", "sleep", "dnf", "sleep", "dnf"]
    assert calls[-1].startswith("systemctl start")


JOINED = 'echo \'{"Cluster":"the-cluster","ContainerInstanceArn":"arn:aws:ecs"}\''
ELSEWHERE = 'echo \'{"Cluster":"default","ContainerInstanceArn":"arn:aws:ecs"}\''


def test_success_is_signalled_once_the_agent_has_joined_this_cluster(tmp_path: Path) -> None:
    answer = f"[ $(grep -c ^curl {tmp_path}/calls) -gt 3 ] && {JOINED} || exit 7"
    calls = _run(tmp_path, SCRIPTS["signal"], curl=answer)
    assert [call.split()[0] for call in calls] == [*["curl", "sleep"] * 3, "curl", "cfn-signal"]
    assert calls[-1] == f"{SIGNAL} --exit-code 0"


UNREGISTERED = 'echo \'{"Cluster":"the-cluster","ContainerInstanceArn":null}\''
NEVER = {"no agent": "exit 7", "another cluster": ELSEWHERE, "not registered": UNREGISTERED}


@pytest.mark.parametrize("answer", NEVER.values(), ids=NEVER)
def test_an_agent_that_never_joins_is_signalled_as_failure_in_time(
    answer: str, tmp_path: Path
) -> None:
    calls = _run(tmp_path, SCRIPTS["signal"], curl=answer)
    assert calls[-1].startswith(f"{SIGNAL} --exit-code 1 --reason The ECS agent did not join")
    waited = sum(int(call.split()[1]) for call in calls if call.startswith("sleep"))
    asked = sum(2 for call in calls if call.startswith("curl"))
    assert waited + asked < 15 * 60, "the creation policy's timeout"


def test_the_agent_is_told_its_cluster_and_to_keep_tasks_from_the_instances_credentials() -> None:
    assert FILES["/etc/ecs/ecs.config"].splitlines() == [
        "ECS_CLUSTER=the-cluster",
        "ECS_AWSVPC_BLOCK_IMDS=true",
        "ECS_ENABLE_AWSLOGS_EXECUTIONROLE_OVERRIDE=true",
    ]
    metadata = LAUNCH_TEMPLATE["Properties"]["LaunchTemplateData"]["MetadataOptions"]
    assert metadata == {"HttpTokens": "required", "HttpPutResponseHopLimit": 1}
