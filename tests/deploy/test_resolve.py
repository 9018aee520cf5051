from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pytest

from generators.deploy.calls import Calls
from generators.deploy.cloud import Desired
from generators.deploy.live import Kept, Later, Live, Text
from generators.deploy.resolve import find, prove, resolve, sources
from generators.deploy.run import Run
from generators.deploy.survey import Region, Survey
from generators.errors import NoValue
from generators.model import Assignment, EnvVar, First, Joined, OutputOf, Previous, Step, Value
from tests.deploy.fakes import FakeCloud, Told, plan, step


@pytest.fixture
def cloud() -> FakeCloud:
    cloud = FakeCloud()
    cloud.seed("net", outputs={"VpcId": "vpc-1", "SubnetID": "subnet-1"})
    cloud.seed("dev-web", parameters={"Version": "41", "Secret": "****"})
    cloud.seed("dev-fallen", "ROLLBACK_COMPLETE", parameters={"Version": "41"})
    cloud.seed("dev-falling", "ROLLBACK_IN_PROGRESS", parameters={"Version": "41"})
    cloud.seed("dev-leaving", "DELETE_IN_PROGRESS", parameters={"Version": "41"})
    return cloud


def live(cloud: FakeCloud, *steps: Step, later: Collection[str] = ()) -> Live:
    """What a survey for these steps finds."""

    async def work(calls: Calls) -> Live:
        run = Run(cloud=cloud, calls=calls, emit=Told())
        survey = Survey(run, Region(run), {name for step in steps for name in sources(step)})
        await survey.read()
        return Live(states=survey.states, later=later)

    found: Live = cloud.clock.run(work)
    return found


def why_not(value: Value, cloud: FakeCloud, stack: str = "web") -> str:
    with pytest.raises(NoValue) as raised:
        one = step(stack, Version=value)
        resolve(one, live(cloud, one))
    return str(raised.value)


def test_every_kind_of_value_becomes_what_the_api_takes(cloud: FakeCloud) -> None:
    cases: list[tuple[Value, str | Previous]] = [
        ("7", "7"),
        ("", ""),
        (OutputOf("net", "VpcId"), "vpc-1"),
        (Previous(), Previous()),
        (First((Previous(), "1")), Previous()),
        (First((EnvVar("VERSION"), "1")), "1"),
        (First((OutputOf("nowhere", "X"), OutputOf("net", "VpcId"))), "vpc-1"),
        (Joined(("a", OutputOf("net", "SubnetID"), First((EnvVar("X"), "c")))), "a,subnet-1,c"),
        (Joined(()), ""),
    ]
    for value, expected in cases:
        one = step("web", Version=value)
        assert resolve(one, live(cloud, one)) == {"Version": expected}


def test_the_next_option_is_taken_where_the_stack_has_no_previous_value(cloud: FakeCloud) -> None:
    for stack in ("new", "fallen", "falling", "leaving"):
        one = step(stack, Version=First((Previous(), "1")))
        assert resolve(one, live(cloud, one)) == {"Version": "1"}
    one = step("web", Other=First((Previous(), "1")))
    assert resolve(one, live(cloud, one)) == {"Other": "1"}


def test_what_has_no_value_says_what_was_tried_and_what_helps(cloud: FakeCloud) -> None:
    no_previous = why_not(First((Previous(),)), cloud, "new")
    assert "Version of dev-new has no value: dev-new is not deployed" in no_previous
    assert "params/new.yaml" in no_previous
    unset = why_not(First((EnvVar("VERSION"), Previous())), cloud, "new")
    assert "the variable VERSION is not set, dev-new is not deployed" in unset
    assert unset.endswith("give VERSION=…")
    absent = why_not(OutputOf("nett", "VpcId"), cloud)
    assert "there is no stack nett to take the output VpcId from" in absent
    typo = why_not(OutputOf("net", "VpcID"), cloud)
    assert "net has no output VpcID; it has SubnetID, VpcId; did you mean VpcId?" in typo
    assert "params/web.yaml" in typo
    assert "ROLLBACK_COMPLETE" in why_not(OutputOf("dev-fallen", "X"), cloud)
    for inside in (Previous(), First((Previous(), "a"))):
        listed = why_not(Joined(("a", inside)), cloud)
        assert "a previous value cannot be one item of a list" in listed
    assert "the variable X is not set" in why_not(Joined(("a", EnvVar("X"))), cloud)
    assert "nothing is given" in why_not(First(()), cloud)


def test_what_waits_for_a_stack_advises_to_deploy_that_one_first(cloud: FakeCloud) -> None:
    def cure(value: Value) -> str:
        return why_not(value, cloud).splitlines()[-1].strip()

    assert cure(OutputOf("nett", "VpcId")) == "deploy nett first"
    for stack in ("cluster", "fallen", "falling", "leaving"):
        assert cure(OutputOf(f"dev-{stack}", "Name")) == (
            f"deploy dev-{stack} first (where it is one of params/: `make deploy` without STACK=,"
            f" or with STACK={stack})"
        )
    both = Joined((OutputOf("nett", "A"), OutputOf("nett", "B"), EnvVar("VERSION")))
    assert cure(both) == "deploy nett first; give VERSION=…"
    with pytest.raises(NoValue) as raised:
        one = step("web", A=OutputOf("nett", "A"), B=First(()))
        resolve(one, live(cloud, one))
    assert raised.value.advice == (
        "deploy nett first; give a value in params/web.yaml, or set the variable named there"
        " (VERSION=…)"
    )


def test_the_whole_plan_is_proved_at_once_and_only_what_is_known_counts(cloud: FakeCloud) -> None:
    steps = plan(
        step("cluster", Vpc=OutputOf("net", "Vpc")),
        step("new", "cluster", Cluster=OutputOf("dev-cluster", "Name"), Version=First(())),
        step("web", "cluster", List=Joined((OutputOf("dev-cluster", "Name"), "b"))),
    )
    found = live(cloud, *steps.steps, later={"dev-cluster", "dev-new", "dev-web"})
    with pytest.raises(NoValue) as raised:
        prove(steps, found)
    complaints = raised.value.message.splitlines()
    assert [line.split(" has no value")[0] for line in complaints] == [
        "Vpc of dev-cluster",
        "Version of dev-new",
    ]
    assert cloud.writes() == []
    assert find(steps.steps[2], "List", found) == Later(stacks=("dev-cluster",))
    with pytest.raises(NoValue, match="dev-cluster must be deployed first"):
        resolve(steps.steps[2], found)


def test_a_stack_is_read_once_however_many_values_come_from_it(cloud: FakeCloud) -> None:
    outputs: dict[str, Any] = {
        "A": OutputOf("net", "VpcId"),
        "B": OutputOf("net", "SubnetID"),
        "Version": Previous(),
    }
    resolve(step("web", **outputs), live(cloud, step("web", **outputs), step("web", **outputs)))
    assert cloud.calls == ["stack dev-web", "stack net"]
    cloud.calls.clear()
    live(cloud, step("web", **outputs), step("fallen"))
    assert cloud.calls == ["stacks"], "of many, all are read at once"


def test_no_value_is_in_a_repr(cloud: FakeCloud) -> None:
    secret = Assignment(value="hunter2", origin="given", no_echo=True)
    one = step("web", Secret=secret)
    found = find(one, "Secret", live(cloud, one))
    assert isinstance(found, Text)
    desired = Desired(name="web", template="", parameters={"Secret": "hunter2"}, tags={})
    assert "hunter2" not in f"{found!r} {desired!r}"
    kept = find(step("web", Secret=Previous()), "Secret", live(cloud, one))
    assert kept == Kept(text="****")
