from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pytest

from generators.deploy.deletion import delete
from generators.deploy.engine import deploy
from generators.deploy.events import (
    Cause,
    Interrupted,
    ReplacementsFound,
    ResourceEvent,
    StackFailed,
    StackFinished,
    StackSkipped,
    StackStarted,
    Summary,
    Waiting,
)
from generators.deploy.guard import Approve, allowing
from generators.deploy.preview import preview
from generators.deploy.previews import StepPreview
from generators.errors import CannotReachAWS, NoValue
from generators.model import Assignment, First, OutputOf, Plan, Previous, Step
from tests.deploy.fakes import Failure, FakeCloud, Told, plan, step, template
from tests.deploy.virtual import Time

REFUSE = allowing(())
TASK = "AWS::ECS::TaskDefinition"
CLUSTER = template(("ECSCluster",), Cluster="AWS::ECS::Cluster")
WEB = template(("Url",), Service="AWS::ECS::Service", Task=f"{TASK}@1")


@dataclass
class World:
    clock: Time = field(default_factory=Time)
    told: Told = field(default_factory=Told)

    def __post_init__(self) -> None:
        self.cloud = FakeCloud(self.clock)

    def stops(self, at: float, error: BaseException) -> None:
        """At that time Ctrl-C is pressed, or the next call raises the error."""
        if isinstance(error, KeyboardInterrupt):
            self.clock.alarms = [(at, self.clock.stop)]
        else:
            self.cloud.faults = [(at, error)]

    def deploy(self, steps: Plan, approve: Approve = REFUSE) -> Summary:
        self.told = Told()
        self.cloud.calls.clear()
        return deploy(steps, self.cloud, self.told, approve, self.clock.terms())

    def delete(self, steps: Plan) -> Summary:
        self.told = Told()
        self.cloud.calls.clear()
        return delete(steps, self.cloud, self.told, self.clock.terms())

    def preview(self, steps: Plan) -> tuple[StepPreview, ...]:
        self.cloud.calls.clear()
        return preview(steps, self.cloud, Told(), self.clock.terms())


@pytest.fixture
def world() -> World:
    return World()


def cluster() -> Step:
    return step("cluster", text=CLUSTER)


def web(text: str = WEB, **more: Any) -> Step:
    name = Assignment(value=OutputOf("dev-cluster", "ECSCluster"), origin="parent")
    return step("web", "cluster", text=text, ECSCluster=name, **more)


def outcomes(summary: Summary) -> dict[str, str]:
    return {
        end.stack: end.outcome if isinstance(end, StackFinished) else type(end).__name__
        for end in summary.ended
    }


def test_new_stacks_are_created_in_order_and_outputs_become_parameters(world: World) -> None:
    summary = world.deploy(plan(cluster(), web()))
    assert summary.ok
    assert outcomes(summary) == {"dev-cluster": "created", "dev-web": "created"}
    assert world.cloud.writes() == ["create dev-cluster", "create dev-web"]
    state = world.cloud.stack("dev-web")
    assert state is not None
    assert state.parameters == {"ECSCluster": "dev-cluster-ECSCluster"}
    assert state.tags == {"team": "a"}
    first = summary.ended[0]
    assert isinstance(first, StackFinished)
    assert first.outputs == {"ECSCluster": "dev-cluster-ECSCluster"}
    assert first.seconds >= 10


def test_a_second_deploy_asks_for_the_templates_and_changes_nothing(world: World) -> None:
    steps = plan(cluster(), web())
    world.deploy(steps)
    assert set(outcomes(world.deploy(steps)).values()) == {"up to date"}
    assert world.cloud.writes() == []
    assert [call for call in world.cloud.calls if not call.startswith("stack ")] == [
        "template dev-cluster",
        "template dev-web",
    ]
    assert world.told.of(StackStarted) == []


def test_where_only_cloudformation_can_tell_it_is_asked_by_a_change_set(world: World) -> None:
    secret = Assignment(value="hunter2", origin="given", no_echo=True)
    steps = plan(step("web", text=template(secret="Token"), Token=secret))
    world.deploy(steps)
    assert outcomes(world.deploy(steps)) == {"dev-web": "up to date"}
    assert world.cloud.writes() == ["propose dev-web", "discard dev-web"]


def test_an_existing_stack_is_updated_by_its_change_set(world: World) -> None:
    world.deploy(plan(cluster(), web(Version="1")))
    summary = world.deploy(plan(cluster(), web(WEB.replace("@1", "@2"), Version=Previous())))
    assert outcomes(summary) == {"dev-cluster": "up to date", "dev-web": "updated"}
    assert world.cloud.writes()[-2:] == ["propose dev-web", "execute dev-web"]
    (started,) = world.told.of(StackStarted)
    assert (started.action, started.status) == ("update", "CREATE_COMPLETE")
    assert [change.logical_id for change in started.changes] == ["Task"]
    state = world.cloud.stack("dev-web")
    assert state is not None
    assert state.parameters["Version"] == "1"


def test_events_are_told_once_each_as_they_come_and_looks_grow_rarer(world: World) -> None:
    world.cloud.seconds["dev-cluster"] = 300
    world.deploy(plan(cluster()))
    told = [(event.logical_id, event.status) for event in world.told.of(ResourceEvent)]
    assert told == [("dev-cluster", "CREATE_IN_PROGRESS"), ("dev-cluster", "CREATE_COMPLETE")]
    begun = world.cloud.calls.index("create dev-cluster")
    times = world.cloud.times[begun:-1]  # the last call asks how it ended
    waits = [round(later - before, 6) for before, later in pairwise(times)]
    assert waits[0] == pytest.approx(0.4)
    assert max(waits) == pytest.approx(5.0)
    assert waits[:-1] == sorted(waits[:-1])
    assert len(waits) < 90


def test_a_loss_stops_for_a_yes_unless_it_is_only_a_revision(world: World) -> None:
    old = template(Service="AWS::ECS::Service@1", Logs="AWS::Logs::LogGroup", Task=f"{TASK}@1")
    new = template(Service="AWS::ECS::Service@2", Task=f"{TASK}@2")
    world.cloud.replacements = {"Service": "Conditional", "Task": "True"}
    world.deploy(plan(step("web", text=old)))

    refused = world.deploy(plan(step("web", text=new)), allowing({"web.Logs"}))
    (found,) = world.told.of(ReplacementsFound)
    assert [change.logical_id for change in found.changes] == ["Service", "Logs"]
    (end,) = refused.ended
    assert isinstance(end, StackFailed)
    assert end.advice == (
        "if they may go: REPLACE=web.Service,web.Logs (REPLACE=yes is not for what holds state)"
    )
    assert (end.status, end.declined, refused.failed) == ("", True, ("dev-web",))
    assert world.cloud.writes() == ["propose dev-web", "discard dev-web"]

    asked: list[tuple[str, ...]] = []

    def approve(stack: str, changes: Any) -> bool:
        asked.append((stack, *(change.logical_id for change in changes)))
        return True

    assert outcomes(world.deploy(plan(step("web", text=new)), approve)) == {"dev-web": "updated"}
    assert asked == [("web", "Service", "Logs")]

    world.cloud.replacements = {"Task": "True"}
    third = template(Service="AWS::ECS::Service@2", Task=f"{TASK}@3")
    assert outcomes(world.deploy(plan(step("web", text=third)))) == {"dev-web": "updated"}


def test_what_never_came_to_be_is_deleted_and_created_anew(world: World) -> None:
    for status in ("ROLLBACK_COMPLETE", "REVIEW_IN_PROGRESS"):
        world = World()
        world.cloud.seed("dev-cluster", status, parameters={"V": "41"})
        summary = world.deploy(plan(step("cluster", text=CLUSTER, V=First((Previous(), "1")))))
        assert outcomes(summary) == {"dev-cluster": "created anew"}
        assert world.cloud.writes() == ["delete dev-cluster", "create dev-cluster"]
        (started,) = world.told.of(StackStarted)
        assert (started.action, started.status) == ("recreate", status)
        state = world.cloud.stack("dev-cluster")
        assert state is not None
        assert state.parameters == {"V": "1"}


def test_a_stack_that_wants_a_person_is_left_alone_with_a_word_on_what_to_do(world: World) -> None:
    cures = {
        "CREATE_FAILED": "`make delete ENV=test STACK=cluster`",
        "ROLLBACK_FAILED": "`make delete ENV=test STACK=cluster`",
        "DELETE_FAILED": "remove what holds its resources",
        "UPDATE_ROLLBACK_FAILED": "make continue-rollback ENV=test STACK=cluster",
        "UPDATE_FAILED": "make continue-rollback ENV=test STACK=cluster",
        "SOMETHING_NEW": "dev-cluster in the CloudFormation console",
    }
    for status, advice in cures.items():
        world = World()
        world.cloud.seed("dev-cluster", status)
        (end,) = world.deploy(plan(cluster())).ended
        assert isinstance(end, StackFailed)
        assert status in end.reason
        assert advice in (end.advice or "")
        assert world.cloud.writes() == []


def test_somebody_elses_operation_is_waited_for_and_then_looked_at_again(world: World) -> None:
    world.deploy(plan(cluster()))
    state = world.cloud.stack("dev-cluster")
    assert state is not None
    world.cloud.delete(state)
    assert outcomes(world.deploy(plan(cluster()))) == {"dev-cluster": "created"}
    assert world.told.of(Waiting) == [Waiting(stack="dev-cluster", status="DELETE_IN_PROGRESS")]


def test_a_failure_takes_with_it_what_depends_on_it_and_nothing_else(world: World) -> None:
    world.cloud.failures["dev-cluster"] = [Failure(status="ROLLBACK_COMPLETE")]
    summary = world.deploy(plan(cluster(), web(), step("page", "web"), step("other")))
    assert outcomes(summary) == {
        "dev-cluster": "StackFailed",
        "dev-web": "StackSkipped",
        "dev-page": "StackSkipped",
        "dev-other": "created",
    }
    assert not summary.ok
    assert summary.failed == ("dev-cluster",)
    (failed,) = world.told.of(StackFailed)
    assert failed.status == "ROLLBACK_COMPLETE"
    assert failed.cause == Cause(
        logical_id="Service", type="AWS::ECS::Service", status="CREATE_FAILED", reason="no room"
    )
    assert world.told.of(StackSkipped)[1].because == ("dev-web",)

    again = world.deploy(plan(cluster(), web()))
    assert outcomes(again) == {"dev-cluster": "created anew", "dev-web": "created"}


def test_an_update_that_was_rolled_back_is_a_failure_in_spite_of_its_status(world: World) -> None:
    world.deploy(plan(web_alone("1")))
    world.cloud.failures["dev-web"] = [Failure(status="UPDATE_ROLLBACK_COMPLETE")]
    (end,) = world.deploy(plan(web_alone("2"))).ended
    assert isinstance(end, StackFailed)
    assert end.status == "UPDATE_ROLLBACK_COMPLETE"
    assert outcomes(world.deploy(plan(web_alone("2")))) == {"dev-web": "updated"}


def test_what_cloudformation_refuses_is_the_failure_of_that_stack_alone(world: World) -> None:
    world.cloud.refusals["create dev-cluster"] = "Parameter KeyName must have values"
    summary = world.deploy(plan(cluster(), step("other")))
    assert outcomes(summary) == {"dev-cluster": "StackFailed", "dev-other": "created"}
    (failed,) = world.told.of(StackFailed)
    assert failed.reason == "Parameter KeyName must have values"
    assert not failed.declined

    world.deploy(plan(web_alone("1")))
    world.cloud.change_set_failure = "Template error"
    (end,) = world.deploy(plan(web_alone("2"))).ended
    assert isinstance(end, StackFailed)
    assert "Template error" in end.reason
    assert world.cloud.writes() == ["propose dev-web", "discard dev-web"]

    world.cloud.change_set_failure = ""
    world.cloud.refusals["execute dev-web"] = "the change set is out of date"
    assert not world.deploy(plan(web_alone("2"))).ok
    assert world.cloud.writes()[-2:] == ["execute dev-web", "discard dev-web"]
    assert world.cloud.proposals == {}


def test_nothing_is_begun_where_a_value_is_known_to_be_missing(world: World) -> None:
    late = step("web", "cluster", Version=First((Previous(),)))
    for broken in (late, step("web", Vpc=OutputOf("nowhere", "VpcId"))):
        with pytest.raises(NoValue):
            world.deploy(plan(cluster(), broken))
        with pytest.raises(NoValue):
            world.preview(plan(cluster(), broken))
        assert world.cloud.writes() == []


def test_an_output_that_did_not_come_is_named_just_before_its_step(world: World) -> None:
    steps = plan(step("cluster", text=template()), web())
    assert outcomes(world.deploy(steps))["dev-web"] == "StackFailed"
    (failed,) = world.told.of(StackFailed)
    assert "dev-cluster has no output ECSCluster; it has none" in failed.reason


def test_what_an_update_could_not_delete_is_told_with_its_end(world: World) -> None:
    world.deploy(plan(cluster(), web_alone("1")))
    world.cloud.left = {"Old": "it has a dependent object"}
    finished = world.deploy(plan(cluster(), web_alone("2"))).ended
    assert [end.left for end in finished if isinstance(end, StackFinished)] == [
        (),
        (
            Cause(
                logical_id="Old",
                type="AWS::ECS::Service",
                status="DELETE_FAILED",
                reason="it has a dependent object",
            ),
        ),
    ]


@pytest.mark.parametrize("error", [KeyboardInterrupt(), CannotReachAWS("the token has expired")])
def test_an_interrupt_says_what_runs_and_a_second_run_ends_well(
    world: World, error: BaseException
) -> None:
    steps = plan(step("first"), cluster(), web())
    world.stops(20.0, error)
    world.cloud.seconds["dev-cluster"] = 60
    with pytest.raises(type(error)):
        world.deploy(steps)
    assert world.told.events[-1] == Interrupted(running=("dev-cluster",), waiting=("dev-web",))
    again = world.deploy(steps)
    assert outcomes(again) == {
        "dev-first": "up to date",
        "dev-cluster": "up to date",
        "dev-web": "created",
    }
    assert world.told.of(Waiting)


def test_a_bug_says_what_runs_and_promises_nothing(world: World) -> None:
    world.stops(3.0, ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        world.deploy(plan(cluster(), web()))
    assert world.told.events[-1] == Interrupted(
        running=("dev-cluster",), waiting=("dev-web",), resumable=False
    )


def test_an_interrupt_at_any_moment_leaves_no_change_set_behind(world: World) -> None:
    world.deploy(plan(web_alone("1")))
    start = world.clock.now()
    world.stops(start + 0.3, KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        world.deploy(plan(web_alone("2")))
    assert world.cloud.writes() == ["propose dev-web", "discard dev-web"]
    assert world.told.events[-1] == Interrupted(running=(), waiting=("dev-web",))

    world.stops(world.clock.now() + 3, KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        world.deploy(plan(web_alone("2")))
    assert world.cloud.writes() == ["propose dev-web", "execute dev-web"]
    assert world.told.events[-1] == Interrupted(running=("dev-web",), waiting=())


def test_no_echo_values_are_in_no_event_whatever_cloudformation_quotes(world: World) -> None:
    secret = Assignment(value="hunter2", origin="given", no_echo=True)
    text = template(("Token",), secret="Token", Service="AWS::ECS::Service")
    steps = plan(step("web", text=text, Token=secret))
    world.cloud.failures["dev-web"] = [Failure(status="ROLLBACK_COMPLETE", reason="bad hunter2!")]
    world.deploy(steps)
    (failed,) = world.told.of(StackFailed)
    assert failed.cause is not None
    assert failed.cause.reason == "bad ****!"
    assert "hunter2" not in repr(world.told.events)
    world.deploy(steps)
    assert "hunter2" not in repr(world.told.events)
    assert world.told.of(StackFinished)[0].outputs == {"Token": "****"}
    assert "hunter2" not in repr(world.preview(steps))
    world.cloud.refusals["propose dev-web"] = "hunter2 is too short"
    world.deploy(steps)
    assert "hunter2" not in repr(world.told.events)
    (refused,) = world.preview(steps)
    assert (refused.verdict, refused.reason) == ("refused", "dev-web: **** is too short")


def test_stacks_are_deleted_children_first_and_absent_ones_are_said_so(world: World) -> None:
    steps = plan(cluster(), web(), step("other"))
    world.deploy(plan(cluster(), web()))
    summary = world.delete(steps)
    assert list(outcomes(summary).items()) == [
        ("dev-other", "nothing to delete"),
        ("dev-web", "deleted"),
        ("dev-cluster", "deleted"),
    ]
    assert world.cloud.known == {}
    assert [event.status for event in world.told.of(ResourceEvent)][-1] == "DELETE_COMPLETE"


def test_a_stack_stays_where_one_that_needs_it_could_not_be_deleted(world: World) -> None:
    steps = plan(cluster(), web(), step("other"))
    world.deploy(steps)
    world.cloud.failures["dev-web"] = [Failure(status="DELETE_FAILED", reason="in use")]
    summary = world.delete(steps)
    assert outcomes(summary) == {
        "dev-other": "deleted",
        "dev-web": "StackFailed",
        "dev-cluster": "StackSkipped",
    }
    (failed,) = world.told.of(StackFailed)
    assert failed.status == "DELETE_FAILED"
    assert failed.cause is not None
    assert (failed.cause.logical_id, failed.cause.reason) == ("Service", "in use")
    assert outcomes(world.delete(steps))["dev-cluster"] == "deleted"


def test_a_preview_says_where_each_value_comes_from_and_changes_nothing(world: World) -> None:
    world.cloud.seed("net", outputs={"VpcId": "vpc-1"})
    default = Assignment(value="t3.micro", origin="default")
    secret = Assignment(value="hunter2", origin="given", no_echo=True)
    values: dict[str, Any] = {
        "Vpc": OutputOf("net", "VpcId"),
        "Type": default,
        "Token": secret,
        "V": "1",
    }
    new = world.preview(plan(cluster(), web(**values)))
    assert [one.verdict for one in new] == ["create", "create"]
    assert [(p.name, p.value, p.source) for p in new[1].parameters] == [
        ("ECSCluster", None, "known after dev-cluster"),
        ("Vpc", "vpc-1", "output net.VpcId"),
        ("Type", "t3.micro", "default"),
        ("Token", "****", "given"),
        ("V", "1", "given"),
    ]
    assert world.cloud.writes() == []

    world.deploy(plan(cluster(), web(**values)))
    kept = {**values, "V": First((Previous(), "9"))}
    same = world.preview(plan(cluster(), web(**kept)))
    assert [one.verdict for one in same] == ["up to date", "up to date"]
    sources = {p.name: (p.value, p.source) for p in same[1].parameters}
    assert sources["ECSCluster"] == ("dev-cluster-ECSCluster", "parent dev-cluster")
    assert sources["V"] == ("1", "previous")
    assert world.cloud.proposals == {}


def test_a_preview_tells_changes_and_where_they_cannot_be_told_yet(world: World) -> None:
    world.deploy(plan(cluster(), web()))
    world.cloud.replacements = {"Service": "True"}
    new = template(("Url",), Service="AWS::ECS::Service@2", Task=f"{TASK}@1")
    _, changed = world.preview(plan(cluster(), web(new)))
    assert changed.verdict == "update"
    assert [change.logical_id for change in changed.changes] == ["Service"]
    assert changed.replace == ("web.Service",)
    assert world.cloud.writes()[-1] == "discard dev-web"

    del world.cloud.known["dev-cluster"]
    _, late = world.preview(plan(cluster(), web()))
    assert (late.verdict, late.after) == ("not known yet", ("dev-cluster",))
    for status, verdict in {
        "ROLLBACK_COMPLETE": "recreate",
        "UPDATE_IN_PROGRESS": "busy",
        "UPDATE_ROLLBACK_FAILED": "stuck",
    }.items():
        world.cloud.seed("dev-web", status)
        assert world.preview(plan(cluster(), web()))[1].verdict == verdict
    assert world.cloud.writes() == []


def test_a_preview_says_whose_outputs_may_be_others_by_then(world: World) -> None:
    name = Assignment(value=OutputOf("dev-web", "Url"), origin="given")
    steps = plan(cluster(), web(), step("page", "web", text=WEB, Url=name), step("other"))
    world.deploy(steps)
    assert [one.unsettled for one in world.preview(steps)] == [(), (), (), ()]

    changed = template(("ECSCluster",), Cluster="AWS::ECS::Cluster@2")
    again = plan(step("cluster", text=changed), *steps.steps[1:])
    assert [one.unsettled for one in world.preview(again)] == [(), (), (), ()]
    for replacement in ("True", "Conditional"):
        world.cloud.replacements = {"Cluster": replacement}
        found = world.preview(again)
        assert [one.unsettled for one in found] == [(), ("dev-cluster",), ("dev-web",), ()]


def web_alone(version: str) -> Step:
    return step("web", text=template(Task=f"{TASK}@{version}"))
