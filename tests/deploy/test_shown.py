"""In a protected environment too, the update that is made is the one that was shown."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

import pytest

from generators.deploy.cloud import Change, Desired, Operation, Proposal
from generators.deploy.engine import deploy
from generators.deploy.events import Noted, ReplacementsFound, StackFailed, StackFinished, Summary
from generators.errors import Overtaken
from generators.model import Plan
from tests.deploy.fakes import FakeCloud, Told, plan, step, template

LOGS = "AWS::Logs::LogGroup"
OLD, NEW = template(Logs=f"{LOGS}@1"), template(Logs=f"{LOGS}@2")
THEIRS = template(Logs=f"{LOGS}@1", Files="AWS::EFS::FileSystem")
SAID = (
    "somebody else has changed it since its changes were shown, so that they may not be all that"
    " would happen; none of them was begun"
)


@dataclass
class World:
    """A stack in a protected environment, whose log group is to be replaced.

    `before` is called with the number of each UpdateStack, just before it is asked whether the
    change set still stands; `answers` are those of a person.
    """

    before: Callable[[int], None] = lambda _: None
    answers: list[bool] = field(default_factory=list)
    cloud: FakeCloud = field(default_factory=FakeCloud)
    told: Told = field(default_factory=Told)
    updates: int = 0
    protected: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.cloud.replacements["Logs"] = "True"

    def set_policy(self, stack: str, policy: str) -> None:
        """Whatever the policy, `update` brings its own."""

    def protect(self, stack: str) -> None:
        self.protected.append(stack)
        known = self.cloud.known[stack]
        known.state = replace(known.state, protected=True)

    def update(self, desired: Desired, policy: str, shown: Proposal, token: str = "") -> Operation:
        self.updates += 1
        self.before(self.updates)
        if shown.id not in self.cloud.proposals:
            raise Overtaken(f"{desired.name}: {SAID}", advice="run the same command again")
        assert "LogicalResourceId/Logs" in policy
        self.cloud.calls.append(f"update_stack {desired.name}")
        fill = partial(self.cloud._fill, desired)
        return self.cloud._begin(desired.name, "UPDATE", fill, token)

    def approve(self, _stack: str, _changes: tuple[Change, ...]) -> bool:
        return self.answers.pop(0)

    def deploy(self, steps: Plan) -> Summary:
        self.told = Told()
        return deploy(
            steps, self.cloud, self.told, self.approve, self.cloud.clock.terms(), protector=self
        )

    def changed_by_another(self, text: str) -> None:
        """Somebody else's update, which is over at once."""
        self.cloud.taken_by_another(plan(step("web", text=text)))
        self.cloud.ends_in("dev-web", "UPDATE_COMPLETE", 0.0)
        self.cloud.known["dev-web"].template = json.loads(text)


@pytest.fixture
def world() -> World:
    found = World()
    assert found.deploy(plan(step("web", text=OLD))).ok
    return found


def shown(world: World) -> list[list[str]]:
    return [[one.logical_id for one in found.changes] for found in world.told.of(ReplacementsFound)]


def test_an_update_that_loses_state_is_made_while_its_change_set_stands(world: World) -> None:
    world.answers = [True]
    (end,) = world.deploy(plan(step("web", text=NEW))).ended
    assert isinstance(end, StackFinished)
    assert world.updates == 1
    assert "update_stack dev-web" in world.cloud.calls
    assert not [call for call in world.cloud.calls if call.startswith("execute")]
    assert world.cloud.known["dev-web"].template == json.loads(NEW)


def test_where_somebody_else_was_quicker_it_is_shown_anew_and_asked_again(world: World) -> None:
    world.before = lambda count: world.changed_by_another(THEIRS) if count == 1 else None
    world.answers = [True, False]
    summary = world.deploy(plan(step("web", text=NEW)))
    (end,) = summary.ended
    assert isinstance(end, StackFailed)
    assert end.declined
    assert shown(world) == [["Logs"], ["Logs", "Files"]]
    assert [one.text for one in world.told.of(Noted)] == [SAID]
    assert "update_stack dev-web" not in world.cloud.calls
    assert world.cloud.known["dev-web"].template == json.loads(THEIRS)


def test_who_is_overtaken_twice_is_told_so_and_has_changed_nothing(world: World) -> None:
    texts = iter([THEIRS, OLD])
    world.before = lambda _: world.changed_by_another(next(texts))
    world.answers = [True, True]
    (end,) = world.deploy(plan(step("web", text=NEW))).ended
    assert isinstance(end, StackFailed)
    assert end.reason == SAID
    assert end.advice == "run the same command again"
    assert "update_stack dev-web" not in world.cloud.calls


def test_a_stack_that_nothing_changes_is_protected_too_where_it_is_not_yet(world: World) -> None:
    same = plan(step("web", text=OLD))
    bare = replace(world.cloud.known["dev-web"].state, protected=False)
    world.cloud.known["dev-web"].state = bare
    world.protected.clear()
    for _ in range(2):
        (end,) = world.deploy(same).ended
        assert isinstance(end, StackFinished)
        assert end.outcome == "up to date"
        assert world.cloud.known["dev-web"].state.protected
    assert world.protected == ["dev-web"]
