"""JOBS= and TIMEOUT=, as people write them."""

from __future__ import annotations

from argparse import Namespace

import pytest

from generators.deploy.terms import Limits
from generators.errors import UserError
from generators.verbs.limits import JOBS, jobs, limits, seconds


@pytest.mark.parametrize(
    ("text", "expected"), [("30", 1800), ("90m", 5400), ("1h", 3600), ("2h", 7200)]
)
def test_a_time_is_minutes_or_says_its_unit(text: str, expected: float) -> None:
    assert seconds(text) == expected


@pytest.mark.parametrize("text", ["", "0", "-1", "1d", "1.5h", "soon", "30 m"])
def test_anything_else_is_refused_with_what_is_allowed(text: str) -> None:
    with pytest.raises(UserError, match=r"write minutes \(30, 30m\) or hours \(1h\)"):
        seconds(text)


def test_jobs_are_a_number_of_stacks() -> None:
    assert jobs("4") == 4
    for text in ("0", "", "-2", "many", "1001"):
        with pytest.raises(UserError, match="from 1 to 1000"):
            jobs(text)


def test_what_is_not_given_is_as_usual() -> None:
    assert limits(Namespace()) == Limits()
    assert limits(Namespace(jobs=JOBS, timeout=None)) == Limits()
    assert limits(Namespace(jobs=2, timeout=60.0)) == Limits(jobs=2, timeout=60.0)
