"""A failure is explained while CloudFormation rolls it back, and no deploy ends by that."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from generators.deploy.cloud import Resource, StackEvent
from generators.deploy.deletion import delete
from generators.deploy.diagnose.causes import Cause
from generators.deploy.diagnose.facts import Facts
from generators.deploy.diagnose.why import Explanation
from generators.deploy.engine import deploy
from generators.deploy.events import Explained, Noted, StackFailed, StackFinished, Summary
from generators.deploy.guard import allowing
from generators.deploy.intended import brought
from generators.deploy.running import Finding
from generators.deploy.terms import Aside
from generators.model import Assignment, Plan, Step
from tests.deploy.fakes import Failure, FakeCloud, Told, plan, step, template
from tests.deploy.virtual import Time

SERVICE, TASK = "AWS::ECS::Service", "AWS::ECS::TaskDefinition"
WEB = template(Service=SERVICE, Task=f"{TASK}@1")
NEWER = template(Service=f"{SERVICE}@2", Task=f"{TASK}@2")
FELL = Failure(status="ROLLBACK_COMPLETE", reason="circuit breaker for hunter2")
CAUSE = Cause(sentence="The image does not exist.", cure="Push it.")


@dataclass
class World:
    """Explains every failure the same, and remembers when it was asked about what."""

    clock: Time = field(default_factory=Time)
    told: Told = field(default_factory=Told)
    asked: list[tuple[float, str, list[str]]] = field(default_factory=list)
    error: Exception | None = None
    others: tuple[Finding, ...] = ()
    compared: list[Mapping[str, str]] = field(default_factory=list)
    unable: Exception | None = None

    def __post_init__(self) -> None:
        self.cloud = FakeCloud(self.clock)

    def explain(
        self,
        stack: str,
        events: Sequence[StackEvent],
        _: Sequence[Resource],
        mask: Callable[[str], str],
    ) -> Explanation:
        self.asked.append((self.clock.now(), stack, [mask(event.reason) for event in events]))
        if self.error:
            raise self.error
        return Explanation(causes=(CAUSE,), facts=Facts(stack=stack))

    def rolled_back(self, deployed: Mapping[str, str]) -> tuple[Finding, ...]:
        self.compared.append(deployed)
        if self.unable:
            raise self.unable
        return tuple(one for one in self.others if one.arn in deployed)

    def lacking(self, steps: Sequence[Step]) -> tuple[str, ...]:
        return (f"no role for {len(steps)}",)

    def deploy(self, steps: Plan) -> Summary:
        self.told = Told()
        return deploy(
            steps,
            self.cloud,
            self.told,
            allowing(()),
            self.clock.terms(aside=self.aside()),
        )

    def aside(self) -> Aside:
        return Aside(explain=self.explain, rolled_back=self.rolled_back, lacking=self.lacking)

    def kinds(self) -> list[type]:
        wanted = (Explained, StackFailed, StackFinished)
        return [type(event) for event in self.told.events if isinstance(event, wanted)]


@pytest.fixture
def world() -> World:
    return World()


def web(text: str = WEB, name: str = "web") -> Step:
    return step(name, text=text)


def fails_early(world: World, at: float) -> None:
    """The service fails then; the rollback takes until the end."""

    def fail() -> None:
        stack = world.cloud.known["dev-web"]
        first = stack.events[0]
        stack.events.append(
            StackEvent(
                id="early",
                logical_id="Service",
                physical_id="arn",
                type=SERVICE,
                status="CREATE_FAILED",
                reason="circuit breaker",
                at=first.at + timedelta(seconds=at),
                token=first.token,
                cause=True,
            )
        )

    world.clock.alarms = [(at, fail)]


def test_a_failure_is_explained_while_it_is_rolled_back_and_once(world: World) -> None:
    world.cloud.seconds["dev-web"] = 300
    world.cloud.failures["dev-web"] = [FELL]
    fails_early(world, 40)
    world.deploy(plan(web()))
    ((at, stack, _),) = world.asked
    assert 40 < at < 60
    assert stack == "web"
    assert world.kinds() == [Explained, StackFailed]
    (failed,) = world.told.of(StackFailed)
    assert failed.advice == "The image does not exist. Push it."


def test_several_are_explained_as_soon_as_a_listing_shows_a_rollback(world: World) -> None:
    for name in ("dev-web", "dev-api"):
        world.cloud.seconds[name] = 100
        world.cloud.failures[name] = [FELL]

    def roll_back() -> None:
        known = world.cloud.known["dev-api"]
        known.state = type(known.state)(**{**vars(known.state), "status": "ROLLBACK_IN_PROGRESS"})

    world.clock.alarms = [(30, roll_back)]
    world.deploy(plan(web(), web(name="api")))
    assert [stack for _, stack, _ in world.asked] == ["api", "web"]
    assert world.asked[0][0] < 40
    assert len(world.told.of(Explained)) == 2


def test_what_cloudformation_quotes_of_a_secret_is_hidden(world: World) -> None:
    world.cloud.failures["dev-web"] = [FELL]
    secret = Assignment(value="hunter2", origin="given", no_echo=True)
    text = template(secret="Token", Service=SERVICE)
    world.deploy(plan(step("web", text=text, Token=secret)))
    assert sorted(map(str, world.kinds())) == sorted(map(str, [StackFailed, Explained]))
    ((_, _, reasons),) = world.asked
    assert "circuit breaker for ****" in reasons


def test_a_service_that_does_not_settle_is_looked_at_once(world: World) -> None:
    world.cloud.seconds["dev-web"] = 900

    def start() -> None:
        stack = world.cloud.known["dev-web"]
        begun = stack.events[0]
        stack.events.append(
            StackEvent(
                id="service",
                logical_id="Service",
                physical_id="arn",
                type=SERVICE,
                status="CREATE_IN_PROGRESS",
                reason="",
                at=begun.at + timedelta(seconds=50),
                token=begun.token,
            )
        )

    world.clock.alarms = [(50, start)]
    summary = world.deploy(plan(web()))
    assert summary.ok
    ((at, _, _),) = world.asked
    assert 170 <= at < 180
    (told,) = world.told.of(Explained)
    assert not told.failed


def test_without_a_service_under_way_nothing_is_looked_at(world: World) -> None:
    world.cloud.seconds["dev-web"] = 900
    assert world.deploy(plan(web())).ok
    assert world.asked == []


def test_a_look_that_fails_is_a_note(world: World) -> None:
    world.cloud.failures["dev-web"] = [FELL]
    world.error = RuntimeError("no such luck")
    world.deploy(plan(web()))
    (told,) = world.told.of(Explained)
    assert told.explanation.causes == ()
    assert told.explanation.facts.notes == ("could not look for the cause: no such luck",)
    (one,) = told.explanation.facts.failed
    assert one.logical_id == "Service"


def test_a_deletion_that_fails_is_explained_too(world: World) -> None:
    world.deploy(plan(web()))
    world.cloud.failures["dev-web"] = [Failure(status="DELETE_FAILED", reason="has a dependency")]
    world.told = Told()
    delete(plan(web()), world.cloud, world.told, world.clock.terms(aside=world.aside()))
    ((_, stack, reasons),) = world.asked
    assert (stack, "has a dependency" in reasons) == ("web", True)
    assert world.kinds() == [StackFailed, Explained]


def test_what_did_not_begin_is_not_explained(world: World) -> None:
    world.cloud.seed("dev-web", "UPDATE_ROLLBACK_FAILED")
    world.deploy(plan(web()))
    assert world.kinds() == [StackFailed]
    assert world.asked == []


def finding(service: str) -> Finding:
    return Finding(
        arn=service, service="web", deployed="web:2", runs="web:1", reason="failed to start"
    )


def updated(world: World, *names: str) -> Summary:
    """What comes of an update that makes a new task definition for each service."""
    world.deploy(plan(*(web(name=name) for name in names)))
    begin = world.cloud._begin

    def tells_more(name: str, verb: str, done: Callable[[], None], token: str) -> object:
        operation = begin(name, verb, done, token)
        for kind, type_ in (("Task", TASK), ("Service", SERVICE)):
            world.cloud.known[name].events.append(
                StackEvent(
                    id=f"{name}-{kind}",
                    logical_id=kind,
                    physical_id=f"{kind}/{name}",
                    type=type_,
                    status="UPDATE_COMPLETE",
                    reason="",
                    at=datetime(2020, 1, 1, tzinfo=UTC),
                    token=token,
                )
            )
        return operation

    world.cloud._begin = tells_more  # type: ignore[method-assign, assignment]
    return world.deploy(plan(*(web(NEWER, name) for name in names)))


def test_a_roll_back_behind_cloudformation_s_back_is_a_failure(world: World) -> None:
    world.others = (finding("Service/dev-web"),)
    summary = updated(world, "web", "api")
    assert summary.failed == ("dev-web",)
    (failed,) = world.told.of(StackFailed)
    assert failed.status == "UPDATE_COMPLETE"
    assert failed.reason == (
        "rolled back behind CloudFormation's back: web runs web:1 and not web:2, which was"
        " deployed: failed to start"
    )
    assert "have ECS try this one again: `aws ecs update-service" in failed.advice
    assert len(world.told.of(Explained)) == 1
    assert {key: value for one in world.compared for key, value in one.items()} == {
        f"Service/dev-{name}": f"Task/dev-{name}" for name in ("web", "api")
    }


def test_where_nobody_may_ask_that_is_a_note(world: World) -> None:
    world.unable = RuntimeError("not allowed: ecs:DescribeServices")
    assert updated(world, "web", "api").ok
    texts = [event.text for event in world.told.of(Noted)]
    assert texts == [
        "whether the services run what was deployed is not known: not allowed: ecs:DescribeServices"
    ]


def test_what_an_update_replaced_is_not_what_should_run() -> None:
    def event(status: str, arn: str) -> StackEvent:
        return StackEvent(
            id=arn,
            logical_id="Task",
            physical_id=arn,
            type=TASK,
            status=status,
            reason="",
            at=datetime(2020, 1, 1, tzinfo=UTC),
            token="",
        )

    events = [event("UPDATE_COMPLETE", "web:2"), event("DELETE_COMPLETE", "web:1")]
    assert [one.physical_id for one in brought(events)] == ["web:2"]


def test_what_the_account_lacks_is_noted_where_stacks_are_new(world: World) -> None:
    world.deploy(plan(web()))
    assert [event.text for event in world.told.of(Noted)] == ["no role for 1"]
    world.deploy(plan(web()))
    assert world.told.of(Noted) == []
