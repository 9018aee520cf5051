"""Following logs and comparing with what there is: pure, with fakes for AWS and time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice

from generators.deploy.drift import Detection, ResourceDrift, StackDrift, State, compared
from generators.deploy.tailing import Line, Watch, follow
from generators.errors import Refused

AT = datetime(2020, 1, 1, tzinfo=UTC)


def _line(id_: str, seconds: float, group: str = "g") -> Line:
    return Line(id=id_, at=AT + timedelta(seconds=seconds), group=group, stream="s", text=id_)


@dataclass(kw_only=True)
class Written:
    """Lines, each visible from some second on; waiting is what moves the time."""

    lines: list[tuple[float, Line]]
    time: float = 0
    starts: list[datetime] = field(default_factory=list)
    sleeps: list[float] = field(default_factory=list)

    def since(self, group: str, start: datetime) -> Sequence[Line]:
        self.starts.append(start)
        there = [line for at, line in self.lines if at <= self.time and line.group == group]
        return [line for line in there if line.at >= start]

    def watch(self) -> Watch:
        return Watch(now=lambda: AT + timedelta(seconds=self.time), sleep=self._sleep)

    def _sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.time += seconds


def test_what_is_there_is_told_in_the_order_of_its_times_and_then_it_ends() -> None:
    logs = Written(lines=[(0, _line("b", -1)), (0, _line("a", -2, "h")), (5, _line("c", 5))])
    assert [line.id for line in follow(logs, ["g", "h"], AT - timedelta(hours=1), None)] == [
        "a",
        "b",
    ]


def test_followed_each_line_is_told_once_though_it_comes_late() -> None:
    late = (200, _line("late", 150))
    logs = Written(lines=[(0, _line("old", -500)), (3, _line("new", 3)), late])
    found = follow(logs, ["g"], AT - timedelta(hours=1), logs.watch())
    assert [line.id for line in islice(found, 3)] == ["old", "new", "late"]


def test_once_read_hours_are_not_read_again() -> None:
    logs = Written(lines=[(0, _line("old", -500)), (10, _line("new", 10))])
    [*islice(follow(logs, ["g"], AT - timedelta(hours=1), logs.watch()), 2)]
    assert logs.starts[0] == AT - timedelta(hours=1)
    assert all(start >= AT - timedelta(seconds=60) for start in logs.starts[1:])


def test_many_groups_are_looked_at_less_often() -> None:
    names = [f"g{number}" for number in range(20)]
    logs = Written(lines=[(0, _line("a", 0, "g0")), (1, _line("b", 1, "g0"))])
    [*islice(follow(logs, names, AT, logs.watch()), 2)]
    assert logs.sleeps == [10]


def _drift(state: State) -> ResourceDrift:
    return ResourceDrift(logical_id="R", physical_id="r", type="AWS::IAM::Role", state=state)


@dataclass(kw_only=True)
class Detecting:
    """Detections that end at a look each, by the stack."""

    ends: dict[str, int]
    failures: dict[str, str] = field(default_factory=dict)
    refused: frozenset[str] = frozenset()

    def detect(self, stack: str) -> str:
        if stack in self.refused:
            raise Refused(f"{stack}: it is being updated", advice="wait")
        return f"d/{stack}"

    def detection(self, stack: str, detection: str) -> Detection | None:
        assert detection == f"d/{stack}"
        self.ends[stack] -= 1
        return None if self.ends[stack] else Detection(failure=self.failures.get(stack, ""))

    def drifts(self, stack: str) -> tuple[ResourceDrift, ...]:
        assert not self.ends[stack]
        states: tuple[State, ...] = ("changed", "deleted", "as it was", "not compared")
        return tuple(map(_drift, states))


def test_stacks_are_compared_side_by_side_and_told_in_their_order() -> None:
    sleeps: list[float] = []
    detecting = Detecting(ends={"web": 3, "page": 1}, failures={"page": "no right"})
    found = compared(["web", "page"], detecting, sleeps.append)
    differ = (_drift("changed"), _drift("deleted"))
    assert found == {
        "web": StackDrift(resources=differ, compared=3),
        "page": StackDrift(resources=differ, compared=3, failure="no right"),
    }
    assert sleeps == [0.5, 0.75]


def test_a_stack_that_cannot_be_compared_does_not_keep_the_others_from_it() -> None:
    detecting = Detecting(ends={"page": 1}, refused=frozenset({"web"}))
    found = compared(["web", "page"], detecting, lambda _: None)
    assert found["web"] == StackDrift(failure="it is being updated; wait")
    assert found["page"].compared == 3
