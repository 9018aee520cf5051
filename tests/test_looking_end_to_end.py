"""The verbs that only look, as make runs them, against the emulator."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from generators.deploy import emulator
from generators.deploy.session import Connection, connect
from generators.model import Environment
from tests.projects import ROOT, checkout

LOCAL = Environment(name="local", account="000000000000", region="eu-west-1", emulator=True)
HUBOT = ("--env", "local", "--stack", "tatsu-hubot")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A checkout whose stacks are deployed."""
    folder = checkout(tmp_path_factory.mktemp("checkout"))
    listed = run(folder, "list", "--env", "local")
    assert emulator.running(folder) is None, "a list starts no emulator"
    assert listed.stdout.count("not deployed") == 3
    assert run(folder, "deploy", "--env", "local").returncode == 0
    yield folder
    emulator.stop(folder)


@pytest.fixture(scope="module")
def aws(root: Path) -> Connection:
    return connect(LOCAL, root)


def _start(root: Path, *arguments: str, **environ: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "generators", *arguments],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(root: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    process = _start(root, *arguments, **environ)
    out, said = process.communicate(timeout=60)
    return subprocess.CompletedProcess(arguments, process.returncode, out, said)


def test_status_counts_the_tasks_of_each_service(root: Path) -> None:
    shown = run(root, "status", "--env", "local").stdout.splitlines()
    assert shown[0] == "local · account 000000000000 · eu-west-1"
    at = next(i for i, line in enumerate(shown) if line.startswith("tatsu-hubot"))
    assert "CREATE_COMPLETE" in shown[at]
    assert "1 of 1 running" in shown[at + 1]


def test_outputs_come_as_json_or_for_a_shell(root: Path) -> None:
    everything = json.loads(run(root, "outputs", "--env", "local", "--format", "json").stdout)
    assert set(everything) == {"network", "ecs-cluster", "tatsu-hubot"}
    one = json.loads(run(root, "outputs", *HUBOT, "--format", "json").stdout)
    assert one == everything["tatsu-hubot"]
    lines = run(root, "outputs", *HUBOT, "--format", "env").stdout.splitlines()
    assert f"ecsservice='{one['ecsservice']}'" in lines


def test_the_list_is_in_the_order_of_deploy(root: Path) -> None:
    lines = run(root, "list", "--env", "local").stdout.splitlines()[1:]
    words = [line.split() for line in lines]
    assert [one[0] for one in words] == ["network", "ecs-cluster", "tatsu-hubot"]
    assert [one[-1] for one in words] == ["local", "production", "production"]
    assert all("CREATE_COMPLETE" in one for one in words)


def test_a_template_is_shown_as_it_is_committed(root: Path) -> None:
    text = run(root, "show", "--stack", "tatsu-hubot").stdout
    assert text == (root / "output/tatsu-hubot-stack.json").read_text()
    shown = run(root, "show", "--stack", "tatsu-hubot", "--format", "yaml").stdout
    assert yaml.safe_load(shown) == json.loads(text)


def test_events_are_those_of_the_last_operation_unless_all_are_asked_for(root: Path) -> None:
    updated = run(root, "deploy", *HUBOT, VERSION="2")
    assert updated.returncode == 0, updated.stderr
    last = run(root, "events", *HUBOT).stdout
    assert "tatsu-hubot updated, in" in last
    assert "created, in" not in last
    every = run(root, "events", *HUBOT, "--all").stdout
    assert every.index("tatsu-hubot created, in") < every.index("tatsu-hubot updated, in")


def _write(aws: Connection, *texts: str) -> None:
    logs: Any = aws.client("logs")
    found = logs.describe_log_groups()["logGroups"]
    (group,) = [g["logGroupName"] for g in found if g["logGroupName"].startswith("tatsu-hubot")]
    stream = f"hubot/hubot/{time.monotonic_ns()}"
    logs.create_log_stream(logGroupName=group, logStreamName=stream)
    events = [{"timestamp": int(time.time() * 1000), "message": text} for text in texts]
    logs.put_log_events(logGroupName=group, logStreamName=stream, logEvents=events)


def test_logs_are_what_containers_wrote(root: Path, aws: Connection) -> None:
    _write(aws, "one", "two")
    shown = run(root, "logs", *HUBOT, "--follow", "no")
    assert shown.returncode == 0, shown.stderr
    lines = shown.stdout.splitlines()
    assert [line.rpartition("  ")[2] for line in lines[-2:]] == ["one", "two"]
    assert " hubot/" in lines[-1]


def test_where_nothing_was_written_that_is_said(root: Path) -> None:
    shown = run(root, "logs", *HUBOT, "--follow", "no", "--since", "0s")
    assert (shown.returncode, shown.stdout) == (0, "")
    assert "nothing was written since then; SINCE=1d looks further back" in shown.stderr


def test_logs_go_on_until_ctrl_c_which_says_nothing(root: Path, aws: Connection) -> None:
    process = _start(root, "logs", *HUBOT, "--since", "1s")
    assert process.stderr is not None
    assert process.stdout is not None
    assert "from 1s ago" in process.stderr.readline()
    _write(aws, "while we look")
    assert "while we look" in process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=20)
    assert (process.returncode, said) == (130, "")


def test_a_fresh_deploy_differs_in_nothing(root: Path) -> None:
    found = run(root, "diff", "--env", "local")
    assert found.returncode == 0, found.stderr
    assert found.stdout.startswith("Nothing changes.")


def test_a_diff_shows_what_a_deploy_would_change(root: Path) -> None:
    params = root / "params/tatsu-hubot.yaml"
    kept = params.read_text()
    try:
        params.write_text(kept.replace("memory: 250", "memory: 260"))
        assert run(root, "templates").returncode == 0
        found = run(root, "diff", *HUBOT)
        assert found.returncode == 0, found.stderr
        assert "].Memory: 250 → 260" in found.stdout
        assert '+            "Memory": 260,' in found.stdout
    finally:
        params.write_text(kept)
        run(root, "templates")


def test_what_was_changed_by_hand_is_drift(root: Path, aws: Connection) -> None:
    iam: Any = aws.client("iam")
    names = [role["RoleName"] for role in iam.list_roles()["Roles"]]
    (role,) = [name for name in names if name.startswith("tatsu-hubot-TaskRole")]
    iam.tag_role(RoleName=role, Tags=[{"Key": "hand", "Value": "made"}])
    found = run(root, "drift", *HUBOT)
    assert found.returncode == 0, found.stderr
    assert "TaskRole (AWS::IAM::Role) was changed" in found.stdout
    assert '"Key": "hand"' in found.stdout


def test_the_shipped_templates_are_valid(root: Path) -> None:
    found = run(root, "validate", "--env", "local")
    assert (found.returncode, found.stdout) == (0, "")
    assert "takes 3 of 3 templates" in found.stderr


def test_a_deploy_is_on_record_and_can_be_drawn(root: Path) -> None:
    drawn = run(root, "timeline", "--env", "local")
    assert drawn.returncode == 0, drawn.stderr
    assert "tatsu-hubot" in (root / "timeline.svg").read_text()
    (root / "timeline.svg").unlink()


def test_events_for_machines_are_all_that_is_on_standard_output(root: Path) -> None:
    done = run(root, "deploy", *HUBOT, "--json", VERSION="3")
    assert done.returncode == 0, done.stderr
    kinds = [json.loads(line)["event"] for line in done.stdout.splitlines()]
    assert (kinds[0], kinds[-2:]) == ("stack-started", ["stack-finished", "summary"])


@pytest.mark.parametrize(
    "arguments",
    [
        ["status", "--env", "local"],
        ["outputs", "--env", "local", "--format", "json"],
        ["events", *HUBOT],
        ["show", "--stack", "network", "--format", "yaml"],
    ],
)
def test_whoever_has_read_enough_ends_a_look_without_a_word(
    root: Path, arguments: list[str]
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "generators", *arguments]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    found = subprocess.run(
        command, cwd=root, env=env, stdout=writing, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(writing)
    assert (found.returncode, found.stderr) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["events", "--env", "local"], "STACK= is missing\n  make events STACK=…; make list shows"),
        (["logs", "--env", "local", "--stack", "hubot"], "STACK=hubot is no stack of local"),
        (["show", "--stack", "tatsu-hobot"], "did you mean tatsu-hubot?"),
        (["show", "--stack", "network", "--format", "yml"], "FORMAT=yml is not known"),
        (["outputs", "--env", "local", "--format", "env "], "did you mean env?"),
        (["deploy", "--env", "local", "--format", "markdown"], "allowed: json, live, plain"),
        (["logs", *HUBOT, "--since", "ever"], "SINCE=ever is no length of time"),
        (["logs", *HUBOT, "--follow", "non"], "did you mean no?"),
        (["logs", "--env", "local", "--stack", "network"], "network has nothing that writes"),
        (["timeline", "--env", "production"], "no deploy to production is on record"),
        (["timeline", "--env", "../x"], "ENV=../x is no environment"),
    ],
)
def test_what_cannot_be_done_is_told_with_what_helps(
    root: Path, arguments: list[str], said: str
) -> None:
    found = run(root, *arguments)
    assert (found.returncode, found.stdout) == (1, "")
    assert said in found.stderr


@pytest.mark.parametrize(
    "arguments",
    [["diff", "--env", "local"], ["show", "--stack", "network", "--format", "yaml"]],
    ids=lambda arguments: arguments[0],
)
def test_a_template_that_cannot_be_read_is_told_with_its_line(
    root: Path, arguments: list[str]
) -> None:
    path = root / "output/network-stack.json"
    text = path.read_text()
    path.write_text(f"<<<<<<< HEAD\n{text}")
    try:
        found = run(root, *arguments)
    finally:
        path.write_text(text)
    assert (found.returncode, found.stdout) == (1, "")
    assert found.stderr.startswith("output/network-stack.json:1: is not JSON")
    assert "make templates writes it anew" in found.stderr


WEB = """\
kind: service
parent: ecs-cluster
spec:
  containers: [{name: a, image: "a:1", cpu: 10, memory: 128}]
"""


def test_a_stack_that_is_not_deployed_is_told_apart_from_an_unknown_one(root: Path) -> None:
    (root / "params/web.yaml").write_text(WEB)
    try:
        run(root, "templates")
        for verb in ("events", "logs", "outputs", "drift"):
            found = run(root, verb, "--env", "local", "--stack", "web")
            assert found.returncode == 1
            assert "web is not deployed in local" in found.stderr
            assert "make deploy STACK=web" in found.stderr
    finally:
        (root / "params/web.yaml").unlink()
        run(root, "templates")


ECHO = """\
kind: service
parent: ecs-cluster
spec:
  containers: [{name: a, image: "a:1", cpu: 10, memory: 128}]
  parameters:
    Provider: {no_echo: true}
    Name: {no_echo: true}
  overrides:
    service: {CapacityProviderStrategy: [{CapacityProvider: {Ref: Provider}, Weight: 1}]}
    LogGroup: {LogGroupName: {Ref: Name}}
parameters:
  Provider: !First [!Env PROVIDER, FARGATE]
  Name: echo-TaskRole
"""


@pytest.fixture
def echo(root: Path) -> Iterator[tuple[str, ...]]:
    """A stack whose NoEcho parameters turn up in reasons and outputs."""
    (root / "params/echo.yaml").write_text(ECHO)
    run(root, "templates")
    options = ("--env", "local", "--stack", "echo")
    yield options
    gone = run(root, "delete", *options, "--confirm", "yes")
    assert gone.returncode == 0, gone.stderr
    (root / "params/echo.yaml").unlink()
    run(root, "templates")


def test_values_of_noecho_parameters_are_told_nowhere(root: Path, echo: tuple[str, ...]) -> None:
    failed = run(root, "deploy", *echo, PROVIDER="open-sesame")
    assert failed.returncode == 1
    events = run(root, "events", *echo, PROVIDER="open-sesame").stdout
    assert "provider '****' was not found" in events
    assert "sesame" not in events
    assert run(root, "events", *echo).returncode == 0, "nothing fails for want of a variable"
    status = run(root, "status", *echo).stderr
    assert "echo: its first creation failed and was undone" in status
    assert "make events ENV=local STACK=echo shows why" in status


def test_an_output_with_the_value_of_a_noecho_parameter_is_masked_and_no_shells(
    root: Path, echo: tuple[str, ...]
) -> None:
    done = run(root, "deploy", *echo, PROVIDER=_provider(root))
    assert done.returncode == 0, done.stderr
    for form, said in (("plain", "masked: "), ("json", "masked: "), ("env", "left out: ")):
        shown = run(root, "outputs", *echo, "--format", form)
        assert f"{said}TaskRoleArn of echo has what a NoEcho parameter was given" in shown.stderr
        assert "echo-TaskRole" not in shown.stdout
        assert "ecsservice" in shown.stdout
        assert ("TaskRoleArn" in shown.stdout) is (form != "env")


def _provider(root: Path) -> str:
    shown = run(root, "outputs", "--env", "local", "--stack", "ecs-cluster", "--format", "json")
    return str(json.loads(shown.stdout)["CapacityProvider"])
