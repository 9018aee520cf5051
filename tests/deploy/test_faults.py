"""Whatever goes wrong: what the user sees, the exit status, and that a second run ends well."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from rich.console import Console

from generators import report
from generators.__main__ import exit_status
from generators.deploy.cloud import Cloud
from generators.deploy.deletion import delete
from generators.deploy.engine import deploy
from generators.deploy.events import Event, Interrupted, StackFailed, StackFinished, Summary
from generators.deploy.guard import allowing
from generators.deploy.run import Limits
from generators.errors import CannotReachAWS, NoAnswer, Refused
from generators.model import OutputOf, Plan
from tests.deploy.fakes import Failure, FakeCloud, plan, step, template
from tests.deploy.rough import Road
from tests.deploy.test_scheduling import graph
from tests.deploy.virtual import Time

EXPIRED = CannotReachAWS(
    "AWS does not take the credentials: the security token has expired (ExpiredToken)",
    advice="get or renew them by `aws sso login`; then run the same command again",
)


def app(version: str) -> Plan:
    """A cluster, two services on it, and a page on one of them."""
    cluster = template(("Name",), Cluster=f"AWS::ECS::Cluster@{version}")
    web = template(("Url",), Task=f"AWS::ECS::TaskDefinition@{version}")
    name, url = OutputOf("dev-cluster", "Name"), OutputOf("dev-web", "Url")
    return plan(
        step("cluster", text=cluster),
        step("web", "cluster", text=web, Cluster=name),
        step("api", "cluster", text=web, Cluster=name),
        step("page", "web", text=web, Url=url),
    )


@dataclass
class Person:
    """Somebody who runs the commands, and reads what they print."""

    cloud: FakeCloud = field(default_factory=lambda: FakeCloud(Time(latency=0.05)))
    events: list[Event] = field(default_factory=list)
    ended: Summary = field(default_factory=lambda: Summary(ended=()))
    said: str = ""

    def deploys(self, steps: Plan, road: Road | None = None, **limits: Any) -> int:
        """The exit status."""
        return self._does(
            lambda cloud, emit: deploy(
                steps,
                cloud,
                emit,
                allowing(()),
                limits=Limits(**limits),
                runner=self.cloud.clock.run,
            ),
            road,
        )

    def deletes(self, steps: Plan, road: Road | None = None) -> int:
        """The exit status."""
        return self._does(
            lambda cloud, emit: delete(steps, cloud, emit, runner=self.cloud.clock.run), road
        )

    def _does(
        self, verb: Callable[[Cloud, Callable[[Event], None]], Summary], road: Road | None
    ) -> int:
        console = Console(file=io.StringIO(), width=200, soft_wrap=True)
        progress = report.Progress(console)
        self.events = []

        def emit(event: Event) -> None:
            self.events.append(event)
            progress(event)

        def run() -> int:
            self.ended = verb((road or Road(self.cloud)).to(), emit)
            return 0 if self.ended.ok else 1

        status = exit_status(run)
        assert isinstance(console.file, io.StringIO)
        self.said = console.file.getvalue()
        return status

    @property
    def outcomes(self) -> list[str]:
        return [getattr(end, "outcome", type(end).__name__) for end in self.ended.ended]

    def failure(self, stack: str) -> StackFailed:
        (found,) = [end for end in self.ended.ended if end.stack == stack]
        assert isinstance(found, StackFailed)
        return found


@pytest.fixture
def person() -> Person:
    return Person()


def bumpy(person: Person, seed: int) -> Road:
    return Road(person.cloud, seed=seed, throttled=0.2, broken=0.1, reset=0.05)


@pytest.mark.parametrize("seed", range(8))
def test_throttling_errors_and_lost_connections_fail_no_deploy(seed: int) -> None:
    steps, seconds = graph(60, seed, (5.0, 120.0))
    person = Person()
    person.cloud.seconds = seconds
    assert person.deploys(steps, bumpy(person, seed)) == 0
    assert set(person.outcomes) == {"created"}
    assert len([event for event in person.events if isinstance(event, StackFinished)]) == 60
    assert person.deploys(steps, bumpy(person, seed)) == 0
    assert set(person.outcomes) == {"up to date"}
    assert person.deletes(steps, bumpy(person, seed)) == 0
    assert person.cloud.known == {}


@pytest.mark.parametrize("seed", range(4))
def test_updates_take_the_same_road(seed: int) -> None:
    person = Person()
    assert person.deploys(app("1")) == 0
    assert person.deploys(app("2"), bumpy(person, seed)) == 0
    assert person.outcomes == ["updated"] * 4
    assert person.cloud.proposals == {}


VERBS: dict[str, Callable[[Person, Road | None], int]] = {
    "create": lambda person, road: person.deploys(app("1"), road),
    "update": lambda person, road: person.deploys(app("2"), road),
    "unchanged": lambda person, road: person.deploys(app("1"), road),
    "recreate": lambda person, road: person.deploys(app("1"), road),
    "delete": lambda person, road: person.deletes(app("1"), road),
}


def standing(verb: str) -> Person:
    """Somebody before that command."""
    person = Person()
    if verb == "recreate":
        for name in ("dev-cluster", "dev-web", "dev-api", "dev-page"):
            person.cloud.seed(name, "ROLLBACK_COMPLETE")
    elif verb != "create":
        assert person.deploys(app("1")) == 0
    return person


def calls_of(verb: str) -> int:
    person = standing(verb)
    road = Road(person.cloud)
    VERBS[verb](person, road)
    return len(road.order)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("moment", ["before", "during"])
def test_ctrl_c_at_each_call_says_what_runs_and_a_second_run_ends_well(
    verb: str, moment: str
) -> None:
    for number in range(calls_of(verb)):
        person = standing(verb)
        clock = person.cloud.clock

        def press(call: int, number: int = number, clock: Time = clock) -> None:
            if call == number:
                # The call is sent and heard in spite of it; its answer takes as long as ever.
                clock.stop()

        road = Road(person.cloud, before=press)
        clock.latency = 0.05 if moment == "during" else 0.0
        status = VERBS[verb](person, road)
        if status == 0:
            continue  # it was the last call, and nothing was left to stop
        assert status == 130
        pressed = road.order[number][0]
        later = {verb for at, verb in road.order if at > pressed}
        assert later <= {"discard"}, "nothing is begun any more"
        _left_in_order(person)
        clock.latency = 0.0
        assert VERBS[verb](person, None) == 0, (verb, number)
        assert set(person.outcomes) <= {
            *("created", "created anew", "updated", "up to date"),
            *("deleted", "nothing to delete"),
        }


def _left_in_order(person: Person) -> None:
    """What was told last is what runs, and no change set is left behind."""
    if not person.events:
        return  # nothing had begun
    interrupted = person.events[-1]
    assert isinstance(interrupted, Interrupted)
    assert interrupted.resumable
    assert person.cloud.proposals == {}
    busy = {
        name
        for name, stack in person.cloud.known.items()
        if stack.state.status.endswith("_IN_PROGRESS") and stack.state.status[:6] != "REVIEW"
    }
    assert busy <= set(interrupted.running)
    for name in interrupted.running:
        assert "CloudFormation is still at work on" in person.said
        assert name in person.said
    assert "Run the same command again" in person.said


@pytest.mark.parametrize("verb", VERBS)
def test_credentials_that_expire_at_any_call_end_it_in_words(
    verb: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(calls_of(verb)):
        person = standing(verb)

        def expire(call: int, number: int = number) -> None:
            if call >= number:
                raise EXPIRED

        assert VERBS[verb](person, Road(person.cloud, before=expire)) == 1
        said = capsys.readouterr().err
        assert "the security token has expired" in said
        assert "aws sso login" in said
        if person.events:
            interrupted = person.events[-1]
            assert isinstance(interrupted, Interrupted)
            busy = (n for n, s in person.cloud.known.items() if "_IN_PROGRESS" in s.state.status)
            assert set(busy) <= set(interrupted.running)
        assert VERBS[verb](person, None) == 0, (verb, number)


def test_a_connection_that_is_lost_for_minutes_is_waited_for(person: Person) -> None:
    person.cloud.usual = 60.0

    def lost(_: int) -> None:
        if 70 < person.cloud.clock.now() < 200:
            raise NoAnswer("AWS could not be reached: no route to host")

    assert person.deploys(app("1"), Road(person.cloud, before=lost)) == 0
    assert set(person.outcomes) == {"created"}


def test_a_connection_that_stays_lost_ends_it_and_says_what_runs(
    person: Person, capsys: pytest.CaptureFixture[str]
) -> None:
    def lost(_: int) -> None:
        if person.cloud.clock.now() > 3:
            raise NoAnswer("AWS could not be reached: no route to host", advice="run it again")

    assert person.deploys(app("1"), Road(person.cloud, before=lost)) == 1
    assert "no route to host" in capsys.readouterr().err
    assert "CloudFormation is still at work on dev-cluster" in person.said
    assert "Not begun: dev-web, dev-api, dev-page." in person.said
    assert person.deploys(app("1")) == 0


def test_a_stack_that_is_deleted_under_our_feet_fails_alone(person: Person) -> None:
    for verb, outcome in (("create", "created"), ("update", "updated")):
        person = standing(verb)
        person.cloud.usual = 20.0
        clock = person.cloud.clock

        def remove(clock: Time = clock, cloud: FakeCloud = person.cloud) -> None:
            cloud.drop("dev-api")

        clock.alarms = [(clock.now() + 30.0, remove)]
        assert VERBS[verb](person, None) == 1
        assert person.outcomes == [outcome, outcome, "StackFailed", outcome]
        assert "dev-api: failed" in person.said
        assert "somebody else deleted it meanwhile" in person.said
        assert VERBS[verb](person, None) == 0
        assert person.outcomes == ["up to date", "up to date", "created", "up to date"]


def test_an_update_that_is_rolled_back_and_one_whose_rollback_fails(person: Person) -> None:
    assert person.deploys(app("1")) == 0
    person.cloud.failures = {
        "dev-web": [Failure(status="UPDATE_ROLLBACK_COMPLETE", reason="no room")],
        "dev-api": [Failure(status="UPDATE_ROLLBACK_FAILED", reason="in use")],
    }
    assert person.deploys(app("2")) == 1
    assert person.outcomes == ["updated", "StackFailed", "StackFailed", "StackSkipped"]
    assert "dev-web: failed (UPDATE_ROLLBACK_COMPLETE): it could not be updated" in person.said
    assert "Service (AWS::ECS::Service) UPDATE_FAILED: no room" in person.said
    assert "dev-page: skipped, as it waits for dev-web" in person.said
    assert person.deploys(app("2")) == 1
    assert person.outcomes == ["up to date", "updated", "StackFailed", "updated"]
    assert "make continue-rollback ENV=test STACK=api" in person.said
    person.cloud.ends_in("dev-api", "UPDATE_ROLLBACK_COMPLETE", 0.0)
    assert person.deploys(app("2")) == 0
    assert person.outcomes == ["up to date", "up to date", "updated", "up to date"]


def test_a_change_set_that_fails_is_deleted_and_its_stack_fails(person: Person) -> None:
    assert person.deploys(app("1")) == 0
    person.cloud.change_set_failure = "Template error: instance of Fn::GetAtt"
    assert person.deploys(app("2")) == 1
    assert "dev-cluster: failed: no change set: Template error" in person.said
    assert person.outcomes == ["StackFailed", *["StackSkipped"] * 3]
    assert person.cloud.proposals == {}
    person.cloud.change_set_failure = ""
    assert person.deploys(app("2")) == 0


def test_an_update_that_takes_too_long_is_cancelled_and_said_so(person: Person) -> None:
    assert person.deploys(app("1")) == 0
    person.cloud.seconds["dev-web"] = 100_000
    person.cloud.rollbacks = 30.0
    began = person.cloud.clock.now()
    assert person.deploys(app("2"), timeout=600.0) == 1
    assert "dev-web: still UPDATE_IN_PROGRESS after 10 min 00 s (TIMEOUT=)" in person.said
    assert "cancelling it, which rolls it back" in person.said
    assert person.failure("dev-web").status == "UPDATE_ROLLBACK_COMPLETE"
    assert "was cancelled" in person.failure("dev-web").reason
    assert person.cloud.clock.now() - began < 700
    person.cloud.seconds.clear()
    assert person.deploys(app("2")) == 0


def test_a_creation_that_takes_too_long_is_reported_and_left(person: Person) -> None:
    person.cloud.seconds["dev-web"] = 1000
    assert person.deploys(app("1"), timeout=600.0) == 1
    assert person.outcomes == ["created", "StackFailed", "created", "StackSkipped"]
    assert "it is left to itself" in person.said
    assert person.failure("dev-web").status == "CREATE_IN_PROGRESS"
    assert "it waits for what runs" in (person.failure("dev-web").advice or "")
    assert person.deploys(app("1")) == 0
    assert person.outcomes == ["up to date", "up to date", "up to date", "created"]
    assert "dev-web: CREATE_IN_PROGRESS, waiting for that to end" in person.said


def test_somebody_elses_operation_is_not_waited_for_without_end(person: Person) -> None:
    person.cloud.seed("dev-cluster", "UPDATE_IN_PROGRESS")
    assert person.deploys(app("1"), timeout=600.0) == 1
    assert "somebody else's operation on it is still UPDATE_IN_PROGRESS" in person.said
    assert person.cloud.writes() == []


def test_dependents_start_when_outputs_are_final_and_a_cleanup_goes_on(person: Person) -> None:
    assert person.deploys(app("1")) == 0
    person.cloud.cleanups["dev-cluster"] = 300.0
    began = person.cloud.clock.now()
    assert person.deploys(app("2")) == 0
    ends = {end.stack: end for end in person.ended.ended}
    cluster, page = ends["dev-cluster"], ends["dev-page"]
    assert isinstance(cluster, StackFinished)
    assert cluster.seconds > 300
    order = [event.stack for event in person.events if isinstance(event, StackFinished)]
    assert order[-1] == "dev-cluster"
    assert page in person.events
    assert person.cloud.clock.now() - began < 340


def test_of_two_deploys_at_once_the_second_waits_and_neither_harms_the_other() -> None:
    for before in range(calls_of("update")):
        person = standing("update")
        cloud = person.cloud

        def other(call: int, before: int = before, cloud: FakeCloud = cloud) -> None:
            """Just before that call somebody else begins to update every stack that is at rest."""
            if call == before:
                cloud.taken_by_another(app("2"))

        assert person.deploys(app("2"), Road(cloud, before=other)) == 0, before
        assert cloud.proposals == {}
        assert {stack.state.status for stack in cloud.known.values()} <= {
            "UPDATE_COMPLETE",
            "UPDATE_IN_PROGRESS",  # theirs, of what we were done with
        }
        assert person.deploys(app("2")) == 0
        assert person.outcomes == ["up to date"] * 4


def test_two_deploys_that_create_the_same_stacks_meet_in_peace() -> None:
    for before in range(calls_of("create")):
        person = Person()
        cloud = person.cloud

        def other(call: int, before: int = before, cloud: FakeCloud = cloud) -> None:
            if call == before:
                cloud.created_by_another(app("1"))

        assert person.deploys(app("1"), Road(cloud, before=other)) == 0, before
        assert set(person.outcomes) <= {"created", "up to date"}
        assert person.deploys(app("1")) == 0
        assert person.outcomes == ["up to date"] * 4


def test_whoever_may_not_see_all_stacks_asks_for_one_by_one(person: Person) -> None:
    road = Road(person.cloud)

    def refuse(_: int) -> None:
        if road.order[-1][1] in {"stacks", "statuses"}:
            raise Refused("all stacks: not authorized to perform: cloudformation:ListStacks")

    road.before = refuse
    assert person.deploys(app("1"), road) == 0
    assert person.deploys(app("2"), road) == 0
    assert person.outcomes == ["updated"] * 4
    assert person.deletes(app("2"), road) == 0
    assert person.cloud.known == {}
