"""Each file of `tests/refused` is a params file that is refused.

It stands beside the shipped ones as `params/case.yaml` (or as `environments.yaml`, where its name
begins so). A comment `#! text` says that the line is complained of in words that hold the text; no
other line is.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.projects import load, shipped

CASES = sorted((Path(__file__).parent / "refused").glob("*.yaml"))


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_every_line_that_cannot_be_is_named_and_no_other(case: Path, tmp_path: Path) -> None:
    text = case.read_text()
    name = "environments" if case.stem.startswith("environments") else "case"
    _, _, complaints = load(shipped(tmp_path, **{name: text}))
    found = [
        (c.line, f"{c.key}: {c.message}") for c in complaints if c.file.endswith(f"{name}.yaml")
    ]
    wanted = [
        (number, part.strip())
        for number, line in enumerate(text.splitlines(), 1)
        for part in line.split("#!")[1:]
    ]
    assert [line for line, _ in found] == [line for line, _ in wanted], found
    for (_, said), (_, part) in zip(found, sorted(wanted), strict=True):
        assert part in said


def test_all_complaints_of_all_files_come_at_once(tmp_path: Path) -> None:
    root = shipped(tmp_path, one="kind: servise\n", two="kind: service\nspecs: {}\n")
    _, _, complaints = load(root)
    assert {c.file for c in complaints} == {"params/one.yaml", "params/two.yaml"}
