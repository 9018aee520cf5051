"""The command line, run as make runs it, on a copy of params/ and of what is generated."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from generators.__main__ import CHANGING, VERBS, function, main
from tests.projects import ROOT, checkout


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy that a test may change."""
    checkout(tmp_path)
    return tmp_path


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "generators", *arguments]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, check=False)


WRITES = """
import sys
from datetime import datetime
from generators.__main__ import exit_status
from generators.deploy.events import Noted, StackFinished, Summary
from generators.report import JsonLines, out
from generators.verbs.showing import tell

def json_lines():
    tell = JsonLines(lambda line: print(line, end="", flush=True), datetime.now)
    for _ in range(3):
        tell(Noted(text="on it goes"))
    print("done", file=sys.stderr)
    return STATUS

def summary():
    tell(Summary(ended=(StackFinished(stack="a", outcome="created"),)))
    return STATUS

def lines():
    print("x" * 100_000)
    return STATUS

def view():
    for _ in range(3):
        out().print("looked at")
    return STATUS

sys.exit(exit_status(HOW, changing=CHANGING))
"""


@pytest.mark.parametrize(
    ("how", "changing", "ends", "status"),
    [
        ("json_lines", True, 0, 0),
        ("json_lines", True, 1, 1),
        ("summary", True, 0, 0),
        ("summary", True, 1, 1),
        ("lines", True, 0, 1),
        ("lines", True, 1, 1),
        ("lines", False, 0, 0),
        ("lines", False, 1, 0),
        ("view", False, 0, 0),
        ("view", True, 0, 1),
    ],
)
def test_what_changes_aws_does_not_succeed_because_nobody_reads_on(
    how: str, changing: bool, ends: int, status: int
) -> None:
    code = WRITES.replace("STATUS", f"{ends}").replace("HOW", how)
    code = code.replace("CHANGING", f"{changing}")
    reading, writing = os.pipe()
    os.close(reading)
    found = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writing)
    said = "done\n" if how == "json_lines" else ""
    assert (found.returncode, found.stderr) == (status, said)


PROGRESS = """
import sys
from generators.__main__ import exit_status
from generators.deploy.events import Noted
from generators.report import Progress, err, out

def deploy():
    show = Progress(err())
    for _ in range(3):
        show(Noted(text="on it goes"))
    out().print("done")
    return 3

sys.exit(exit_status(deploy, changing=True))
"""


def test_a_deploy_goes_on_to_its_end_though_nobody_reads_its_progress() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    code = [sys.executable, "-c", PROGRESS]
    found = subprocess.run(
        code, cwd=ROOT, stdout=subprocess.PIPE, stderr=writing, text=True, check=False
    )
    os.close(writing)
    assert (found.returncode, found.stdout) == (3, "done\n")


def test_the_verbs_that_change_aws_are_told_from_those_that_look() -> None:
    assert set(VERBS) > CHANGING == {"deploy", "delete", "cancel", "continue-rollback"}


@pytest.mark.parametrize(
    ("given", "said"),
    [(("--timeout", "1s"), "TIMEOUT=1s is no"), (("--jobs", "0"), "JOBS=0 is no")],
)
def test_a_limit_that_cannot_be_read_is_told_in_one_line(
    given: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["deploy", "--env", "local", *given]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(said)


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_a_function_that_says_what_it_is_for(verb: str) -> None:
    assert function(verb).__doc__


def test_check_is_content_with_what_is_shipped(copy: Path) -> None:
    found = run(copy, "check")
    assert (found.returncode, found.stdout) == (0, "")
    assert "agree (local: 3 stacks, production: 2 stacks)" in found.stderr


def test_renaming_the_clusters_output_fails_check_naming_the_parameter(copy: Path) -> None:
    shutil.copytree(ROOT / "generators", copy / "generators")
    modules = (copy / "generators/stacks/cluster").rglob("*.py")
    (outputs,) = [path for path in modules if 'Output("ECSCluster",' in path.read_text()]
    outputs.write_text(outputs.read_text().replace('("ECSCluster",', '("ECSClusterName",'))
    found = run(copy, "check")
    assert found.returncode == 1
    assert ": parameters.ECSCluster: has no value" in found.stderr
    assert "params/tatsu-hubot.yaml:" in found.stderr
    assert "Traceback" not in found.stderr


def test_check_shows_what_is_stale_and_templates_cures_it(copy: Path) -> None:
    params = copy / "params/tatsu-hubot.yaml"
    params.write_text(params.read_text().replace("memory: 250", "memory: 300"))
    stale = run(copy, "check")
    assert stale.returncode == 1
    assert "output/tatsu-hubot-stack.json is stale" in stale.stderr
    assert '-            "Memory": 250,' in stale.stderr
    assert '+            "Memory": 300,' in stale.stderr
    assert "make templates" in stale.stderr
    assert run(copy, "templates").stderr == "wrote output/tatsu-hubot-stack.json\n"
    assert run(copy, "check").returncode == 0


def test_a_template_whose_params_went_first_is_told_with_what_to_do(copy: Path) -> None:
    (copy / "params/tatsu-hubot.yaml").unlink()
    found = run(copy, "check")
    assert found.returncode == 1
    for words in (
        "output/tatsu-hubot-stack.json is stray: there is no params/tatsu-hubot.yaml",
        "make templates puts that right",
        "where tatsu-hubot is deployed still: git restore params/tatsu-hubot.yaml",
        "make delete STACK=tatsu-hubot",
    ):
        assert words in found.stderr
    assert "removed output/tatsu-hubot-stack.json" in run(copy, "templates").stderr
    assert run(copy, "check").returncode == 0


def test_a_value_that_changed_makes_the_page_stale_but_no_template(copy: Path) -> None:
    params = copy / "params/ecs-cluster.yaml"
    params.write_text(params.read_text().replace("MaxSize: 2 ", "MaxSize: 3 "))
    stale = run(copy, "check")
    assert stale.returncode == 1
    assert "output/README.md is stale" in stale.stderr
    assert "+| `MaxSize` | default `2` | given `3` |" in stale.stderr
    assert run(copy, "lint").returncode == 0, "what is deployed is as it was"
    assert run(copy, "templates").stderr == "wrote output/README.md\n"
    assert run(copy, "check").returncode == 0


def test_a_new_service_is_one_new_file_that_passes_at_once(copy: Path) -> None:
    made = run(copy, "new-service", "web", "--image", "example/web")
    assert made.returncode == 0, made.stderr
    assert "image: example/web:${ContainerVersion}" in (copy / "params/web.yaml").read_text()
    wrote = run(copy, "templates").stderr
    assert wrote == "wrote output/README.md\nwrote output/web-stack.json\n"
    assert run(copy, "check").returncode == 0


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("tatsu-hubot", "exists already; nothing was changed"),
        ("Web_1", "is no name of a stack"),
        ("", "make new-service NAME=web"),
        ("web --image nginx:1.2", "leave it out: IMAGE=nginx"),
        ("web --image Foo", "is no image"),
    ],
)
def test_a_name_or_image_that_cannot_be_is_refused(name: str, said: str, copy: Path) -> None:
    before = sorted(copy.glob("params/*"))
    found = run(copy, "new-service", *(name.split() or [""]))
    assert found.returncode == 1
    assert said in found.stderr
    assert sorted(copy.glob("params/*")) == before


def test_what_cannot_be_read_or_written_is_a_line(copy: Path) -> None:
    (copy / "params/broken.yaml").symlink_to("nowhere")
    (copy / "params/.web.yaml").symlink_to("an-editors-own")
    found = run(copy, "check")
    assert found.stderr.splitlines() == [
        "params/broken.yaml:1: cannot be read: No such file or directory"
    ]
    (copy / "params/broken.yaml").unlink()
    shutil.rmtree(copy / "output")
    (copy / "output").write_text("in the way")
    found = run(copy, "templates")
    assert (found.returncode, "Traceback" in found.stderr) == (1, False)


def test_without_any_environment_there_is_a_line_and_no_traceback(copy: Path) -> None:
    (copy / "params/environments.yaml").write_text("{}\n")
    found = run(copy, "check")
    assert (found.returncode, "Traceback" in found.stderr) == (1, False)
    assert "environments.yaml:1: is not a mapping of environments" in found.stderr


@pytest.mark.parametrize(
    ("arguments", "where", "stacks"),
    [
        ([], "local, production", {"network", "ecs-cluster", "tatsu-hubot"}),
        (["--env", "production"], "production", {"ecs-cluster", "tatsu-hubot"}),
    ],
)
def test_graph_draws_the_stacks_of_the_environment_that_is_asked_for(
    arguments: list[str], where: str, stacks: set[str], copy: Path
) -> None:
    found = run(copy, "graph", *arguments)
    assert (found.returncode, found.stdout) == (0, "")
    assert found.stderr == f"wrote stacks.svg ({where}); any browser shows it\n"
    drawn = (copy / "stacks.svg").read_text()
    assert set(re.findall(r'class="name"[^>]*>([^<]+)<', drawn)) == stacks
    assert run(copy, "check").returncode == 0, "the picture is nobody's but the user's"


def test_lint_says_what_it_read(copy: Path) -> None:
    found = run(copy, "lint")
    assert found.returncode == 0, found.stderr
    assert found.stderr == "cfn-lint finds nothing in 3 templates (eu-west-1)\n"


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["--env", "local", "--stack", "tatsu-hubot"], 0, "no AMI to pin"),
        (["--env", "locla"], 1, "did you mean local?"),
        (["--env", "local", "--stack", "tatsu-hub"], 1, "did you mean tatsu-hubot?"),
    ],
)
def test_ami_asks_nobody_where_there_is_nothing_to_ask_for(
    arguments: list[str], status: int, said: str, copy: Path
) -> None:
    found = run(copy, "ami", *arguments)
    assert (found.returncode, found.stdout) == (status, "")
    assert said in found.stderr
    assert not (copy / ".local").exists(), "no emulator was started"


def test_whoever_stops_it_while_it_loads_is_told_no_more_than_that(tmp_path: Path) -> None:
    (tmp_path / "troposphere.py").write_text("raise KeyboardInterrupt\n")
    stopped = subprocess.run(
        [sys.executable, "-m", "generators", "check"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (stopped.returncode, stopped.stdout, stopped.stderr) == (130, "", "interrupted\n")
