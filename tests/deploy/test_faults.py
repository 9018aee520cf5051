"""Whatever goes wrong, at whichever call: nothing that is false, and a second run ends well."""

from __future__ import annotations

import pytest

from generators.deploy.events import Interrupted, StackFinished
from generators.errors import Refused
from tests.deploy.fakes import FakeCloud
from tests.deploy.person import EXPIRED, SCENES, Person, app, bumpy, deployed
from tests.deploy.rough import Road
from tests.deploy.test_scheduling import graph


@pytest.fixture
def person() -> Person:
    return Person()


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


@pytest.mark.parametrize("name", SCENES)
def test_credentials_that_expire_at_any_call_end_it_in_words(name: str) -> None:
    scene = SCENES[name]
    for number in range(scene.calls(0.05)):
        person = scene.before()
        theirs = person.busy

        def expire(call: int, number: int = number) -> None:
            if call >= number:
                raise EXPIRED

        road = Road(person.cloud, before=expire)
        status = scene.runs(person, road)
        if status == scene.status == 1 and "Interrupted." not in person.said:
            continue  # only what is asked beside the deploy met it
        assert status == 1
        assert person.said.endswith(f"{EXPIRED}\n")
        if person.events:
            interrupted = person.events[-1]
            assert isinstance(interrupted, Interrupted)
            running = set(interrupted.running)
            assert person.busy - (theirs - person.begun) <= running <= person.begun
            assert "Run the same command again: it waits for what runs" in person.said
        person.cloud.failures.clear()
        assert scene.runs(person) == 0, person.said


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
    for before in range(SCENES["update"].calls(0.05)):
        person = deployed()
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
    for before in range(SCENES["create"].calls(0.05)):
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
