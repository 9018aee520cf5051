"""No secret is told, nor a part of one."""

from __future__ import annotations

import pytest

from generators.deploy.masking import known, mask
from generators.model import Assignment, EnvVar, First, Joined, OutputOf, Previous, Value

ENVIRON = {"SET": "of a shell", "UNSET": ""}


def test_a_secret_that_begins_with_another_is_masked_whole() -> None:
    for secrets in (["hunter2", "hunter22"], ["hunter22", "hunter2"]):
        assert mask("hunter22, hunter2 and hunter", secrets) == "****, **** and hunter"


def _assigned(value: Value, *, no_echo: bool = True) -> Assignment:
    return Assignment(value=value, origin="given", no_echo=no_echo)


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        ("plain", {"plain"}),
        ("", set()),
        (EnvVar("SET"), {"of a shell"}),
        (EnvVar("UNSET"), set()),
        (Previous(), set()),
        (OutputOf("db", "Password"), set()),
        (First((EnvVar("UNSET"), Previous(), "last")), {"last"}),
        (First((EnvVar("SET"), "last")), {"of a shell", "last"}),
        (Joined((EnvVar("SET"), "one")), {"of a shell", "one"}),
    ],
)
def test_what_may_have_been_given_is_known_from_files_and_variables(
    value: Value, texts: set[str]
) -> None:
    found = known({"A": _assigned(value), "B": _assigned("open", no_echo=False)}, ENVIRON)
    assert found == texts
