"""A small change of params/ is a small change of what is generated, and of one file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

import pytest

from generators import overview, render
from tests.projects import load, shipped, write

HUBOT = "tatsu-hubot"
OWN = f"output/{HUBOT}-stack.json"
OVERVIEW = "output/README.md"


def _files(root: Path) -> dict[str, str]:
    project, templates, complaints = load(root)
    assert not complaints, complaints
    return render.generated(templates) | {OVERVIEW: overview.page(project, templates)}


def _lines(before: str, after: str) -> int:
    """Lines that a reviewer sees as gone or come."""
    diff = unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return sum(line[:1] in "+-" and line[:3] not in ("+++", "---") for line in diff)


def _replaced(old: str, new: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        path = root / f"params/{HUBOT}.yaml"
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))

    return change


def _new_service(root: Path) -> None:
    write(
        root,
        web="""
        kind: service
        parent: ecs-cluster
        spec: {containers: [{name: web, image: example/web:1.27, cpu: 64, memory: 64}]}
        """,
    )


@dataclass(frozen=True, kw_only=True)
class Small:
    """A change of params, and how many lines of which files it may change."""

    change: Callable[[Path], None]
    lines: Mapping[str, int]


CASES = {
    "the image": Small(
        change=_replaced("pgarbe/tatsu-hubot:v_", "pgarbe/tatsu-hubot:w_"), lines={OWN: 2}
    ),
    "one right more": Small(
        change=_replaced("s3:DeleteObject]", "s3:DeleteObject, s3:ListBucket]"), lines={OWN: 3}
    ),
    "one right less": Small(change=_replaced(", s3:DeleteObject]", "]"), lines={OWN: 3}),
    "an environment variable": Small(
        change=_replaced("      secrets:", "      environment: {LEVEL: debug}\n      secrets:"),
        lines={OWN: 6},
    ),
    "more memory": Small(change=_replaced("memory: 250", "memory: 300"), lines={OWN: 2}),
    "a renamed container": Small(
        change=_replaced("- name: tatsu-hubot", "- name: hubot"), lines={OWN: 4}
    ),
    "a value of a parameter": Small(
        change=_replaced("        - 1", "        - 2"), lines={OVERVIEW: 2}
    ),
    "a new service": Small(change=_new_service, lines={"output/web-stack.json": 220, OVERVIEW: 25}),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_small_change_of_params_is_small_in_what_is_reviewed(case: Small, tmp_path: Path) -> None:
    root = shipped(tmp_path)
    before = _files(root)
    case.change(root)
    after = _files(root)
    changed = {
        path: _lines(before.get(path, ""), after.get(path, ""))
        for path in {*before, *after}
        if before.get(path) != after.get(path)
    }
    assert changed.keys() == case.lines.keys()
    assert all(changed[path] <= most for path, most in case.lines.items()), changed
