"""The Makefile: what it calls, and which variables it listens to."""

from __future__ import annotations

import os
import re
import subprocess

import pytest

from tests.projects import ROOT

TARGETS = [
    *("templates", "check", "lint", "test", "bench", "review", "ami", "plan", "deploy", "status"),
    *("outputs", "events", "logs", "diff", "drift", "list", "show", "validate", "delete"),
    *("cancel", "continue-rollback", "new-service", "rights", "graph", "timeline"),
    *("emulator-env", "emulator-stop", "clean"),
]


def make(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run make as from a shell that has the variables, whatever make called these tests."""
    inherited = {
        k: v for k, v in os.environ.items() if k not in {"MAKEFLAGS", "MFLAGS", "MAKELEVEL"}
    }
    return subprocess.run(
        ["make", *arguments],
        cwd=ROOT,
        env={**inherited, **environ},
        capture_output=True,
        text=True,
        check=True,
    )


def _recipe(*arguments: str, **environ: str) -> str:
    return make("-n", *arguments, **environ).stdout.strip().splitlines()[-1]


def test_make_alone_lists_every_target_with_a_line() -> None:
    listed = re.findall(r"^  make (\S+) +\S", make().stdout, flags=re.MULTILINE)
    assert listed == ["help", *TARGETS]


def test_the_readme_has_every_target() -> None:
    readme = (ROOT / "README.md").read_text()
    assert [target for target in TARGETS if f"make {target}" not in readme] == []


@pytest.mark.parametrize(
    ("arguments", "called"),
    [
        (["deploy"], "deploy --env 'local'"),
        (["deploy", "ENV=production"], "deploy --env 'production'"),
        (["deploy", "STACK=web", "REPLACE=web.A"], "--stack 'web'   --replace 'web.A'"),
        (["deploy", "JOBS=4", "TIMEOUT=1h"], "--jobs '4' --timeout '1h'"),
        (["cancel", "STACK=web"], "cancel --env 'local' --stack 'web'"),
        (["continue-rollback", "STACK=web"], "continue-rollback --env 'local' --stack 'web'"),
        (["delete", "CONFIRM=yes"], "delete --env 'local'    --confirm 'yes'"),
        (["new-service", "NAME=web", "IMAGE=a/b"], "new-service 'web' --image 'a/b'"),
        (["ami", "STACK=ecs-cluster"], "ami --env 'local' --stack 'ecs-cluster'"),
        (["check"], "-m generators check"),
        (["deploy", "FORMAT=json"], " --format 'json'"),
        (["outputs", "STACK=web", "FORMAT=env"], "--stack 'web' --format 'env'"),
        (["events", "STACK=web", "ALL=yes"], "events --env 'local' --stack 'web' --all"),
        (["logs", "STACK=web"], "logs --env 'local' --stack 'web' --since='' --follow=''"),
        (["logs", "STACK=web", "SINCE=2h", "FOLLOW=no"], "--since='2h' --follow='no'"),
        (["show", "STACK=web", "FORMAT=yaml"], "show --stack 'web' --format 'yaml'"),
        (["list", "ENV=production"], "list --env 'production'"),
        (["timeline"], "timeline --env 'local'"),
    ],
)
def test_a_recipe_is_one_call_with_what_the_command_line_says(
    arguments: list[str], called: str
) -> None:
    assert called in _recipe(*arguments)


@pytest.mark.parametrize("flags", [[], ["-e"]], ids=["make", "make -e"])
def test_a_variable_left_over_in_the_shell_decides_nothing(flags: list[str]) -> None:
    left = {"ENV": "production", "CONFIRM": "yes", "REPLACE": "a.B", "STACK": "web", "JOBS": "3"}
    for verb in ("deploy", "delete"):
        called = _recipe(*flags, verb, **left)
        assert "--env 'local'" in called
        assert not {"production", "yes", "a.B", "web"} & set(re.findall(r"[\w.]+", called))


def test_nothing_is_done_for_a_target_that_does_not_exist() -> None:
    with pytest.raises(subprocess.CalledProcessError) as failed:
        make("-n", "deploy", "web")
    assert "no target web" in failed.value.stderr
    assert failed.value.stdout == ""


def test_a_quote_in_a_value_stays_in_the_value() -> None:
    assert r"--stack 'it'\''s'" in _recipe("deploy", "STACK=it's")


def test_the_version_reaches_the_recipe_from_either_side() -> None:
    show = ["-f", "-", "help"]
    # The last rule for a target wins: this one says what a recipe would see.
    makefile = f"include {ROOT}/Makefile\nhelp:\n\t@echo version=$$VERSION\n"
    for arguments, environ in ((["VERSION=42"], {}), ([], {"VERSION": "42"})):
        found = subprocess.run(
            ["make", *show, *arguments],
            input=makefile,
            env={**os.environ, **environ},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        assert "version=42" in found.stdout
