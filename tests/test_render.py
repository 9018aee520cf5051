from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from generators import render
from generators.verbs.project import Proved
from tests.projects import ROOT, load, shipped, write


def _written(root: Path) -> dict[str, str]:
    project, templates, complaints = load(root)
    assert not complaints
    files = Proved(project=project, templates=templates, concerns=()).files
    render.write(root, files)
    return files


@pytest.mark.parametrize("seed", ["0", "1", "4242"])
def test_the_bytes_are_the_same_whatever_the_hash_seed(seed: str, tmp_path: Path) -> None:
    root = shipped(tmp_path)
    code = (
        "import sys; from pathlib import Path; from tests.projects import load;"
        "from generators.verbs.project import Proved;"
        "project, templates, _ = load(Path(sys.argv[1]));"
        "found = Proved(project=project, templates=templates, concerns=());"
        "sys.stdout.write(str(found.files))"
    )
    env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
    found = subprocess.run(
        [sys.executable, "-c", code, str(root)], env=env, capture_output=True, text=True, check=True
    )
    assert found.stdout == str(_written(root))


@pytest.mark.parametrize("stack", ["network", "ecs-cluster", "tatsu-hubot"])
def test_the_json_is_canonical(stack: str, tmp_path: Path) -> None:
    text = _written(shipped(tmp_path))[f"output/{stack}-stack.json"]
    template = json.loads(text)
    assert text == json.dumps(template, indent=2) + "\n"
    assert list(template) == [s for s in render.SECTIONS if s in template]
    assert all(next(iter(resource)) == "Type" for resource in template["Resources"].values())
    assert not [value for value in _texts(template) if "$${" in value]


def _texts(data: object) -> list[str]:
    match data:
        case str():
            return [data]
        case dict():
            return [text for value in data.values() for text in _texts(value)]
        case list():
            return [text for value in data for text in _texts(value)]
    return []


def test_writing_touches_only_what_changed_and_removes_what_no_stack_has(tmp_path: Path) -> None:
    root = shipped(tmp_path)
    files = _written(root)
    assert not list(render.differences(root, files))
    kept = root / "output/network-stack.json"
    before = kept.stat().st_mtime_ns
    stale = root / "output/tatsu-hubot-stack.json"
    stale.write_text("{}\n")
    (root / "output/ecs-cluster-stack.json").unlink()
    stray = root / "output/gone-stack.json"
    stray.write_text("{}\n")
    notes = root / "output/notes.txt"
    notes.write_text("mine")
    found = {d.path: d for d in render.differences(root, files)}
    assert {path: d.problem for path, d in found.items()} == {
        "output/tatsu-hubot-stack.json": "stale",
        "output/ecs-cluster-stack.json": "missing",
        "output/gone-stack.json": "stray",
    }
    assert (
        '+  "AWSTemplateFormatVersion": "2010-09-09",'
        in found["output/tatsu-hubot-stack.json"].diff
    )
    render.write(root, files)
    assert not list(render.differences(root, files))
    assert not stray.exists()
    assert notes.read_text() == "mine"
    assert kept.stat().st_mtime_ns == before


def test_a_write_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    target = tmp_path / "file.json"
    target.write_text("old")
    from generators.files import write_atomically

    with pytest.raises(UnicodeEncodeError):
        write_atomically(target, "\udc80")
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["file.json"]


def test_a_waiver_and_its_reason_stand_in_the_template(tmp_path: Path) -> None:
    root = write(shipped(tmp_path), network="kind: network\nwaive:\n  W3005: read more easily so\n")
    _, templates, _ = load(root)
    assert templates["network"]["Metadata"] == {
        "cfn-lint": {"config": {"ignore_checks": ["W3005"]}},
        "Waived": {"W3005": "read more easily so"},
    }


def test_what_is_committed_is_what_is_generated() -> None:
    project, templates, complaints = load(ROOT)
    assert not complaints
    found = Proved(project=project, templates=templates, concerns=())
    assert not list(render.differences(ROOT, found.files))


LARGE = """
    kind: service
    parent: ecs-cluster
    spec:
      containers:
        - name: web
          image: nginx:1.27
          memory: 64
          environment:
"""


def _large(size: int) -> str:
    values = "\n".join(f"            NOTE_{n}: {'x' * 4000}" for n in range(size // 4000 + 1))
    return f"{LARGE}{values}\n"


@pytest.mark.parametrize(
    ("size", "bucket", "said"),
    [
        (60_000, False, "split the stack, or give production a bucket: in environments.yaml"),
        (60_000, True, ""),
        (1_000_000, True, "CloudFormation takes 1,000,000: split the stack"),
    ],
)
def test_a_template_too_large_for_a_call_wants_a_bucket(
    size: int, bucket: bool, said: str, tmp_path: Path
) -> None:
    root = shipped(tmp_path, web=_large(size))
    environments = root / "params/environments.yaml"
    if bucket:
        text = environments.read_text().replace("production:", "production:\n  bucket: a-b/c", 1)
        environments.write_text(text)
    _, _, complaints = load(root)
    found = [str(one) for one in complaints if "bytes" in one.message]
    assert len(found) == bool(said), found
    assert all(said in one and "params/web.yaml" in one for one in found)
