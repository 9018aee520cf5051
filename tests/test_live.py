"""The live view, fed with events."""

from __future__ import annotations

import io
import json
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from rich.console import Console

from generators.deploy import events as ev
from generators.deploy.cloud import Change
from generators.report.board import Board
from generators.report.columns import shown
from generators.report.live import LiveView, fitting, head, hidden
from generators.report.rows import Phase, Row

AT = datetime(2020, 1, 1, tzinfo=UTC)
NAMES = ("net", "web", "page", "last")
TEMPLATE = json.dumps({"Resources": {name: {"Type": "T"} for name in "ABCD"}})
CHANGES = tuple(Change(action="Modify", logical_id=name, type="T") for name in "AB")


def _board(**durations: dict[str, float]) -> Board:
    needs = {"net": set(), "web": {"net"}, "page": {"net"}, "last": {"web", "page"}}
    return Board(
        {name: frozenset(of) for name, of in needs.items()},
        dict.fromkeys(NAMES, TEMPLATE),
        durations,
    )


def _started(stack: str, action: ev.Action = "create", **more: Any) -> ev.StackStarted:
    return ev.StackStarted(stack=stack, action=action, **more)


def _of(stack: str, name: str, status: str, reason: str = "") -> ev.ResourceEvent:
    return ev.ResourceEvent(
        stack=stack, logical_id=name, type="T", status=status, reason=reason, at=AT
    )


def _finished(stack: str, outcome: ev.Outcome = "created") -> ev.StackFinished:
    return ev.StackFinished(stack=stack, outcome=outcome, seconds=1)


def _failed(stack: str, **more: Any) -> ev.StackFailed:
    return ev.StackFailed(stack=stack, **{"reason": "no room", "seconds": 1, **more})


def _lines(board: Board, now: float = 10, width: int = 120) -> list[str]:
    return [line.plain for line in shown(board.rows, now, width)]


def _told(*events: ev.Event, **durations: dict[str, float]) -> Board:
    board = _board(**durations)
    for event in events:
        board.told(event, 0)
    return board


def test_before_anything_happens_each_says_whom_it_waits_for() -> None:
    assert _lines(_board()) == [
        "· net   next",
        "· web   waits for net",
        "· page  waits for net",
        "· last  waits for page +1",
    ]


def test_a_stack_under_way_has_its_time_its_resources_and_its_last_event() -> None:
    events = [_of("net", "A", "CREATE_COMPLETE"), _of("net", "B", "CREATE_IN_PROGRESS")]
    board = _told(_started("net"), *events, net={"create": 200, "update": 5})
    assert (
        _lines(board, 65)[0][2:] == "net   creating  1:05 of 3:20  ━━────────  1/4  B being created"
    )
    assert _lines(board, 65, 80)[0][2:] == "net   creating  1:05 of 3:20  1/4  B being created"
    assert _lines(board, 65, 30)[0][2:] == "net   creating  1:05 of 3:20"


def test_what_is_done_has_no_count_as_conditions_may_have_left_resources_out() -> None:
    begun = (_started("net"), _of("net", "A", "CREATE_COMPLETE"))
    assert "1/" in _lines(_told(*begun))[0]
    assert "/" not in _lines(_told(*begun, _finished("net")))[0]


def test_an_update_counts_only_what_its_change_set_names() -> None:
    done = [_of("net", name, "UPDATE_COMPLETE") for name in "ACD"]
    board = _told(_started("net", "update", changes=CHANGES), *done)
    assert "  1/2  " in _lines(board)[0]


@pytest.mark.parametrize(
    ("events", "phase", "state"),
    [
        ([_finished("net", "up to date")], Phase.DONE, "up to date"),
        ([_started("net", "recreate")], Phase.RUNNING, "creating anew"),
        ([_started("net"), _finished("net")], Phase.DONE, "created"),
        ([_started("net"), _failed("net")], Phase.FAILED, "failed"),
        ([_failed("net", declined=True)], Phase.FAILED, "not changed"),
        ([ev.StackSkipped(stack="net", because=("a",))], Phase.FAILED, "skipped"),
        (
            [ev.Waiting(stack="net", status="UPDATE_IN_PROGRESS")],
            Phase.RUNNING,
            "UPDATE_IN_PROGRESS",
        ),
        ([ev.ReplacementsFound(stack="net", changes=CHANGES)], Phase.ASKING, "wants a yes"),
        (
            [_started("net"), _of("net", "net", "ROLLBACK_IN_PROGRESS")],
            Phase.RUNNING,
            "rolling back",
        ),
        (
            [_started("net"), _of("net", "net", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")],
            Phase.RUNNING,
            "cleaning up",
        ),
    ],
)
def test_every_event_has_its_place(events: list[ev.Event], phase: Phase, state: str) -> None:
    row = _told(*events).rows[0]
    assert (row.phase, row.state) == (phase, state)


def test_once_the_last_of_what_it_waits_for_has_ended_a_stack_is_next() -> None:
    rows = _told(_finished("net"), _finished("web"), _finished("page")).rows
    assert [row.state for row in rows] == ["created", "created", "created", "next"]


def test_events_of_other_stacks_and_of_none_move_nothing() -> None:
    board = _board()
    before = board.rows
    board.told(_finished("other"), 1)
    board.told(ev.Interrupted(running=(), waiting=()), 1)
    assert board.rows == before


def test_a_failed_resource_says_why_and_is_red() -> None:
    board = _told(_started("net"), _of("net", "A", "CREATE_FAILED", "no\nroom at all"))
    (line, *_) = shown(board.rows, 1, 120)
    assert line.plain.endswith("A CREATE_FAILED: no room at all")
    assert any(span.style == "red" for span in line.spans)


@pytest.mark.parametrize("width", [20, 40, 80, 120, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    board = _told(_started("net"), _of("net", "A", "CREATE_FAILED", "x" * 300), _failed("page"))
    console = Console(file=io.StringIO(), width=width, force_terminal=True)
    for line in shown(board.rows, 1000, width):
        console.print(line)
    file = console.file
    assert isinstance(file, io.StringIO)
    assert len(file.getvalue().splitlines()) == len(NAMES)


def _rows(**phases: int) -> tuple[Row, ...]:
    return tuple(
        Row(stack=f"{name}{number}", needs=frozenset(), size=1, phase=Phase[name.upper()])
        for name, count in phases.items()
        for number in range(count)
    )


def test_where_there_is_no_room_the_most_urgent_stay_and_the_others_are_counted() -> None:
    rows = _rows(done=20, running=3, failed=1, waiting=30)
    chosen = fitting(rows, 7)
    assert [row.stack for row in chosen][:4] == ["failed0", "running0", "running1", "running2"]
    assert len(chosen) == 6
    left = hidden([row for row in rows if row not in chosen])
    assert left is not None
    assert left.plain == "  … and 28 waiting, 20 done"
    assert fitting(rows, 54) == list(rows)
    assert hidden([]) is None


def test_the_first_line_says_how_far_it_all_is() -> None:
    board = _told(_finished("net"), _started("web"), _failed("page"))
    line = head("deploy to live", board.rows, 62)
    assert line.plain == "deploy to live  1:02  1 of 4 stacks done · 1 running · 1 not done"


@pytest.fixture
def console() -> Console:
    return Console(file=io.StringIO(), width=80, height=10, force_terminal=True, _environ={})


def _view(console: Console) -> tuple[LiveView, io.StringIO]:
    assert isinstance(console.file, io.StringIO)
    return LiveView(console, "deploy", _board(), lambda: 0.0), console.file


def test_what_has_to_stay_is_printed_and_the_rest_is_gone_at_the_end(console: Console) -> None:
    view, file = _view(console)
    with view:
        view(_started("net"))
        view(_of("net", "A", "CREATE_IN_PROGRESS"))
        view(_failed("net", advice="cure it"))
    assert "no room" in file.getvalue()
    assert "cure it" in file.getvalue()
    assert "A being created" not in file.getvalue().rpartition("\x1b[2K")[2]


def test_a_stack_outside_the_plan_that_is_waited_for_is_told_above(console: Console) -> None:
    view, file = _view(console)
    with view:
        view(ev.Waiting(stack="net", status="UPDATE_IN_PROGRESS"))
        view(ev.Waiting(stack="theirs", status="UPDATE_IN_PROGRESS"))
    assert "theirs: UPDATE_IN_PROGRESS, waiting for that to end" in file.getvalue()
    assert "net: UPDATE_IN_PROGRESS, waiting" not in file.getvalue()


def test_a_wait_for_somebody_else_has_no_time_of_its_own() -> None:
    board = _told(ev.Waiting(stack="net", status="UPDATE_IN_PROGRESS"))
    assert board.rows[0].began is None


def test_while_a_person_is_asked_nothing_is_drawn(console: Console) -> None:
    view, file = _view(console)
    with view:
        view(ev.ReplacementsFound(stack="net", changes=CHANGES))
        asked = file.getvalue()
        assert "this change replaces or removes resources" in asked
        time.sleep(0.3)
        assert file.getvalue() == asked
        view(_started("net", "update"))
        assert len(file.getvalue()) > len(asked)


def test_what_a_person_was_asked_about_is_not_wiped_out(console: Console) -> None:
    view, file = _view(console)
    with view:
        view(_started("net"))
        view(_started("web"))
        view(ev.ReplacementsFound(stack="net", changes=CHANGES))
        asked = len(file.getvalue())
        view(ev.Noted(text="on it goes"))
        after = file.getvalue()[asked:]
    up = "\x1b[1A"
    assert up not in after.partition("deploy")[0], "nothing goes up before the view is there again"
    assert up in file.getvalue()[:asked]
