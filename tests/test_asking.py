"""Who says yes: make's command line, or a person in a terminal."""

from __future__ import annotations

import io
import os
import sys

import pytest

from generators.deploy.cloud import Change
from generators.errors import Unconfirmed, UserError
from generators.model import Environment, Plan, Step
from generators.verbs.asking import approver, confirm_deletion

WEB = Step(stack="web", name="jane-web", template="{}", parameters={}, tags={}, needs=frozenset())
TODO = Plan(
    environment=Environment(name="test", account="123456789012", region="eu-west-1"), steps=(WEB,)
)
ROLE = Change(action="Remove", logical_id="Role", type="AWS::IAM::Role")
LOGS = Change(action="Modify", logical_id="Logs", type="AWS::Logs::LogGroup", replacement="True")
DISK = Change(action="Remove", logical_id="Disk", type="AWS::EC2::Volume")


class Terminal(io.StringIO):
    """Somebody reads and writes here."""

    def isatty(self) -> bool:
        return True


def _asked(
    monkeypatch: pytest.MonkeyPatch, answers: str, *changes: Change, replace: str = ""
) -> tuple[bool, str]:
    """Whether it was a yes, and what was asked."""
    screen = Terminal()
    monkeypatch.setattr(sys, "stdin", Terminal(answers))
    monkeypatch.setattr(sys, "stderr", screen)
    return approver(replace, TODO)("web", changes), screen.getvalue()


@pytest.mark.parametrize(
    ("answers", "changes", "yes"),
    [
        ("y\n", (ROLE,), True),
        ("Yes\n", (ROLE,), True),
        ("\n", (ROLE,), False),
        ("", (ROLE,), False),
        ("y\n", (LOGS,), False),
        ("web.Logs\n", (LOGS,), True),
        ("Logs\n", (LOGS,), True),
        ("web.Disk\n", (LOGS,), False),
        ("\n", (LOGS,), False),
        ("y\nLogs\nDisk\n", (LOGS, ROLE, DISK), True),
        ("y\nLogs\ny\n", (LOGS, ROLE, DISK), False),
        ("n\nLogs\n", (LOGS, ROLE), False),
    ],
)
def test_what_holds_state_goes_only_once_its_name_was_typed(
    monkeypatch: pytest.MonkeyPatch, answers: str, changes: tuple[Change, ...], yes: bool
) -> None:
    assert _asked(monkeypatch, answers, *changes)[0] == yes


def test_the_question_says_what_would_be_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    _, asked = _asked(monkeypatch, "y\nLogs\n", ROLE, LOGS)
    assert asked == (
        "Go on with web? [y/N] "
        "web.Logs (AWS::Logs::LogGroup) will be replaced; its logs would be lost."
        " To go on, type web.Logs: "
    )


def test_only_what_make_was_not_told_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _asked(monkeypatch, "", ROLE, replace="yes") == (True, "")
    assert _asked(monkeypatch, "", ROLE, LOGS, replace=" yes, web.Logs") == (True, "")
    yes, asked = _asked(monkeypatch, "Logs\n", ROLE, LOGS, DISK, replace="yes,web.Disk")
    assert yes
    assert asked.startswith("web.Logs ")


def test_nobody_is_asked_about_what_nobody_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stdin", Terminal("y\nLogs\n"))
    monkeypatch.setattr(sys, "stderr", screen)
    assert not approver("", TODO, asks=False)("web", (ROLE,))
    assert not approver("yes", TODO, asks=False)("web", (ROLE, LOGS))
    assert approver("yes,web.Logs", TODO, asks=False)("web", (ROLE, LOGS))
    assert screen.getvalue() == ""


def test_what_was_typed_before_the_question_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    person, terminal = os.openpty()
    os.write(person, b"y\n")

    class Screen(Terminal):
        def write(self, text: str) -> int:
            os.write(person, b"n\n")
            return super().write(text)

    with os.fdopen(terminal) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        monkeypatch.setattr(sys, "stderr", Screen())
        assert not approver("", TODO)("web", (ROLE,))
    os.close(person)


def test_without_a_terminal_nobody_says_yes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\nLogs\n"))
    assert not approver("yes", TODO)("web", (LOGS,))
    assert approver("yes", TODO)("web", (ROLE,))


@pytest.mark.parametrize("replace", ["Logs", "web", "web.", "page.Logs", "no", "Yes"])
def test_a_name_that_can_be_no_resources_is_refused(replace: str) -> None:
    with pytest.raises(UserError, match=r"one is written stack\.LogicalId, and yes is for all"):
        approver(replace, TODO)


@pytest.mark.parametrize("confirm", ["", "no"])
def test_with_events_for_machines_nobody_is_asked_whether_to_delete(
    monkeypatch: pytest.MonkeyPatch, confirm: str
) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stdin", Terminal("y\n"))
    monkeypatch.setattr(sys, "stderr", screen)
    with pytest.raises(Unconfirmed, match="nothing was deleted") as raised:
        confirm_deletion(TODO, confirm, asks=False)
    assert "CONFIRM=yes" in str(raised.value)
    assert screen.getvalue() == ""
    confirm_deletion(TODO, "yes", asks=False)
    confirm_deletion(TODO, "")
    assert screen.getvalue() == "Delete jane-web from test (account 123456789012)? [y/N] "


def test_ctrl_c_at_a_question_leaves_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is drawn next goes up by the lines that it knows of."""

    def stops() -> str:
        raise KeyboardInterrupt

    screen, keyboard = Terminal(), Terminal()
    keyboard.readline = stops  # type: ignore[method-assign, assignment]
    monkeypatch.setattr(sys, "stdin", keyboard)
    monkeypatch.setattr(sys, "stderr", screen)
    with pytest.raises(KeyboardInterrupt):
        approver("", TODO)("web", (ROLE,))
    assert screen.getvalue().endswith("[y/N] \n")
