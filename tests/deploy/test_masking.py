"""No secret is told, nor a part of one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from generators.deploy.cloud import StackState
from generators.deploy.deletion import delete
from generators.deploy.events import ResourceEvent, StackFailed, Summary
from generators.deploy.live import Live
from generators.deploy.masking import known, known_secrets, mask
from generators.deploy.repair import repaired
from generators.model import Assignment, EnvVar, First, Joined, OutputOf, Plan, Previous, Value
from tests.deploy.fakes import EPOCH, Failure, FakeCloud, Told, plan, step

SECRET = Assignment(value="hunter2", origin="given", no_echo=True)
QUOTED = "the value hunter2 of apple is in use"

Work = Callable[[FakeCloud, Plan, Told], Summary]

ENVIRON = {"SET": "of a shell", "UNSET": ""}


def test_a_secret_that_begins_with_another_is_masked_whole() -> None:
    for secrets in (["hunter2", "hunter22"], ["hunter22", "hunter2"]):
        assert mask("hunter22, hunter2 and hunter", secrets) == "****, **** and hunter"


@pytest.mark.parametrize(
    ("status", "fell", "work"),
    [
        (
            "CREATE_COMPLETE",
            "DELETE_FAILED",
            lambda cloud, todo, told: delete(todo, cloud, told, cloud.clock.terms()),
        ),
        (
            "UPDATE_ROLLBACK_FAILED",
            "UPDATE_ROLLBACK_FAILED",
            lambda cloud, todo, told: repaired(
                "continue-rollback", todo, cloud, told, cloud.clock.terms()
            ),
        ),
    ],
    ids=["delete", "continue-rollback"],
)
def test_what_is_deleted_or_rolled_back_tells_no_secret_that_is_known(
    status: str, fell: str, work: Work
) -> None:
    cloud, told = FakeCloud(), Told()
    cloud.seed("dev-web", status, parameters={"Token": "****", "Other": "****"})
    cloud.failures["dev-web"] = [Failure(status=fell, reason=QUOTED)]
    unset = Assignment(value=EnvVar("OTHER"), origin="given", no_echo=True)
    plain = Assignment(value="apple", origin="given")
    work(cloud, plan(step("web", Token=SECRET, Other=unset, Plain=plain)), told)
    reasons = [event.reason for event in told.of(ResourceEvent) if event.reason]
    assert "the value **** of apple is in use" in reasons
    (failed,) = told.of(StackFailed)
    assert "****" in str(failed.cause)
    assert not [event for event in told.events if "hunter2" in str(event)]


def _known(value: Value, **states: StackState | None) -> set[str]:
    secret = Assignment(value=value, origin="given", no_echo=True)
    return known_secrets(plan(step("web", Token=secret)), Live(states=states))


@pytest.mark.parametrize(
    ("value", "known"),
    [
        ("hunter2", {"hunter2"}),
        ("", set()),
        (EnvVar("TOKEN"), set()),
        (Previous(), set()),
        (OutputOf("vault", "Token"), {"from the vault"}),
        (OutputOf("elsewhere", "Token"), set()),
        (First((EnvVar("TOKEN"), "hunter2")), {"hunter2"}),
    ],
)
def test_nothing_fails_for_want_of_a_secret(value: Value, known: set[str]) -> None:
    outputs = {"Token": "from the vault"}
    vault = StackState(
        name="vault", id="id", status="CREATE_COMPLETE", created=EPOCH, outputs=outputs
    )
    assert _known(value, vault=vault) == known


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
