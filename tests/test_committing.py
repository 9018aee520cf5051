"""Whether what is deployed is something that git has."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from generators.errors import UserError
from generators.verbs.committing import drifted_from_commit, warn, warns
from tests.deploy.fakes import plan, step


def _text(days: int, indent: int = 2) -> str:
    logs = {"Type": "AWS::Logs::LogGroup", "Properties": {"RetentionInDays": days}}
    return json.dumps({"Resources": {"Logs": logs}}, indent=indent)


def _git(root: Path, *arguments: str) -> str:
    who = ("-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "commit.gpgsign=false")
    command = ["git", *who, *arguments]
    return subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout


def _commit(root: Path, *texts: str) -> None:
    (root / "output").mkdir(exist_ok=True)
    for text in texts:
        (root / "output/web-stack.json").write_text(text)
        _git(root, "add", "output")
        _git(root, "commit", "-m", "x")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    _git(tmp_path, "init", "--quiet")
    return tmp_path


@pytest.mark.parametrize("deployed", [_text(7), _text(30), _text(7, indent=4)])
def test_an_earlier_commit_is_what_a_deploy_replaces_every_day(root: Path, deployed: str) -> None:
    _commit(root, _text(7), _text(30))
    assert drifted_from_commit(root, "web", deployed) == ()


OLDER = "web: what is deployed is not what was last committed but {} of output/web-stack.json older"


def test_an_older_commit_than_the_one_before_brings_more_than_the_last_change(root: Path) -> None:
    _commit(root, _text(7), _text(14), _text(14, indent=4), _text(30))
    assert drifted_from_commit(root, "web", _text(14)) == ()
    (warning,) = drifted_from_commit(root, "web", _text(7))
    assert warning.startswith(OLDER.format("2 versions"))
    assert warning.endswith("a deploy brings all that came since (make diff STACK=web)")


def test_before_a_change_is_committed_the_last_commit_should_be_deployed(root: Path) -> None:
    _commit(root, _text(7), _text(14))
    (root / "output/web-stack.json").write_text(_text(30))
    unsaid = "web: output/web-stack.json is not committed as it is now"
    assert drifted_from_commit(root, "web", _text(14)) == (unsaid,)
    older, told = drifted_from_commit(root, "web", _text(7))
    assert older.startswith(OLDER.format("1 version"))
    assert told == unsaid


def test_a_template_that_went_back_is_the_last_one_again(root: Path) -> None:
    _commit(root, _text(7), _text(30), _text(7))
    assert drifted_from_commit(root, "web", _text(7)) == ()
    assert drifted_from_commit(root, "web", _text(30)) == ()


def test_on_a_branch_of_many_commits_what_it_left_is_expected(root: Path) -> None:
    _commit(root, _text(1), _text(7))
    _git(root, "update-ref", "refs/remotes/origin/main", "HEAD")
    _commit(root, _text(14), _text(30), _text(90))
    for days in (7, 30, 90):
        assert drifted_from_commit(root, "web", _text(days)) == ()
    (warning,) = drifted_from_commit(root, "web", _text(1))
    assert warning.startswith(OLDER.format("4 versions"))


def test_a_merge_is_one_change(root: Path) -> None:
    _commit(root, _text(1), _text(7))
    main = _git(root, "rev-parse", "HEAD").strip()
    _commit(root, _text(14), _text(30))
    _git(root, "branch", "theirs")
    _git(root, "reset", "--hard", main)
    _git(root, "merge", "--no-ff", "-m", "x", "theirs")
    _git(root, "update-ref", "refs/remotes/origin/main", "HEAD")
    assert drifted_from_commit(root, "web", _text(7)) == ()
    assert drifted_from_commit(root, "web", _text(1)) != ()


def test_what_no_commit_has_is_warned_of_before_it_is_undone(root: Path) -> None:
    _commit(root, _text(7), _text(30))
    (warning,) = drifted_from_commit(root, "web", _text(90))
    assert warning.startswith("web: the deployed template is in no commit of output/web-stack.json")
    assert "make diff STACK=web" in warning


def test_a_template_that_is_not_committed_is_told(root: Path) -> None:
    _commit(root, _text(7))
    (root / "output/web-stack.json").write_text(_text(30))
    assert drifted_from_commit(root, "web", _text(7)) == (
        "web: output/web-stack.json is not committed as it is now",
    )


def test_a_file_that_was_never_committed_has_nothing_to_be_compared_with(root: Path) -> None:
    assert drifted_from_commit(root, "web", _text(7)) == ()
    _commit(root, _text(7))
    assert drifted_from_commit(root, "page", _text(7)) == ()


def test_a_file_that_was_deleted_and_came_again_has_all_its_commits(root: Path) -> None:
    _commit(root, _text(7))
    _git(root, "rm", "--quiet", "output/web-stack.json")
    _git(root, "commit", "-m", "x")
    _commit(root, _text(30))
    assert drifted_from_commit(root, "web", _text(7)) == ()


def test_of_a_shallow_clone_nothing_is_concluded(root: Path, tmp_path: Path) -> None:
    _commit(root, _text(7), _text(30))
    clone = tmp_path / "clone"
    _git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{root}", str(clone))
    assert drifted_from_commit(clone, "web", _text(7)) == ()


def test_a_plan_warns_of_what_is_deployed_and_of_nothing_else(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _commit(root, _text(7))
    deployed = {"dev-web": json.loads(_text(90)), "dev-page": None}
    warn(plan(step("web"), step("page")), deployed, root)
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("web: the deployed template is in no commit")
    warn(plan(step("web")), {"dev-web": json.loads(_text(7))}, root)
    assert capsys.readouterr().err == ""


def test_in_an_emulator_people_try_what_they_have_not_committed_yet() -> None:
    live = plan().environment
    assert warns(live)
    assert not warns(replace(live, emulator=True))


def test_without_git_nothing_is_known(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="git"):
        drifted_from_commit(tmp_path, "web", _text(7))
