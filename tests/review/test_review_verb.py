"""`make review`, run as make runs it, in real repositories."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.projects import ROOT, checkout
from tests.review.repositories import begin, commit, git
from tests.test_make import make

SERVICE = "output/tatsu-hubot-stack.json"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A repository with the shipped stacks in its one commit."""
    root = checkout(begin(tmp_path / "clone"))
    commit(root)
    return root


def run(root: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "generators", *arguments]
    env = {**os.environ, "PYTHONPATH": str(ROOT), **environ}
    return subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, check=False)


def edit(root: Path, change: Callable[[Any], None]) -> None:
    """Change the service's template where it lies."""
    path = root / SERVICE
    template = json.loads(path.read_text())
    change(template)
    path.write_text(json.dumps(template, indent=2) + "\n")


def grow(root: Path) -> None:
    """More memory for the service's container, in params and in its template."""
    params = root / "params/tatsu-hubot.yaml"
    params.write_text(params.read_text().replace("memory: 250", "memory: 300"))
    path = root / SERVICE
    path.write_text(path.read_text().replace('"Memory": 250', '"Memory": 300'))


def widen(template: Any) -> None:
    """A right on everything for the task's role."""
    roles = (r for r in template["Resources"].values() if r["Type"] == "AWS::IAM::Role")
    role = next(r for r in roles if "ecs-tasks" in json.dumps(r))
    statement = {"Effect": "Allow", "Action": "s3:DeleteObject", "Resource": "*"}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    policies = role["Properties"].setdefault("Policies", [])
    policies.append({"PolicyName": "more", "PolicyDocument": document})


def test_nothing_changes_where_the_tree_is_as_it_was_committed(clone: Path) -> None:
    found = run(clone, "review", "--base=HEAD")
    assert (found.returncode, found.stderr) == (0, "")
    assert found.stdout == "Nothing changes.\ncompared with HEAD\n"


def test_where_there_is_no_base_it_is_said_how_little_was_compared(clone: Path) -> None:
    told = "there is no origin/main here: only what is not committed is compared"
    assert told in run(clone, "review").stderr
    assert run(clone, "review", "--base=HEAD").stderr == ""


def test_a_change_in_the_tree_is_told_before_it_is_committed(clone: Path) -> None:
    grow(clone)
    found = run(clone, "review")
    assert (found.returncode, found.stderr) == (0, "")
    assert "ContainerDefinitions[tatsu-hubot].Memory: 250 → 300" in found.stdout
    commit(clone)
    assert run(clone, "review").stdout.startswith("Nothing changes.")
    assert "250 → 300" in run(clone, "review", "--base=HEAD~1").stdout


def test_data_goes_to_stdout_in_each_format(clone: Path) -> None:
    grow(clone)
    text = run(clone, "review", "--format=markdown").stdout
    assert text.startswith("<!-- ecs-stacks review -->\n**Nothing is replaced")
    data = json.loads(run(clone, "review", "--format=json").stdout)
    assert data["base"] == "HEAD"
    assert [stack["stack"] for stack in data["stacks"]] == ["tatsu-hubot"]


@pytest.mark.parametrize(
    ("fail_on", "status", "told"),
    [
        ("", 0, ""),
        ("replace,exposure", 0, ""),
        ("rights", 1, "the review fails on rights (FAIL_ON=)"),
        ("replace, rights", 1, "the review fails on rights (FAIL_ON=)"),
    ],
)
def test_it_fails_on_what_it_is_asked_to_fail_on(
    fail_on: str, status: int, told: str, clone: Path
) -> None:
    edit(clone, widen)
    found = run(clone, "review", f"--fail-on={fail_on}")
    assert found.returncode == status
    assert told in found.stderr
    assert "s3:DeleteObject" in found.stdout


@pytest.mark.parametrize(
    ("argument", "told"),
    [
        ("--fail-on=right", "FAIL_ON=right is not known; did you mean rights? allowed: exposure"),
        ("--fail-on=wiring", "FAIL_ON=wiring is not known"),
        ("--format=html", "FORMAT=html is not known; allowed: json, markdown, terminal"),
        ("--base=--all", "BASE=--all is no commit that git knows here"),
    ],
)
def test_what_it_does_not_know_is_refused_with_what_is_allowed(
    argument: str, told: str, clone: Path
) -> None:
    found = run(clone, "review", argument)
    assert (found.returncode, found.stdout) == (1, "")
    assert told in found.stderr
    assert "Traceback" not in found.stderr


def test_what_is_stale_or_wrong_is_said_and_the_review_goes_on(clone: Path) -> None:
    edit(clone, widen)
    found = run(clone, "review")
    assert found.returncode == 0
    assert f"{SERVICE} is stale, so that this is not what params/ say" in found.stderr
    text = run(clone, "review", "--format=markdown").stdout
    assert text.splitlines()[1] == "> [!WARNING]"
    (clone / "params/tatsu-hubot.yaml").write_text("kind: servise\n")
    found = run(clone, "review")
    assert found.returncode == 0
    assert "make check complains" in found.stderr
    assert "params/tatsu-hubot.yaml:1: kind: is servise" in found.stderr
    assert "s3:DeleteObject" in found.stdout


def test_params_of_the_base_may_be_of_another_time(clone: Path) -> None:
    params = clone / "params/tatsu-hubot.yaml"
    text = params.read_text()
    params.write_text(text.replace("spec:", "spec:\n  no_longer_known: true"))
    commit(clone)
    params.write_text(text)
    found = run(clone, "review")
    assert found.returncode == 0
    assert "params/ of HEAD are not all understood today" in found.stderr
    assert "spec.no_longer_known" in found.stderr
    assert found.stdout.startswith("Nothing changes.")


def test_a_secret_in_params_or_templates_is_not_shown(clone: Path) -> None:
    def leak(template: Any) -> None:
        resources = template["Resources"].values()
        task = next(r for r in resources if r["Type"] == "AWS::ECS::TaskDefinition")
        (container, *_) = task["Properties"]["ContainerDefinitions"]
        container["Environment"] = [{"Name": "SLACK_TOKEN", "Value": "xoxb-hunter2"}]

    edit(clone, leak)
    for form in ("terminal", "markdown", "json"):
        found = run(clone, "review", f"--format={form}")
        assert "SLACK_TOKEN" in found.stdout
        assert "hunter2" not in found.stdout + found.stderr


def test_outside_a_repository_the_cure_is_told(tmp_path: Path) -> None:
    root = checkout(tmp_path)
    found = run(root, "review", GIT_CEILING_DIRECTORIES=str(tmp_path.parent))
    assert found.returncode == 1
    assert "not a git repository" in found.stderr
    assert "run it in a clone" in found.stderr


def test_a_review_reads_the_repository_and_writes_nothing(clone: Path) -> None:
    grow(clone)
    before = git(clone, "status", "--porcelain", "--ignored")
    run(clone, "review")
    assert git(clone, "status", "--porcelain", "--ignored") == before


@pytest.mark.parametrize("side", ["command line", "environment"])
def test_make_hands_variables_over_as_they_are(side: str, tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    value = f"it's $(shell touch {trap})"
    said = {"BASE": value, "FAIL_ON": "rights", "FORMAT": "json"}
    if side == "command line":
        found = make("-n", "review", *(f"{name}={text}" for name, text in said.items()))
    else:
        found = make("-n", "review", **said)
    wanted = f"--base='it'\\''s $(shell touch {trap})' --fail-on='rights' --format='json'"
    assert wanted in found.stdout
    with pytest.raises(subprocess.CalledProcessError):  # there is no such base
        make("review", *(f"{name}={text}" for name, text in said.items()), **said)
    assert not trap.exists()
