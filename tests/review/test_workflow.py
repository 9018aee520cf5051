"""The workflow of pull requests: what it may do, and its scripts run with a stand-in for `gh`."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from generators.report.review import LIMIT, MARKER
from tests.projects import ROOT
from tests.review.repositories import begin, commit, git

WORKFLOW: dict[Any, Any] = yaml.safe_load((ROOT / ".github/workflows/review.yml").read_text())
JOBS = WORKFLOW["jobs"]


def _step(job: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(step for step in JOBS[job]["steps"] if step.get("name") == name)
    return found


def _run(script: str, folder: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run a step's script as GitHub does where no shell is named."""
    env = {**os.environ, **environ}
    return subprocess.run(
        ["bash", "-e", "-c", script],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


def test_each_job_may_do_what_it_must_and_no_more() -> None:
    assert WORKFLOW[True] == "pull_request"  # YAML 1.1 takes `on` for true
    assert WORKFLOW["permissions"] == {}
    assert {name: job["permissions"] for name, job in JOBS.items()} == {
        "review": {"contents": "read"},
        "comment": {"pull-requests": "write"},
    }
    assert "pull_request.number" in WORKFLOW["concurrency"]["group"]
    assert WORKFLOW["concurrency"]["cancel-in-progress"] is True


def test_the_job_that_may_write_runs_nothing_of_the_pull_request() -> None:
    comment = JOBS["comment"]
    uses = [step.get("uses", "").partition("@")[0] for step in comment["steps"]]
    assert uses == ["actions/download-artifact", ""]
    assert "head.repo.full_name == github.repository" in comment["if"]
    assert not re.search(r"\b(make|python|git)\b", _step("comment", "Comment")["run"])


def test_no_text_of_strangers_is_put_into_a_script() -> None:
    for job in JOBS.values():
        for step in job["steps"]:
            assert "${{" not in step.get("run", "")
    text = (ROOT / ".github/workflows/review.yml").read_text()
    assert "secrets." not in text
    assert "pull_request_target" not in text
    assert JOBS["review"]["steps"][0]["with"]["persist-credentials"] is False


@pytest.mark.skipif(not shutil.which("shellcheck"), reason="shellcheck is not installed")
@pytest.mark.parametrize(("job", "step"), [("review", "Review"), ("comment", "Comment")])
def test_the_scripts_pass_shellcheck(job: str, step: str) -> None:
    script = "#!/bin/bash -e\n" + _step(job, step)["run"]
    subprocess.run(["shellcheck", "-"], input=script, text=True, check=True)


@pytest.mark.parametrize("status", [0, 2])
def test_the_report_goes_into_the_summary_even_if_the_review_fails(
    status: int, tmp_path: Path
) -> None:
    root = begin(tmp_path / "clone")
    commit(root, "theirs")
    git(root, "checkout", "--quiet", "-b", "ours")
    commit(root, "ours")
    git(root, "checkout", "--quiet", "--detach", "main")
    git(root, "merge", "--quiet", "--no-ff", "--message", "merged", "ours")
    make = tmp_path / "bin/make"
    make.parent.mkdir()
    make.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@"\nexit {status}\n')
    make.chmod(0o755)
    found = _run(
        _step("review", "Review")["run"],
        root,
        PATH=f"{make.parent}:{os.environ['PATH']}",
        BASE_REF="release/$(id)",
        REPORT=str(tmp_path / "review.md"),
        GITHUB_STEP_SUMMARY=str(tmp_path / "summary.md"),
    )
    assert found.returncode == status, found.stderr
    told = "-s\nreview\nFORMAT=markdown\nBASE=origin/release/$(id)\n"
    assert (tmp_path / "summary.md").read_text() == told
    assert git(root, "rev-parse", "origin/release/$(id)") == git(root, "rev-parse", "main")


class _GitHub:
    """A pull request, its comments, and the job that comments."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "report").mkdir()
        (folder / "bin").mkdir()
        gh = folder / "bin/gh"
        gh.write_text(f'#!/bin/sh\nexec {sys.executable} {ROOT}/tests/review/gh.py {folder} "$@"\n')
        gh.chmod(0o755)
        self.put([])

    def put(self, comments: list[dict[str, Any]]) -> None:
        (self.folder / "comments.json").write_text(json.dumps(comments))

    def comments(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads((self.folder / "comments.json").read_text())
        return found

    def run(self, report: str | None) -> str:
        path = self.folder / "report/review.md"
        path.unlink(missing_ok=True)
        if report is not None:
            path.write_text(report)
        found = _run(
            _step("comment", "Comment")["run"],
            self.folder,
            PATH=f"{self.folder / 'bin'}:{os.environ['PATH']}",
            REPOSITORY="a/b",
            NUMBER="7",
            RUN="https://github.com/a/b/actions/runs/1",
        )
        assert found.returncode == 0, found.stderr
        return found.stdout


@pytest.fixture
def github(tmp_path: Path) -> _GitHub:
    return _GitHub(tmp_path)


def test_the_first_run_comments_and_the_next_one_updates_that_comment(github: _GitHub) -> None:
    theirs = [
        {"id": 1, "login": "jane", "body": f"{MARKER}\nnot ours"},
        {"id": 2, "login": "github-actions[bot]", "body": "of another workflow"},
    ]
    github.put(theirs)
    github.run(f"{MARKER}\n**first** `$(id)` 'quoted'\n")
    github.run(f"{MARKER}\n**second**\n")
    assert github.comments() == [
        *theirs,
        {"id": 102, "login": "github-actions[bot]", "body": f"{MARKER}\n**second**\n"},
    ]


def test_of_several_comments_the_first_is_updated(github: _GitHub) -> None:
    bot = "github-actions[bot]"
    github.put([{"id": i, "login": bot, "body": f"{MARKER}\nold"} for i in (5, 6)])
    github.run(f"{MARKER}\nnew\n")
    assert [one["body"] for one in github.comments()] == [f"{MARKER}\nnew\n", f"{MARKER}\nold"]


@pytest.mark.parametrize("report", [None, "", "oops\n"], ids=["missing", "empty", "no report"])
def test_without_a_report_there_is_a_warning_and_no_comment(
    report: str | None, github: _GitHub
) -> None:
    assert github.run(report).startswith("::warning::")
    assert github.comments() == []


def test_a_report_that_is_too_long_becomes_a_link(github: _GitHub) -> None:
    github.run(f"{MARKER}\n" + "é" * LIMIT)
    (comment,) = github.comments()
    assert comment["body"].startswith(f"{MARKER}\nThe review is too long for a comment")
    assert "https://github.com/a/b/actions/runs/1" in comment["body"]


def test_where_nothing_changes_only_what_was_said_before_is_updated(github: _GitHub) -> None:
    nothing = f"{MARKER}\n**Nothing changes.**\n"
    github.run(nothing)
    assert github.comments() == []
    github.run(f"{MARKER}\n**replaces** 1 resource\n")
    github.run(nothing)
    assert [one["body"] for one in github.comments()] == [nothing]
