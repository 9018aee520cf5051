"""The scripts of an instance, as rendered, run with stand-ins for what an instance has."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.stacks.boot import needs
from tests.stacks.boot.rendered import GUARD, SPECS, amazon_linux

VARIANTS = {name: amazon_linux(spec) for name, spec in SPECS.items()}
SETUP, SIGNAL_SCRIPT = VARIANTS["plain"].setup, VARIANTS["plain"].signal
EVERY = {
    f"{variant}: {name}": script
    for variant, rendered in VARIANTS.items()
    for name, script in rendered.scripts.items()
}


@pytest.mark.parametrize("script", EVERY.values(), ids=EVERY)
def test_bash_and_shellcheck_find_nothing_in_the_script(script: str) -> None:
    assert script.startswith("#!/bin/bash\n")
    subprocess.run(["bash", "-n"], input=script, text=True, check=True)
    found = subprocess.run(
        [needs.command("shellcheck"), "--norc", "--severity=style", "-"],
        input=script,
        text=True,
        capture_output=True,
        check=False,
    )
    assert found.returncode == 0, found.stdout


def _run(folder: Path, script: str, **stand_ins: str) -> list[str]:
    """Run a script with commands that log their calls and then do as they are told."""
    for name in ("dnf", "sleep", "systemctl", "curl", "cfn-init", "cfn-signal", "iptables"):
        path = folder / name
        body = stand_ins.get(name.replace("-", "_"), "exit 0")
        path.write_text(f'#!/bin/bash\necho "{name} $*" >> {folder}/calls\n{body}\n')
        path.chmod(0o755)
        if body == MISSING:
            path.unlink()
    guard = folder / "guard"
    if not guard.exists():
        guard.write_text("[Service]\n")
    text = script.replace("/opt/aws/bin/", f"{folder}/").replace(GUARD, str(guard))
    environment = {"PATH": f"{folder}:/usr/bin:/bin"}
    subprocess.run(["bash"], input=text, text=True, env=environment, check=False, timeout=60)
    return (folder / "calls").read_text().splitlines()


MISSING = "is not there"
SIGNAL = "cfn-signal --stack ecs-cluster --region eu-west-1 --resource"
CREATION, UPDATE = f"{SIGNAL} InstancesJoined", f"{SIGNAL} ECSAutoScalingGroup"
DURING_AN_UPDATE = "[[ $* == *ECSAutoScalingGroup* ]]"
NOBODY_WAITS = "exit 1"


def test_user_data_leaves_success_to_the_unit_that_waits_for_the_agent(tmp_path: Path) -> None:
    assert _run(tmp_path, SETUP) == [
        "dnf install -y aws-cfn-bootstrap",
        "iptables -w 30 -C DOCKER-USER -d 169.254.169.254/32 -j DROP",
        "cfn-init -v --stack ecs-cluster --resource LaunchTemplate --region eu-west-1",
        "systemctl daemon-reload",
        "systemctl start --no-block signal-when-joined.service",
        "systemctl enable --now cfn-hup.service",
    ]


def test_a_missing_rule_is_signalled_as_failure_before_anything_is_set_up(tmp_path: Path) -> None:
    calls = _run(tmp_path, SETUP, iptables="exit 1")
    assert calls[-1].startswith(f"{CREATION} --exit-code 1 --reason iptables keeps no task from")
    assert not [call for call in calls if call.startswith(("cfn-init", "systemctl"))]


def test_a_boothook_that_did_not_run_is_signalled_as_failure(tmp_path: Path) -> None:
    (tmp_path / "guard").touch()
    calls = _run(tmp_path, SETUP)
    assert calls[-1].startswith(f"{CREATION} --exit-code 1 --reason The boothook did not run")


def test_without_a_tool_to_signal_with_the_script_ends_all_the_same(tmp_path: Path) -> None:
    calls = _run(tmp_path, SETUP, dnf="exit 1", cfn_init=MISSING, cfn_signal=MISSING)
    assert sum(int(call.split()[1]) for call in calls if call.startswith("sleep")) < 2 * 60
    assert not [call for call in calls if call.startswith("systemctl")]


def test_a_failing_cfn_init_is_signalled_as_failure_at_once(tmp_path: Path) -> None:
    calls = _run(tmp_path, SETUP, cfn_init="exit 1")
    assert calls[-1].startswith(f"{CREATION} --exit-code 1 --reason cfn-init failed")
    assert not [call for call in calls if call.startswith("systemctl")]


@pytest.mark.parametrize("verb", ["daemon-reload", "start"])
def test_units_that_systemd_does_not_take_are_signalled_as_failure(
    verb: str, tmp_path: Path
) -> None:
    calls = _run(tmp_path, SETUP, systemctl=f"[[ $1 != {verb} ]]")
    assert calls[-1].startswith(f"{CREATION} --exit-code 1 --reason s")
    assert calls[-2].startswith(f"systemctl {verb}")


def test_a_mirror_that_fails_for_a_while_is_tried_again(tmp_path: Path) -> None:
    calls = _run(tmp_path, SETUP, dnf=f"[ $(grep -c ^dnf {tmp_path}/calls) -gt 2 ]")
    assert [call.split()[0] for call in calls][:5] == ["dnf", "sleep", "dnf", "sleep", "dnf"]
    assert "systemctl start --no-block signal-when-joined.service" in calls


JOINED = 'echo \'{"Cluster":"the-cluster","ContainerInstanceArn":"arn:aws:ecs"}\''
ELSEWHERE = 'echo \'{"Cluster":"default","ContainerInstanceArn":"arn:aws:ecs"}\''


def test_success_is_signalled_once_the_agent_has_joined_this_cluster(tmp_path: Path) -> None:
    answer = f"[ $(grep -c ^curl {tmp_path}/calls) -gt 3 ] && {JOINED} || exit 7"
    calls = _run(tmp_path, SIGNAL_SCRIPT, curl=answer)
    assert [call.split()[0] for call in calls] == [*["curl", "sleep"] * 3, "curl", "cfn-signal"]
    assert calls[-1] == f"{CREATION} --exit-code 0"


UNREGISTERED = 'echo \'{"Cluster":"the-cluster","ContainerInstanceArn":null}\''
NEVER = {"no agent": "exit 7", "another cluster": ELSEWHERE, "not registered": UNREGISTERED}


@pytest.mark.parametrize("answer", NEVER.values(), ids=NEVER)
def test_an_agent_that_never_joins_is_signalled_as_failure_in_time(
    answer: str, tmp_path: Path
) -> None:
    calls = _run(tmp_path, SIGNAL_SCRIPT, curl=answer)
    assert calls[-1].startswith(f"{CREATION} --exit-code 1 --reason The ECS agent did not join")
    waited = sum(int(call.split()[1]) for call in calls if call.startswith("sleep"))
    asked = sum(2 for call in calls if call.startswith("curl"))
    assert waited + asked < 15 * 60, "the creation policy's timeout"


def test_in_a_rolling_update_it_is_the_group_that_is_told(tmp_path: Path) -> None:
    calls = _run(tmp_path, SIGNAL_SCRIPT, curl=JOINED, cfn_signal=DURING_AN_UPDATE)
    assert calls[1:] == [f"{CREATION} --exit-code 0", f"{UPDATE} --exit-code 0"]


def test_a_creation_that_does_not_wait_yet_is_told_again(tmp_path: Path) -> None:
    later = f"[ $(grep -c ^cfn-signal {tmp_path}/calls) -gt 4 ]"
    calls = _run(tmp_path, SIGNAL_SCRIPT, curl=JOINED, cfn_signal=later)
    assert calls[-1] == f"{CREATION} --exit-code 0"
    assert calls.count("sleep 15") == 2


def test_where_nobody_waits_it_is_told_for_five_minutes_and_no_longer(tmp_path: Path) -> None:
    calls = _run(tmp_path, SIGNAL_SCRIPT, curl=JOINED, cfn_signal=NOBODY_WAITS)
    assert calls.count("sleep 15") == 20
    assert calls[-1] == "sleep 15"


def test_cfn_hup_is_no_condition_for_serving_the_cluster(tmp_path: Path) -> None:
    calls = _run(tmp_path, SETUP, systemctl="[[ $* != *cfn-hup* ]]")
    assert not [call for call in calls if call.startswith("cfn-signal")]
