"""Somebody who types make's commands, reads what they print, and does what that says helps."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, cast

from generators import report
from generators.__main__ import exit_status
from generators.deploy.deletion import delete
from generators.deploy.engine import deploy
from generators.deploy.events import Event, StackFailed, Summary
from generators.deploy.guard import allowing
from generators.deploy.protection import Protector
from generators.deploy.recording import Recorder
from generators.deploy.repair import repaired
from generators.deploy.terms import Aside, Limits
from generators.errors import CannotReachAWS
from generators.model import OutputOf, Plan
from generators.verbs.showing import Showing
from tests.deploy.fakes import EPOCH, Failure, FakeCloud, plan, step, template
from tests.deploy.rough import Road
from tests.deploy.virtual import Time

EXPIRED = CannotReachAWS(
    "AWS does not take the credentials: the security token has expired (ExpiredToken)",
    advice="get or renew them by `aws sso login`; then run the same command again",
)
LARGE = template(Large="AWS::ECS::Service@" + "x" * 60_000)
BEGINS = {"create", "execute", "delete", "cancel", "roll_back"}
COMMAND = re.compile(r"`(make [^`]*)`")
RESOURCE = re.compile(r"\d\d:\d\d:\d\d  ")
TOOK = re.compile(r"\s+(\d+ h )?(\d+ min )?\d+(\.\d)? s\b")


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


NAMES = tuple(one.name for one in app("1").steps)


def only(steps: Plan, stack: str) -> Plan:
    """The plan that STACK= leaves."""
    left = [replace(one, needs=frozenset()) for one in steps.steps if one.stack == stack]
    return replace(steps, steps=tuple(left))


@dataclass
class Person:
    """`said` is all that the last command printed, on both outputs, in order.

    Whoever is `careful` works in a protected environment; the `curious` ask why, beside a deploy.
    """

    cloud: FakeCloud = field(default_factory=lambda: FakeCloud(Time(latency=0.05)))
    careful: bool = False
    curious: bool = False
    events: list[Event] = field(default_factory=list)
    ended: Summary = field(default_factory=lambda: Summary(ended=()))
    said: str = ""
    _before: int = field(default=0, init=False)

    def types(self, command: str, steps: Plan, road: Road | None = None, **limits: Any) -> int:
        """Do what `make …` does for these stacks, or the one in its STACK=; the exit status."""
        verb, options = _parsed(command)
        todo = only(steps, options["STACK"]) if "STACK" in options else steps
        show = Recorder(
            todo.environment.name, {one.name: one.needs for one in todo.steps}, self._now
        )
        text = io.StringIO()
        with redirect_stdout(text), redirect_stderr(text):
            showing = Showing(view=report.Progress(report.err()), recorder=show)
            self.events, self._before = [], len(self.cloud.calls)
            status = exit_status(partial(self._done, verb, todo, showing, road, limits))
        self.said = text.getvalue()
        return status

    def deploys(self, steps: Plan, road: Road | None = None, **limits: Any) -> int:
        """The exit status of `make deploy`."""
        return self.types("make deploy", steps, road, **limits)

    def deletes(self, steps: Plan, road: Road | None = None, **limits: Any) -> int:
        """The exit status of `make delete`."""
        return self.types("make delete", steps, road, **limits)

    def _done(
        self, verb: str, todo: Plan, show: Showing, road: Road | None, limits: dict[str, Any]
    ) -> int:
        way = road or Road(self.cloud)

        def emit(event: Event) -> None:
            self.events.append(event)
            show(event)

        found: Summary = self._call(verb, way)(
            todo,
            way.to(),
            emit,
            self.cloud.clock.terms(
                limits=Limits(**limits),
                aside=Aside(explain=way.explain, lacking=way.lacking) if self.curious else Aside(),
            ),
        )
        self.ended = found
        if verb in ("deploy", "delete"):
            show.summary(found)
        else:
            report.summary(report.out(), found)
        return 0 if found.ok else 1

    def _call(self, verb: str, way: Road) -> Callable[..., Summary]:
        match verb:
            case "deploy":
                protector = cast(Protector, way) if self.careful else None
                return lambda todo, cloud, emit, terms: deploy(
                    todo, cloud, emit, allowing(()), terms, protector=protector
                )
            case "delete":
                return delete
            case "cancel" | "continue-rollback":
                return partial(repaired, verb)
        raise AssertionError(verb)

    def _now(self) -> datetime:
        return EPOCH + timedelta(seconds=self.cloud.clock.now())

    @property
    def outcomes(self) -> list[str]:
        """What became of each stack, in a word."""
        return [getattr(end, "outcome", type(end).__name__) for end in self.ended.ended]

    @property
    def lines(self) -> list[str]:
        """What was said, without what becomes of single resources and how long anything took."""
        lines = [line.rstrip() for line in self.said.splitlines() if not RESOURCE.match(line)]
        return [TOOK.sub("", line) for line in lines]

    @property
    def told_to(self) -> tuple[str, ...]:
        """The commands that were named, in order, each once."""
        return tuple(dict.fromkeys(COMMAND.findall(self.said)))

    def failure(self, stack: str) -> StackFailed:
        """How that stack failed."""
        (found,) = [end for end in self.ended.ended if end.stack == stack]
        assert isinstance(found, StackFailed)
        return found

    @property
    def begun(self) -> set[str]:
        """The stacks for which the last command asked to begin something, and was heard."""
        asked = (call.partition(" ") for call in self.cloud.calls[self._before :])
        return {name for verb, _, name in asked if verb in BEGINS}

    @property
    def busy(self) -> set[str]:
        """What CloudFormation works on now; hollow stacks only sound like it."""
        statuses = {name: stack.state.status for name, stack in self.cloud.known.items()}
        return {n for n, s in statuses.items() if s.endswith("_IN_PROGRESS") and s[:6] != "REVIEW"}


def _parsed(command: str) -> tuple[str, dict[str, str]]:
    make, verb, *options = command.split()
    assert make == "make"
    return verb, dict(option.split("=", 1) for option in options)


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A command, what there is before it, and how it ends by itself."""

    before: Callable[[], Person]
    command: str = "make deploy"
    steps: Plan = field(default_factory=lambda: app("1"))
    status: int = 0

    def runs(self, person: Person, road: Road | None = None) -> int:
        """The exit status of the command."""
        return person.types(self.command, self.steps, road)

    def calls(
        self, latency: float, road: Callable[[Person], Road] = lambda one: Road(one.cloud)
    ) -> int:
        """How many calls it makes by itself."""
        person = self.before()
        person.cloud.clock.latency = latency
        way = road(person)
        assert self.runs(person, way) == self.status, person.said
        return len(way.order)


def deployed() -> Person:
    """Somebody to whom it is deployed."""
    person = Person()
    person.cloud.created_by_another(app("1"))
    person.cloud.clock.time += 60.0
    person.cloud.stacks()
    return person


def bumpy(person: Person, seed: int) -> Road:
    """One call of five is throttled, one of ten meets an error, one of twenty answers is lost."""
    return Road(person.cloud, seed=seed, throttled=0.2, broken=0.1, reset=0.05)


def _hollow() -> Person:
    person = Person()
    for name in NAMES:
        person.cloud.seed(name, "ROLLBACK_COMPLETE")
    return person


def _failing() -> Person:
    person = deployed()
    person.curious = True
    failure = Failure(status="UPDATE_ROLLBACK_COMPLETE", undoing=5.0)
    person.cloud.failures["dev-web"] = [failure]
    return person


def _under_way() -> Person:
    person = Person()
    person.cloud.seed("dev-web", "UPDATE_IN_PROGRESS")
    return person


def _half_way() -> Person:
    person = Person()
    person.cloud.seed("dev-web", "UPDATE_ROLLBACK_FAILED")
    return person


SCENES = {
    "create": Scene(before=Person),
    "update": Scene(before=deployed, steps=app("2")),
    "unchanged": Scene(before=deployed),
    "recreate": Scene(before=_hollow),
    "delete": Scene(before=deployed, command="make delete"),
    "large": Scene(before=Person, steps=plan(step("web", text=LARGE))),
    "protect": Scene(before=lambda: Person(careful=True)),
    "explain": Scene(before=_failing, steps=app("2"), status=1),
    "cancel": Scene(before=_under_way, command="make cancel STACK=web"),
    "continue-rollback": Scene(before=_half_way, command="make continue-rollback STACK=web"),
}
"""Every command that changes something, in what it may be about."""
