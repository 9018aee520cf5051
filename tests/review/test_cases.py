"""Changes that teams make, each with what a pull request is told of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generators.model import EnvVar, First, Joined, OutputOf, Previous
from tests.review.cases import folders, load, told


@pytest.mark.parametrize("case", folders(), ids=lambda case: case.name)
def test_a_change_is_told_as_expected(case: Path) -> None:
    """Where it should read otherwise: python -m tests.review.cases --write, and read that."""
    assert told(case) == (case / "expected.md").read_text()


def test_a_template_alone_is_one_stack_in_production(tmp_path: Path) -> None:
    path = tmp_path / "before.json"
    template = {"Parameters": {"Size": {"Default": 3}, "Vpc": {}}, "Resources": {}}
    path.write_text(json.dumps(template))
    side = load(path)
    assert side.templates == {"web": template}
    assert side.environments == {"production": {"web": {"Size": "3"}}}
    assert side.order == {"production": ("web",)}


def test_values_and_order_follow_what_is_said(tmp_path: Path) -> None:
    path = tmp_path / "before.json"
    values = {
        "A": {"output": "net.Id"},
        "B": {"first": [{"env": "V"}, {"previous": True}, "x"]},
        "C": ["a", "b"],
    }
    stacks: dict[str, Any] = {"app": {"Resources": {}}, "net": {"Resources": {}}}
    path.write_text(
        json.dumps({"stacks": stacks, "environments": {"e": {"app": values, "net": {}}, "f": {}}})
    )
    side = load(path)
    assert side.order == {"e": ("net", "app"), "f": ()}
    assert side.environments["e"]["app"] == {
        "A": OutputOf("net", "Id"),
        "B": First((EnvVar("V"), Previous(), "x")),
        "C": Joined(("a", "b")),
    }
