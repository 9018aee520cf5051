"""A deploy that changes nothing is well only where what was deployed runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from generators.deploy.engine import deploy
from generators.deploy.events import Noted, StackFailed, StackFinished, Summary
from generators.deploy.guard import allowing
from generators.deploy.preview import preview
from generators.deploy.running import Finding
from generators.deploy.terms import Aside
from generators.model import Assignment, OutputOf, Plan, Step
from tests.deploy.fakes import FakeCloud, Told, plan, step, template

ARN = "arn:aws:ecs:eu-west-1:123456789012"
OUTPUTS = ("ecsservice", "taskdef")
BREAKER = "(service web) rolling back to deployment ecs-svc/1."


def service(name: str) -> str:
    return f"{ARN}:service/main/{name}"


def web(number: int, name: str = "web", secret: str = "") -> Step:
    """A service's stack; `number` is the revision of its task definition."""
    more = {secret: Assignment(value="hunter2", origin="given", no_echo=True)} if secret else {}
    values = {"ecsservice": service(name), "taskdef": f"{ARN}:task-definition/{name}:{number}"}
    text = template(OUTPUTS, secret=secret, Service="AWS::ECS::Service")
    return step(name, text=text, **values, **more)


@dataclass
class World:
    """ECS, where services of some names run their first task definition whatever is deployed."""

    behind: dict[str, str] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    unable: Exception | None = None
    cloud: FakeCloud = field(default_factory=FakeCloud)
    told: Told = field(default_factory=Told)

    def rolled_back(self, deployed: Mapping[str, str]) -> tuple[Finding, ...]:
        self.asked.append(dict(deployed))
        if self.unable:
            raise self.unable
        return tuple(
            Finding(
                arn=arn,
                service=arn.rpartition("/")[2],
                deployed=definition.rpartition("/")[2],
                runs=self.behind[arn],
                reason=BREAKER,
            )
            for arn, definition in deployed.items()
            if arn in self.behind
        )

    def deploy(self, steps: Plan) -> Summary:
        self.told, self.asked = Told(), []
        self.cloud.calls.clear()
        aside = Aside(rolled_back=self.rolled_back)
        terms = self.cloud.clock.terms(aside=aside)
        return deploy(steps, self.cloud, self.told, allowing(()), terms)

    def updated(self, *names: str, secret: str = "") -> Plan:
        """A plan of services that were created and updated since."""
        for number in (1, 2):
            found = plan(*(web(number, name, secret) for name in names))
            assert self.deploy(found).ok
        return found


@pytest.fixture
def world() -> World:
    return World()


def outcomes(summary: Summary) -> dict[str, str]:
    return {
        end.stack: end.outcome if isinstance(end, StackFinished) else type(end).__name__
        for end in summary.ended
    }


@pytest.mark.parametrize("secret", ["", "Token"], ids=["by itself", "by CloudFormation"])
def test_the_same_deploy_again_fails_where_the_service_was_rolled_back(
    world: World, secret: str
) -> None:
    steps = world.updated("web", secret=secret)
    world.behind = {service("web"): "web:1"}
    for _ in range(2):
        summary = world.deploy(steps)
        assert summary.failed == ("dev-web",)
        (failed,) = world.told.of(StackFailed)
        assert failed.reason == (
            "nothing is to be changed, and yet web runs web:1 and not web:2, which was deployed:"
            f" {BREAKER}"
        )
        assert failed.advice == (
            "CloudFormation takes web:2 for deployed. Cure what ended its tasks and deploy another"
            " version (`make deploy ENV=test STACK=web VERSION=…`); or, where the cause lay"
            " elsewhere and is gone, have ECS try this one again: `aws ecs update-service --region"
            " eu-west-1 --cluster main --service web --task-definition web:2`"
        )
        assert not any(call.startswith("execute") for call in world.cloud.calls)
    world.behind = {}
    assert outcomes(world.deploy(plan(web(3)))) == {"dev-web": "updated"}


def test_it_is_well_again_once_ecs_runs_it(world: World) -> None:
    steps = world.updated("web")
    world.behind = {service("web"): "web:1"}
    assert not world.deploy(steps).ok
    world.behind = {}
    assert outcomes(world.deploy(steps)) == {"dev-web": "up to date"}


def test_of_what_was_only_created_nobody_is_asked(world: World) -> None:
    steps = plan(*(web(1, name) for name in ("web", "api", "shop")))
    world.deploy(steps)
    world.behind = {service("web"): "web:0"}
    assert world.deploy(steps).ok
    assert world.asked == []
    reads = [call.partition(" ")[0] for call in world.cloud.calls]
    assert reads == ["stacks", "template", "template", "template"]


def test_asking_takes_no_call_of_cloudformations(world: World) -> None:
    world.deploy(world.updated("web"))
    assert world.asked == [{service("web"): f"{ARN}:task-definition/web:2"}]
    assert world.cloud.calls == ["stack dev-web", "template dev-web"]


def test_many_services_are_asked_about_together(world: World) -> None:
    world.cloud.clock.latency = 0.1
    names = [f"s{number}" for number in range(60)]
    steps = world.updated(*names)
    world.behind = {service("s7"): "s7:1", service("s42"): "s42:1"}
    summary = world.deploy(steps)
    assert set(summary.failed) == {"dev-s7", "dev-s42"}
    assert sorted(arn for some in world.asked for arn in some) == sorted(map(service, names))
    assert len(world.asked) <= 9


def test_where_ecs_may_not_be_asked_that_is_a_note(world: World) -> None:
    steps = world.updated("web", "api")
    world.unable = RuntimeError("not allowed to look at the services of main: DescribeServices")
    assert world.deploy(steps).ok
    (noted,) = world.told.of(Noted)
    assert noted.text == (
        "whether the services run what was deployed is not known:"
        " not allowed to look at the services of main: DescribeServices"
    )


def test_without_its_events_an_update_is_compared_by_the_stacks_outputs(world: World) -> None:
    world.updated("web")
    world.cloud.refusals["events dev-web"] = "not authorized (AccessDenied)"
    world.behind = {service("web"): "web:2"}
    (failed,) = world.deploy(plan(web(3))).ended
    assert isinstance(failed, StackFailed)
    assert failed.reason.startswith("rolled back behind CloudFormation's back: web")
    assert world.asked == [{service("web"): f"{ARN}:task-definition/web:3"}]


def test_an_update_that_makes_no_task_definition_is_compared_by_the_stacks_outputs(
    world: World,
) -> None:
    world.updated("web")
    world.behind = {service("web"): "web:1"}
    more = template(OUTPUTS, Service="AWS::ECS::Service", Log="AWS::Logs::LogGroup")
    (failed,) = world.deploy(plan(replace(web(2), template=more))).ended
    assert isinstance(failed, StackFailed)
    assert failed.reason == (
        f"it is updated, and yet web runs web:1 and not web:2, which was deployed: {BREAKER}"
    )
    assert world.asked == [{service("web"): f"{ARN}:task-definition/web:2"}]


@pytest.mark.parametrize(("type_", "told"), [("AWS::ECS::Service", True), ("AWS::EC2::VPC", False)])
def test_where_neither_events_nor_outputs_tell_that_is_noted(
    world: World, type_: str, told: bool
) -> None:
    assert world.deploy(plan(step("web", text=template((), It=f"{type_}@1")))).ok
    world.cloud.refusals["events dev-web"] = "not authorized (AccessDenied)"
    assert world.deploy(plan(step("web", text=template((), It=f"{type_}@2")))).ok
    unknown = (
        "whether its service runs what was deployed is not known: its events cannot be read, and"
        " its outputs do not tell"
    )
    assert [one.text for one in world.told.of(Noted)] == [
        "its events cannot be read: not authorized (AccessDenied)",
        *([unknown] if told else []),
    ]
    assert world.asked == []


def test_a_service_that_somebody_has_deleted_is_not_up_to_date(world: World) -> None:
    steps = world.updated("web")
    world.behind = {service("web"): ""}
    world.deploy(steps)
    (failed,) = world.told.of(StackFailed)
    assert failed.reason == (
        "nothing is to be changed, and yet ECS has no service web any more: somebody has deleted it"
    )
    assert failed.advice == (
        "CloudFormation does not make it anew by itself: `make delete ENV=test STACK=web`, then"
        " `make deploy ENV=test STACK=web`"
    )


def test_who_needs_its_outputs_is_deployed_though_the_service_does_not_run_it(
    world: World,
) -> None:
    first = plan(web(1), step("page", "web"))
    world.deploy(first)
    steps = plan(web(2), step("page", "web"))
    world.deploy(steps)
    world.behind = {service("web"): "web:1"}
    assert outcomes(world.deploy(steps)) == {"dev-web": "StackFailed", "dev-page": "up to date"}


@pytest.mark.parametrize("latency", [0.0, 0.2])
def test_who_needs_its_outputs_is_deployed_though_the_update_was_rolled_back(
    world: World, latency: float
) -> None:
    world.cloud.clock.latency = latency
    world.updated("web")
    world.behind = {service("web"): "web:2"}
    summary = world.deploy(plan(web(3), step("page", "web")))
    assert outcomes(summary) == {"dev-web": "StackFailed", "dev-page": "created"}


def test_who_needs_its_outputs_takes_none_that_a_second_look_then_changes(world: World) -> None:
    """Somebody deploys while ECS is asked: what they made is undone before others go on."""
    world.cloud.clock.latency = 0.2
    steps = world.updated("web")
    page = step("page", "web", text=template(T="X@1"), Td=OutputOf("dev-web", "taskdef"))
    world.behind = {service("web"): "web:9"}
    tell = world.rolled_back

    def meanwhile(deployed: Mapping[str, str]) -> tuple[Finding, ...]:
        found, stack = tell(deployed), world.cloud.known["dev-web"]
        theirs = {"taskdef": f"{ARN}:task-definition/web:9"}
        stack.state = replace(
            stack.state,
            outputs={**stack.state.outputs, **theirs},
            parameters={**stack.state.parameters, **theirs},
        )
        world.rolled_back, world.behind = tell, {}  # type: ignore[method-assign]
        return found

    world.rolled_back = meanwhile  # type: ignore[method-assign]
    aside = Aside(rolled_back=lambda deployed: world.rolled_back(deployed))
    terms = world.cloud.clock.terms(aside=aside)
    both = plan(*steps.steps, page)
    summary = deploy(both, world.cloud, world.told, allowing(()), terms)
    assert outcomes(summary) == {"dev-web": "updated", "dev-page": "created"}
    begun = [call for call in world.cloud.calls if call.partition(" ")[0] in ("execute", "create")]
    assert begun[-2:] == ["execute dev-web", "create dev-page"]
    taken = world.cloud.known["dev-page"].state.parameters["Td"]
    assert taken == f"{ARN}:task-definition/web:2"


def test_a_newer_version_that_somebody_deploys_meanwhile_is_no_roll_back(world: World) -> None:
    steps = world.updated("web")
    world.behind = {service("web"): "web:3"}
    tell = world.rolled_back

    def meanwhile(deployed: Mapping[str, str]) -> tuple[Finding, ...]:
        found = tell(deployed)
        stack = world.cloud.known["dev-web"]
        if len(world.asked) == 1:
            at = (stack.state.updated or stack.state.created) + timedelta(seconds=5)
            stack.state = replace(stack.state, status="UPDATE_IN_PROGRESS", updated=at)
            world.cloud.ends_in("dev-web", "UPDATE_COMPLETE", 10.0)
            world.behind = {}
        return found

    world.rolled_back = meanwhile  # type: ignore[method-assign]
    assert outcomes(world.deploy(steps)) == {"dev-web": "up to date"}
    (noted,) = world.told.of(Noted)
    assert (noted.stack, noted.text) == (
        "dev-web",
        "somebody else has changed it since it was read",
    )


def test_a_stack_without_such_outputs_is_not_asked_about(world: World) -> None:
    for number in (1, 2, 2):
        summary = world.deploy(plan(step("plain", Version=str(number))))
    assert outcomes(summary) == {"dev-plain": "up to date"}
    assert world.asked == []


def test_a_plan_says_that_a_deploy_would_fail(world: World) -> None:
    steps = world.updated("web", "api")
    world.behind = {service("web"): "web:1"}
    aside = Aside(rolled_back=world.rolled_back)
    found = preview(steps, world.cloud, Told(), world.cloud.clock.terms(aside=aside))
    assert [(one.verdict, one.reason) for one in found] == [
        (
            "up to date",
            "a deploy would fail: web runs web:1 and not web:2, which was deployed: " + BREAKER,
        ),
        ("up to date", ""),
    ]
