"""What `make check` prints of all this, and how it ends."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from generators import params, proof, render
from generators.fitting import fitting
from tests.fitting.judged import ENVIRONMENTS, cluster, container, service
from tests.projects import ROOT, shipped, write

BALANCED: dict[str, Any] = {
    "containers": [container(ports=[8080])],
    "load_balancer": {"rule": {"hosts": ["example.com"]}},
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with nothing but what the check wants beside params/."""
    shutil.copytree(ROOT / "docs/kinds", tmp_path / "docs/kinds")
    return tmp_path


def run(root: Path, verb: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "generators", verb],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_warning_is_printed_and_the_check_passes(root: Path) -> None:
    one = service({"desired_count": 30})
    write(root, environments=ENVIRONMENTS, main=cluster(), one=one)
    assert run(root, "templates").returncode == 0
    found = run(root, "check")
    assert (found.returncode, found.stdout) == (0, "")
    first, last = found.stderr.splitlines()
    assert first.startswith("params/main.yaml:8: warning: parameters.MaxSize: in environment local")
    assert last == "params, wiring and output/ agree (local: 2 stacks)"


def test_an_error_fails_the_check_among_all_others_in_order(root: Path) -> None:
    files = {
        "a": service({"containers": [container(gpus=1)]}),
        "b": service({"containers": [container(gpus=1)]}, parameters={"Nothing": "x"}),
    }
    write(root, environments=ENVIRONMENTS, main=cluster(), **files)
    found = run(root, "check")
    assert found.returncode == 1
    assert [line.split(": ")[:2] for line in found.stderr.splitlines()] == [
        ["params/a.yaml:11", "spec.containers[0].gpus"],
        ["params/b.yaml:11", "spec.containers[0].gpus"],
        ["params/b.yaml:16", "parameters.Nothing"],
    ]


def test_what_is_missing_for_a_reason_is_told_by_the_reason_alone(tmp_path: Path) -> None:
    root = write(tmp_path, environments=ENVIRONMENTS, main=cluster(), one=service(BALANCED))
    project = params.read(root)
    templates, _ = render.build_all(project)
    (missing,) = {one.key for one in proof.prove(project, templates)}
    assert missing == "parameters.ListenerArn"
    found = fitting(project, templates)
    assert ("local", "one", "ListenerArn") in found.explained
    assert proof.prove(project, templates, explained=found.explained) == ()
    assert [one.key for one in found.complaints] == ["spec.load_balancer.rule"]


def test_there_is_nothing_to_say_of_what_is_shipped(tmp_path: Path) -> None:
    project = params.read(shipped(tmp_path))
    found = fitting(project, render.build_all(project)[0])
    assert (found.complaints, found.concerns) == ((), ())
