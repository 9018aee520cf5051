"""CloudFormation in memory, on a clock that moves only when somebody sleeps."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from generators.deploy.cloud import (
    Change,
    ChangeSet,
    Desired,
    Operation,
    Proposal,
    Resource,
    StackEvent,
    StackState,
)
from generators.deploy.events import Event
from generators.deploy.tenants import Running
from generators.errors import Refused
from generators.model import Assignment, Environment, Plan, Previous, Step

EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
READS = {"stack", "resources", "change_set", "events"}


class FakeClock:
    """A clock that sleeping moves; what is put in `alarms` goes off at its time."""

    def __init__(self) -> None:
        self.time = 0.0
        self.sleeps: list[float] = []
        self.alarms: list[tuple[float, Callable[[], None]]] = []

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.time += seconds
        due = [alarm for at, alarm in self.alarms if at <= self.time]
        self.alarms = [(at, alarm) for at, alarm in self.alarms if at > self.time]
        for alarm in due:
            alarm()


@dataclass(frozen=True, kw_only=True)
class Failure:
    """How an operation fails: the resource, its reason, and the status the stack ends in."""

    status: str
    logical_id: str = "Service"
    reason: str = "no room"


@dataclass(kw_only=True)
class Stack:
    state: StackState
    template: dict[str, Any] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    events: list[StackEvent] = field(default_factory=list)


class FakeCloud:
    """Implements `Cloud`. Set `seconds`, `failures`, `replacements`, `refusals`, `left` …

    `left` has, by logical id, why an update cannot delete what a resource was until then.
    """

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.stacks: dict[str, Stack] = {}
        self.gone: dict[str, Stack] = {}
        self.seconds: dict[str, float] = {}
        self.failures: dict[str, list[Failure]] = {}
        self.replacements: dict[str, str] = {}
        self.refusals: dict[str, str] = {}
        self.left: dict[str, str] = {}
        self.change_set_failure = ""
        self.proposals: dict[str, tuple[Desired, float]] = {}
        self.calls: list[str] = []
        self._due: list[tuple[float, Callable[[], None]]] = []
        self._numbers = iter(range(1, 1_000_000))

    def writes(self) -> list[str]:
        return [c for c in self.calls if c.split()[0] not in READS]

    def seed(self, name: str, status: str = "CREATE_COMPLETE", **more: Any) -> None:
        """A stack that is there before the test begins."""
        template = more.pop("template", {})
        state = StackState(name=name, id=self._id(name), status=status, created=EPOCH, **more)
        self.stacks[name] = Stack(state=state, template=template)

    def stack(self, name: str) -> StackState | None:
        self._call("stack", name)
        stack = self._find(name)
        return stack.state if stack and stack.state.status != "DELETE_COMPLETE" else None

    def resources(self, stack: str) -> tuple[Resource, ...]:
        self._call("resources", stack)
        found = self.stacks.get(stack)
        return tuple(
            Resource(logical_id=key, physical_id=f"{stack}-{key}", type=resource["Type"])
            for key, resource in (found.template if found else {}).get("Resources", {}).items()
        )

    def create(self, desired: Desired) -> Operation:
        self._call("create", desired.name)
        if desired.name in self.stacks:
            raise Refused(f"{desired.name}: Stack [{desired.name}] already exists")
        self.seed(desired.name, "CREATE_IN_PROGRESS")
        return self._begin(desired.name, "CREATE", lambda: self._fill(desired))

    def propose(self, desired: Desired) -> Proposal:
        self._call("propose", desired.name)
        stack = self.stacks[desired.name]
        proposal = Proposal(
            stack=desired.name, stack_id=stack.state.id, id=f"cs-{next(self._numbers)}"
        )
        self.proposals[proposal.id] = (desired, self.clock.now() + 1.0)
        return proposal

    def change_set(self, proposal: Proposal) -> ChangeSet | None:
        self._call("change_set", proposal.stack)
        desired, ready = self.proposals[proposal.id]
        if self.clock.now() < ready:
            return None
        if self.change_set_failure:
            return ChangeSet(failure=self.change_set_failure)
        stack = self.stacks[proposal.stack]
        new = json.loads(desired.template)
        same = new == stack.template and self._plain(desired) == {
            **stack.state.parameters,
            **stack.secrets,
        }
        return ChangeSet(changes=self._changes(stack.template, new), empty=same)

    def execute(self, proposal: Proposal) -> Operation:
        self._call("execute", proposal.stack)
        desired, _ = self.proposals.pop(proposal.id)
        return self._begin(proposal.stack, "UPDATE", lambda: self._fill(desired))

    def discard(self, proposal: Proposal) -> None:
        self._call("discard", proposal.stack)
        del self.proposals[proposal.id]

    def delete(self, state: StackState) -> Operation:
        self._call("delete", state.name)

        def gone() -> None:
            self.gone[state.id] = self.stacks.pop(state.name)

        return self._begin(state.name, "DELETE", gone)

    def events(self, operation: Operation, after: str) -> tuple[StackEvent, ...]:
        self._call("events", operation.stack)
        stack = self._find(operation.id)
        own = [e for e in (stack.events if stack else []) if e.token == operation.token]
        ids = [event.id for event in own]
        return tuple(own[ids.index(after) + 1 :] if after else own)

    def _call(self, verb: str, name: str) -> None:
        self.calls.append(f"{verb} {name.removeprefix('id/')}")
        for at, action in [due for due in self._due if due[0] <= self.clock.now()]:
            self._due.remove((at, action))
            action()
        if refusal := self.refusals.get(f"{verb} {name}"):
            raise Refused(f"{name}: {refusal}")

    def _id(self, name: str) -> str:
        return f"id/{name}"

    def _find(self, name: str) -> Stack | None:
        return self.stacks.get(name.removeprefix("id/")) or self.gone.get(name)

    def _begin(self, name: str, verb: str, done: Callable[[], None]) -> Operation:
        token = f"token-{next(self._numbers)}"
        stack, tell = self.stacks[name], self._teller(name, token)
        stack.state = replace(stack.state, status=f"{verb}_IN_PROGRESS")
        tell(name, f"{verb}_IN_PROGRESS", "")
        scripted = self.failures.get(name, [])
        failure = scripted.pop(0) if scripted else None

        def end() -> None:
            if failure:
                tell(failure.logical_id, f"{verb}_FAILED", failure.reason)
                tell("Other", f"{verb}_FAILED", "Resource creation cancelled")
                stack.state = replace(stack.state, status=failure.status)
            else:
                for logical_id, reason in self.left.items() if verb == "UPDATE" else ():
                    tell(logical_id, "DELETE_FAILED", reason)
                stack.state = replace(stack.state, status=f"{verb}_COMPLETE")
                done()
            tell(name, stack.state.status, "")

        self._due.append((self.clock.now() + self.seconds.get(name, 10.0), end))
        return Operation(stack=name, id=self._id(name), token=token)

    def _teller(self, name: str, token: str) -> Callable[[str, str, str], None]:
        stack = self.stacks[name]

        def tell(logical_id: str, status: str, reason: str) -> None:
            itself = logical_id == name
            event = StackEvent(
                id=f"event-{next(self._numbers)}",
                logical_id=logical_id,
                physical_id=self._id(name) if itself else f"{name}-{logical_id}",
                type="AWS::CloudFormation::Stack" if itself else "AWS::ECS::Service",
                status=status,
                reason=reason,
                at=EPOCH + timedelta(seconds=self.clock.now()),
                token=token,
                cause=status.endswith("_FAILED") and "cancelled" not in reason,
            )
            stack.events.append(event)

        return tell

    def _plain(self, desired: Desired) -> dict[str, str]:
        stack = self.stacks[desired.name]
        have = {**stack.state.parameters, **stack.secrets}
        return {k: have[k] if isinstance(v, Previous) else v for k, v in desired.parameters.items()}

    def _fill(self, desired: Desired) -> None:
        stack, values = self.stacks[desired.name], self._plain(desired)
        template = json.loads(desired.template)
        declared = template.get("Parameters", {})
        stack.secrets = {k: v for k, v in values.items() if declared.get(k, {}).get("NoEcho")}
        stack.template = template
        stack.state = replace(
            stack.state,
            parameters={**values, **dict.fromkeys(stack.secrets, "****")},
            outputs={
                key: values.get(value["Value"]["Ref"], f"{desired.name}-{value['Value']['Ref']}")
                for key, value in template.get("Outputs", {}).items()
            },
            tags=dict(desired.tags),
        )

    def _changes(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Change, ...]:
        before, after = old.get("Resources", {}), new.get("Resources", {})
        changes = []
        for key in {**before, **after}:
            if before.get(key) == after.get(key):
                continue
            action = "Add" if key not in before else "Modify" if key in after else "Remove"
            changes.append(
                Change(
                    action=action,
                    logical_id=key,
                    type=(after.get(key) or before[key])["Type"],
                    replacement=self.replacements.get(key, "False") if action == "Modify" else "",
                    properties=("Properties",) if action == "Modify" else (),
                )
            )
        return tuple(changes)


class FakeClusters:
    """Implements `Clusters`: what runs on each cluster, by the cluster's name."""

    def __init__(self, **running: Running) -> None:
        self.known = {name.replace("_", "-"): found for name, found in running.items()}

    def running(self, cluster: str) -> Running:
        return self.known.get(cluster, Running())


class Told:
    """An `emit` that remembers."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def __call__(self, event: Event) -> None:
        self.events.append(event)

    def of(self, kind: type) -> list[Any]:
        return [event for event in self.events if isinstance(event, kind)]


def template(outputs: tuple[str, ...] = (), secret: str = "", **resources: str) -> str:
    """A template with these outputs and resources (logical id = type, or type and version)."""
    return json.dumps(
        {
            "Parameters": {secret: {"NoEcho": True}} if secret else {},
            "Resources": {
                key: {"Type": kind.split("@")[0], "Properties": kind}
                for key, kind in resources.items()
            },
            "Outputs": {key: {"Value": {"Ref": key}} for key in outputs},
        }
    )


def step(name: str, *needs: str, text: str = "", **parameters: Any) -> Step:
    """A step; a parameter is a value, or an Assignment where its origin matters."""
    return Step(
        stack=name,
        name=f"dev-{name}",
        template=text or template(),
        parameters={
            key: value if isinstance(value, Assignment) else Assignment(value=value, origin="given")
            for key, value in parameters.items()
        },
        tags={"team": "a"},
        needs=frozenset(f"dev-{need}" for need in needs),
    )


def plan(*steps: Step) -> Plan:
    environment = Environment(name="test", account="123456789012", region="eu-west-1")
    return Plan(environment=environment, steps=steps)
