"""What ECS is asked takes a deploy little time, however slow or silent ECS is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from generators.deploy.asking import Asking
from generators.deploy.calls import Calls
from generators.deploy.events import Noted
from generators.deploy.pacing import Bucket
from generators.deploy.run import Run
from generators.deploy.running import Finding
from generators.deploy.terms import Aside, Terms
from generators.errors import CannotReachAWS, NoAnswer, Throttled
from tests.deploy.fakes import FakeCloud, Told

UNKNOWN = "whether the services run what was deployed is not known: "


def arn(name: str, cluster: str = "main") -> str:
    return f"arn:aws:ecs:eu-west-1:123456789012:service/{cluster}/{name}"


@dataclass
class Ecs:
    """Answers after so many `seconds` that every service runs an older task definition."""

    seconds: float = 0.1
    errors: dict[str, Exception] = field(default_factory=dict)
    asked: list[list[str]] = field(default_factory=list)
    told: Told = field(default_factory=Told)
    cloud: FakeCloud = field(default_factory=FakeCloud)

    def rolled_back(self, deployed: Mapping[str, str]) -> tuple[Finding, ...]:
        self.asked.append(list(deployed))
        for cluster, error in self.errors.items():
            if any(f"/{cluster}/" in one for one in deployed):
                raise error
        return tuple(Finding(arn=one, service=one, deployed="2", runs="1") for one in deployed)

    async def send(self, call: Callable[[], Any]) -> Any:
        await asyncio.sleep(self.seconds)
        return call()

    def about(self, *arns: str, hurry: bool = True, apart: float = 0.0) -> list[bool]:
        """Whether each is found to be behind; they are asked about so many seconds apart."""

        async def work(_: Calls) -> list[bool]:
            calls = Calls(Bucket(rate=10.0, burst=10.0), self.send)
            aside = Aside(rolled_back=self.rolled_back)
            asking = Asking(
                run=Run(cloud=self.cloud, calls=calls, emit=self.told, terms=Terms(aside=aside))
            )

            async def one(number: int, arn: str) -> bool:
                await asyncio.sleep(number * apart)
                return await asking.about(arn, "2", hurry=hurry) is not None

            return list(await asyncio.gather(*(one(*pair) for pair in enumerate(arns))))

        found: list[bool] = self.cloud.clock.run(work)
        return found

    @property
    def notes(self) -> list[str]:
        return [noted.text for noted in self.told.of(Noted)]

    @property
    def took(self) -> float:
        return self.cloud.clock.now()


def many(count: int) -> list[str]:
    return [arn(f"s{number}") for number in range(count)]


@pytest.mark.parametrize("hurry", [True, False])
def test_questions_to_a_slow_ecs_are_asked_side_by_side(hurry: bool) -> None:
    ecs = Ecs(seconds=20.0)
    assert all(ecs.about(*many(100), hurry=hurry))
    assert ecs.took <= 60.0
    assert [len(some) for some in ecs.asked] == [10] * 10
    assert ecs.notes == []


def test_a_question_is_of_one_cluster() -> None:
    ecs = Ecs()
    arns = [arn(f"s{number}", cluster) for number in range(11) for cluster in ("a", "b")]
    assert all(ecs.about(*arns))
    assert sorted(len(some) for some in ecs.asked) == [1, 1, 10, 10]
    assert all(len({one.split("/")[1] for one in some}) == 1 for some in ecs.asked)


def test_an_ecs_that_hangs_holds_up_a_deploy_once_and_for_half_a_minute() -> None:
    ecs = Ecs(seconds=600.0)
    assert not any(ecs.about(*many(100)))
    assert ecs.took <= 30.0
    assert ecs.notes == [f"{UNKNOWN}ECS gave no answer for 30 seconds"]


def test_an_ecs_that_hung_is_not_asked_again() -> None:
    ecs = Ecs(seconds=600.0)
    assert not any(ecs.about(*many(3), apart=100.0))
    assert ecs.took == 230.0 - 30.0


@pytest.mark.parametrize(
    ("error", "again"),
    [
        (CannotReachAWS("no credentials"), False),
        (NoAnswer("nobody there"), False),
        (Throttled("too fast"), True),
    ],
    ids=lambda value: type(value).__name__,
)
def test_without_a_way_to_ecs_there_is_no_second_question(error: Exception, again: bool) -> None:
    ecs = Ecs(errors={"main": error})
    assert not any(ecs.about(*many(2), apart=10.0))
    assert len(ecs.asked) == 1 + again
    assert ecs.notes == [f"{UNKNOWN}{error}"]


def test_a_cluster_that_is_refused_costs_no_other_its_answer() -> None:
    said = "not allowed to look at the services of {}: ecs:DescribeServices"
    ecs = Ecs(errors={name: RuntimeError(said.format(name)) for name in ("b", "c")})
    arns = [arn("s", name) for name in "abcd"]
    assert ecs.about(*arns, hurry=False) == [True, False, False, True]
    assert ecs.notes == [f"{UNKNOWN}{said.format(name)}" for name in ("b", "c")]
