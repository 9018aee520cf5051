"""Ctrl-C, whenever: what is said, exit status 130, and a second run that ends well."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial

import pytest

from generators.deploy.events import Interrupted, Noted
from tests.deploy.person import NAMES, SCENES, Person, Scene, bumpy
from tests.deploy.rough import Road
from tests.deploy.virtual import Time

WELL = {
    *("created", "created anew", "updated", "up to date"),
    *("deleted", "nothing to delete", "rolled back"),
}

NOBODY = frozenset[str]()


@dataclass
class Keyboard:
    """Ctrl-C as the call of that number is sent, which is heard in spite of it, or so much later.

    Each of `delays` is another Ctrl-C; `pressed` counts those that came before the end.
    """

    clock: Time
    number: int
    delays: tuple[float, ...] = (0.0,)
    pressed: int = 0

    def __call__(self, call: int) -> None:
        if call != self.number:
            return
        for delay in self.delays:
            if delay:
                asyncio.get_running_loop().call_later(delay, self._press)
            else:
                self._press()

    def _press(self) -> None:
        self.pressed += 1
        self.clock.stop()


def interrupted(person: Person) -> Interrupted | None:
    """What was told at last; None where nothing had begun."""
    if not person.events:
        return None
    last = person.events[-1]
    assert isinstance(last, Interrupted), person.said
    assert last.resumable
    return last


def says_what_runs(person: Person, theirs: set[str], perhaps: frozenset[str] = NOBODY) -> None:
    """What runs is told, in words as well, and how to go on.

    `theirs` was going on before; `perhaps` begun is that of which nobody has heard.
    """
    assert person.lines[-1] == "interrupted", person.said
    last = interrupted(person)
    if last is None:
        assert person.busy <= theirs
        return
    assert person.busy - theirs <= set(last.running) <= person.begun | perhaps
    said = [line for line in person.lines if "CloudFormation is still at work on" in line]
    assert len(said) == bool(last.running)
    assert all(name in said[0] for name in last.running)
    left = [line for line in person.lines if line.startswith("  Not begun: ")]
    assert len(left) == bool(last.waiting)
    assert all(name in left[0] for name in last.waiting)
    assert person.lines[-2].startswith("  Run the same command again: it waits for what runs")


def ends_well(scene: Scene, person: Person) -> None:
    """The same command again, once what failed is cured."""
    person.cloud.failures.clear()
    person.cloud.clock.latency = 0.0
    assert scene.runs(person) == 0, person.said
    assert set(person.outcomes) <= WELL
    if person.careful:
        assert set(NAMES) == person.cloud.policies.keys()
        assert all(stack.state.protected for stack in person.cloud.known.values())


MOMENTS = {
    "during": (0.05, 0.0, slice(None)),
    "before": (0.0, 0.0, slice(0, None, 2)),
    "after": (0.05, 0.06, slice(1, None, 2)),
}
"""How long a call takes, when Ctrl-C comes after it was sent, and at which calls."""


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.parametrize("moment", MOMENTS)
def test_ctrl_c_at_each_call_says_what_runs_and_a_second_run_ends_well(
    name: str, moment: str
) -> None:
    scene, (latency, delay, which) = SCENES[name], MOMENTS[moment]
    for number in range(scene.calls(latency))[which]:
        person = scene.before()
        clock, theirs = person.cloud.clock, person.busy
        clock.latency = latency
        keyboard = Keyboard(clock, number, (delay,))
        road = Road(person.cloud, before=keyboard)
        status = scene.runs(person, road)
        pressed = road.order[number][0] + delay
        if not keyboard.pressed:
            assert clock.now() <= pressed, "it was done before that"
            continue
        assert status == 130, person.said
        # A question beside the deploy is nobody's to wait for.
        later = {verb for at, verb in road.order if at > pressed} - {"explain"}
        assert later <= {"discard"}, "nothing is begun or looked at any more"
        assert person.cloud.proposals == {}
        says_what_runs(person, theirs - person.begun)
        ends_well(scene, person)


@pytest.mark.parametrize("name", SCENES)
def test_a_second_ctrl_c_waits_for_nothing_and_still_says_what_runs(name: str) -> None:
    scene = SCENES[name]
    for number in range(scene.calls(5.0)):
        person = scene.before()
        clock, theirs = person.cloud.clock, person.busy
        clock.latency = 5.0
        keyboard = Keyboard(clock, number, (0.0, 0.5))
        road = Road(person.cloud, before=keyboard)
        assert scene.runs(person, road) == 130, person.said
        assert keyboard.pressed == 2
        assert clock.now() - road.order[number][0] <= 5.5, "at most a change set is discarded"
        says_what_runs(person, theirs - person.begun)
        ends_well(scene, person)


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.parametrize("seed", range(2))
def test_ctrl_c_on_a_bumpy_road_is_no_other(name: str, seed: int) -> None:
    scene = SCENES[name]
    for number in range(seed, scene.calls(0.05, partial(bumpy, seed=seed)), 2):
        person = scene.before()
        clock, theirs = person.cloud.clock, person.busy
        road = bumpy(person, seed)
        road.before = Keyboard(clock, number)
        assert scene.runs(person, road) == 130, person.said
        left = {desired.name for desired, _ in person.cloud.proposals.values()}
        noted = [event for event in person.events if isinstance(event, Noted)]
        assert left <= {one.stack for one in noted if "change set" in one.text}, person.said
        says_what_runs(person, theirs - person.begun, frozenset(road.unsure))
        ends_well(scene, person)
