"""Protection that was changed by hand."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from generators.deploy.cloud import StackState
from generators.deploy.lapses import Lapse, lapses
from generators.deploy.protection import as_text, stack_policy
from generators.errors import Refused

AT = datetime(2020, 1, 1, tzinfo=UTC)
OURS = as_text(stack_policy())
LAID_OUT = json.dumps(dict(reversed(stack_policy().items())), indent=4)


@dataclass(frozen=True, kw_only=True)
class Policies:
    text: str | None = OURS
    refused: bool = False

    def policy(self, stack: str) -> str | None:
        assert stack == "web"
        if self.refused:
            raise Refused("web: not allowed", advice="`make rights`")
        return self.text


def _state(*, kept: bool = True, status: str = "UPDATE_COMPLETE") -> StackState:
    return StackState(name="web", id="1", status=status, created=AT, protected=kept)


@pytest.mark.parametrize("text", [OURS, LAID_OUT])
def test_a_stack_as_a_deploy_leaves_it_is_not_told(text: str) -> None:
    assert lapses([_state()], Policies(text=text)) == []


@pytest.mark.parametrize(
    ("kept", "text", "lapse"),
    [
        (False, OURS, Lapse(stack="web", kept=False, policy="ours")),
        (True, None, Lapse(stack="web", kept=True, policy="none")),
        (False, None, Lapse(stack="web", kept=False, policy="none")),
        (True, '{"Statement": []}', Lapse(stack="web", kept=True, policy="another")),
        (True, "no JSON", Lapse(stack="web", kept=True, policy="another")),
    ],
)
def test_what_is_missing_or_another_is_told(kept: bool, text: str | None, lapse: Lapse) -> None:
    assert lapses([_state(kept=kept)], Policies(text=text)) == [lapse]


def test_a_policy_that_may_not_be_read_is_not_known_and_keeps_nothing_from_being_told() -> None:
    (found,) = lapses([_state(kept=False)], Policies(refused=True))
    failure = "not allowed; `make rights`"
    assert found == Lapse(stack="web", kept=False, policy="not known", failure=failure)


def test_what_holds_no_resources_has_no_protection_yet() -> None:
    assert lapses([_state(kept=False, status="ROLLBACK_COMPLETE")], Policies(text=None)) == []
