"""The params files of the README, as they stand there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generators.lint import lint
from generators.render import as_text
from tests.projects import ROOT, load, shipped

BLOCKS = re.findall(r"```yaml\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
KINDS = [text for text in BLOCKS if text.startswith("kind:")]


@pytest.mark.parametrize("text", KINDS, ids=lambda text: text.split("\n")[0])
def test_a_file_of_the_readme_can_be_taken_as_it_stands(text: str, tmp_path: Path) -> None:
    name = "ecs_cluster" if "kind: cluster" in text else "web"
    _, templates, complaints = load(shipped(tmp_path, **{name: text}))
    assert complaints == []
    files = {stack: as_text(template) for stack, template in templates.items()}
    assert list(lint(files, ["eu-west-1"])) == []


def test_the_readme_shows_a_cluster_and_services() -> None:
    kinds = [text.split("\n")[0] for text in KINDS]
    assert kinds == ["kind: service", "kind: service", "kind: cluster"]
