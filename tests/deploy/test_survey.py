"""What is believed of a stack: not what was seen long ago, and no absence that only pages tell."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

import pytest

from generators.deploy.deletion import delete
from generators.deploy.engine import deploy
from generators.deploy.events import Interrupted, StackFinished, Summary
from generators.deploy.preview import preview
from generators.deploy.survey import surveyed
from generators.errors import Protected
from generators.model import First, OutputOf, Plan
from tests.deploy.fakes import FakeCloud, Told, plan, step, template
from tests.deploy.missing import Missing
from tests.deploy.virtual import Time

TEXT = template(Task="AWS::ECS::TaskDefinition@1")
HOURS = 3 * 3600.0
WEB = step("web", "a", text=TEXT, Cluster=OutputOf("dev-cluster", "Name"))
FALLING_BACK = step("web", text=TEXT, Cluster=First((OutputOf("dev-cluster", "Name"), "none")))


def _deployed(cloud: FakeCloud, todo: Plan) -> Summary:
    return deploy(todo, cloud, Told(), lambda *_: True, cloud.clock.terms())


def _deleted(cloud: FakeCloud, *names: str) -> dict[str, str]:
    steps = [step(name, *(["cluster"] if name != "cluster" else [])) for name in names]
    ended = delete(plan(*steps), cloud, Told(), cloud.clock.terms()).ended
    return {end.stack: end.outcome for end in ended if isinstance(end, StackFinished)}


@pytest.mark.parametrize("others", [(), ("x", "y")], ids=["by-name", "by-pages"])
@pytest.mark.parametrize(("seconds", "asleep"), [(60.0, 0.0), (60.0, -HOURS), (10.0, HOURS)])
def test_a_stack_that_is_gone_since_it_was_seen_is_created(
    others: tuple[str, ...], seconds: float, asleep: float
) -> None:
    cloud = FakeCloud(Time(latency=0.05))
    cloud.seconds["dev-a"] = seconds
    for name in ("web", *others):
        cloud.seed(f"dev-{name}", template=json.loads(TEXT), tags={"team": "a"})

    def meanwhile() -> None:
        cloud.clock.asleep += asleep
        cloud.drop("dev-web")

    cloud.clock.alarms.append((5.0, meanwhile))
    later = (step(name, "a", text=TEXT) for name in ("web", *others))
    assert _deployed(cloud, plan(step("a"), *later)).ok
    assert "create dev-web" in cloud.calls
    assert "propose dev-web" not in cloud.calls


def test_after_hours_asleep_the_parents_are_read_again() -> None:
    cloud = FakeCloud(Time(latency=0.05))
    cloud.seed("dev-cluster", outputs={"Name": "old"})

    def woken() -> None:
        cloud.clock.asleep += HOURS
        cloud.drop("dev-cluster")
        cloud.seed("dev-cluster", outputs={"Name": "new"})

    cloud.clock.alarms.append((5.0, woken))
    assert _deployed(cloud, plan(step("a"), WEB)).ok
    assert cloud.known["dev-web"].state.parameters == {"Cluster": "new"}


def test_a_stack_that_the_pages_miss_is_deleted_before_what_it_stands_on() -> None:
    cloud = Missing("dev-web")
    for name in ("cluster", "web", "api"):
        cloud.seed(f"dev-{name}")
    assert set(_deleted(cloud, "cluster", "web", "api").values()) == {"deleted"}
    assert cloud.known == {}
    assert cloud.writes()[-1] == "delete dev-cluster"


def test_what_the_pages_show_is_not_asked_for_one_by_one() -> None:
    cloud = FakeCloud(Time(latency=0.05))
    names = [f"s{number}" for number in range(50)]
    for name in ("cluster", *names):
        cloud.seed(f"dev-{name}")
    assert set(_deleted(cloud, "cluster", *names).values()) == {"deleted"}
    described = [call for call in cloud.calls if call.startswith("stack ")]
    assert len(described) < 10, described
    assert cloud.calls.count("stacks") <= 6


def test_what_is_not_there_is_asked_for_once() -> None:
    cloud = FakeCloud(Time(latency=0.05))
    cloud.seed("dev-cluster")
    found = _deleted(cloud, "cluster", "web", "api")
    assert found == {
        "dev-api": "nothing to delete",
        "dev-web": "nothing to delete",
        "dev-cluster": "deleted",
    }
    assert cloud.calls.count("stack dev-web") == 1


def test_what_was_protected_since_somebody_was_asked_keeps_all_of_it() -> None:
    cloud = FakeCloud(Time(latency=0.05))
    for name in ("cluster", "web", "api"):
        cloud.seed(f"dev-{name}", protected=name == "web")
    told = Told()
    with pytest.raises(Protected, match="nothing was deleted: dev-web has termination protection"):
        delete(plan(*map(step, ("cluster", "web", "api"))), cloud, told, cloud.clock.terms())
    assert cloud.writes() == []
    assert not told.of(Interrupted)


SEEN = ("cluster", "web", "api", "page")


def _deleted_once_seen(
    cloud: FakeCloud, seconds: float, meanwhile: Callable[[], None], names: tuple[str, ...] = SEEN
) -> Mapping[str, str]:
    """How each stack's deletion ended where all that was seen is so many seconds old."""
    todo = plan(*map(step, names))
    seen = surveyed({one.name for one in todo.steps}, cloud, Told(), cloud.clock.terms())
    cloud.clock.time += seconds
    meanwhile()
    ended = delete(todo, cloud, Told(), cloud.clock.terms(), seen=seen).ended
    return {end.stack: end.outcome for end in ended if isinstance(end, StackFinished)}


@pytest.mark.parametrize(
    ("seconds", "asleep", "read"), [(4.0, 0.0, 1), (31.0, 0.0, 2), (4.0, HOURS, 2)]
)
def test_a_deletion_goes_on_from_what_was_seen_unless_that_was_long_ago(
    seconds: float, asleep: float, read: int
) -> None:
    cloud = FakeCloud(Time(latency=0.05))
    for name in SEEN:
        cloud.seed(f"dev-{name}")

    def slept() -> None:
        cloud.clock.asleep += asleep

    assert set(_deleted_once_seen(cloud, seconds, slept).values()) == {"deleted"}
    assert cloud.calls[: cloud.calls.index("delete dev-page")].count("stacks") == read
    assert not [call for call in cloud.calls if call.startswith("stack ")]


def test_what_is_protected_while_somebody_is_asked_at_length_keeps_all_of_it() -> None:
    cloud = FakeCloud(Time(latency=0.05))
    for name in SEEN:
        cloud.seed(f"dev-{name}")

    def protected() -> None:
        cloud.drop("dev-web")
        cloud.seed("dev-web", protected=True)

    with pytest.raises(Protected, match="nothing was deleted: dev-web has termination protection"):
        _deleted_once_seen(cloud, 31.0, protected)
    assert cloud.writes() == []


@pytest.mark.parametrize("names", [SEEN, ("web",)], ids=["by-pages", "by-name"])
def test_what_comes_while_somebody_is_asked_is_deleted_as_well(names: tuple[str, ...]) -> None:
    cloud = FakeCloud(Time(latency=0.05))
    for name in names:
        if name != "web":
            cloud.seed(f"dev-{name}")
    found = _deleted_once_seen(cloud, 4.0, lambda: cloud.seed("dev-web"), names)
    assert found["dev-web"] == "deleted"
    assert cloud.known == {}


def test_what_was_seen_of_other_stacks_says_nothing_of_these() -> None:
    cloud = FakeCloud(Time(latency=0.05))
    for name in SEEN:
        cloud.seed(f"dev-{name}")
    terms = cloud.clock.terms()
    seen = surveyed({f"dev-{name}" for name in SEEN[:3]}, cloud, Told(), terms)
    assert delete(plan(*map(step, SEEN)), cloud, Told(), terms, seen=seen).ok
    assert cloud.known == {}


@pytest.mark.parametrize("verb", ["deploy", "plan"])
def test_a_parent_that_the_pages_miss_gives_its_output_all_the_same(verb: str) -> None:
    cloud = Missing("dev-cluster")
    for name in ("cluster", "x", "y"):
        cloud.seed(f"dev-{name}", outputs={"Name": "c-1"}, template=json.loads(TEXT))
    todo = plan(FALLING_BACK, step("x", text=TEXT), step("y", text=TEXT))
    if verb == "plan":
        first = preview(todo, cloud, Told(), cloud.clock.terms())[0]
        assert first.parameters[0].value == "c-1"
    else:
        assert _deployed(cloud, todo).ok
        assert cloud.known["dev-web"].state.parameters == {"Cluster": "c-1"}


def test_a_plan_reads_each_template_once_and_a_stack_without_resources_has_none() -> None:
    cloud = FakeCloud(Time(latency=0.05))
    for name in "abc":
        cloud.seed(f"dev-{name}", template=json.loads(TEXT), tags={"team": "a"})
    cloud.seed("dev-d", "ROLLBACK_COMPLETE")
    todo = plan(*(step(name, text=TEXT) for name in "abcde"))
    steps = preview(todo, cloud, Told(), cloud.clock.terms(), templates=True)
    assert [one.deployed for one in steps] == [json.loads(TEXT)] * 3 + [None] * 2
    assert [one.verdict for one in steps[:3]] == ["up to date"] * 3
    assert sorted(one for one in cloud.calls if one.startswith("template")) == [
        f"template dev-{name}" for name in "abc"
    ]
