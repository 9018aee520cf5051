"""CloudFormation in memory, in a time that moves only when somebody waits."""

from __future__ import annotations

import heapq
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from generators.deploy.cloud import (
    Change,
    ChangeSet,
    Desired,
    Operation,
    Proposal,
    Resource,
    StackEvent,
    StackPage,
    StackState,
    StatusPage,
)
from generators.deploy.diagnose.facts import Facts
from generators.deploy.diagnose.stack import failures
from generators.deploy.diagnose.why import Explanation
from generators.deploy.events import Event
from generators.deploy.statuses import TELLING
from generators.deploy.tenants import Running
from generators.deploy.terms import Mask
from generators.errors import Overtaken, Refused
from generators.model import Assignment, Environment, OutputOf, Plan, Previous, Step
from tests.deploy import takes
from tests.deploy.virtual import Time

T = TypeVar("T")
Tell = Callable[[str, str, str], None]
"""Takes a logical id, its status and the reason."""
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
READS = {
    *("stack", "stacks", "statuses", "deletions", "is_protected"),
    *("template", "resources", "change_set", "events", "explain", "lacking"),
}
PAGE = 100
CLEANUP = "COMPLETE_CLEANUP_IN_PROGRESS"


@dataclass(frozen=True, kw_only=True)
class Failure:
    """How an operation fails: the resource, its reason, and the status the stack ends in.

    With the stack's own name for the resource none has failed: CloudFormation gives the operation
    up, and says why of the stack. Being undone takes so many seconds.
    """

    status: str
    logical_id: str = "Service"
    reason: str = "no room"
    undoing: float = 0.0


@dataclass(kw_only=True)
class Stack:
    state: StackState
    template: dict[str, Any] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    events: list[StackEvent] = field(default_factory=list)


class FakeCloud:
    """Implements `Cloud` and `Protector`. Set `seconds`, `failures`, `replacements`, `refusals` …

    `left` has, by logical id, why an update cannot delete what a resource was until then; working
    out a change set takes `thinks` seconds.
    """

    def __init__(self, clock: Time | None = None) -> None:
        self.clock = clock or Time()
        self.known: dict[str, Stack] = {}
        self.gone: dict[str, Stack] = {}
        self.usual = 10.0
        self.seconds: dict[str, float] = {}
        self.failures: dict[str, list[Failure]] = {}
        self.replacements: dict[str, str] = {}
        self.refusals: dict[str, str] = {}
        self.left: dict[str, str] = {}
        self.change_set_failure = ""
        self.thinks = 1.0
        self.policies: dict[str, str] = {}
        self.cleanups: dict[str, float] = {}
        self.rollbacks = 10.0
        self.proposals: dict[str, tuple[Desired, float]] = {}
        self.faults: list[tuple[float, BaseException]] = []
        self.calls: list[str] = []
        self.times: list[float] = []
        self.begun: dict[str, Any] = {}
        self._due: list[tuple[float, int, str, Callable[[], None]]] = []
        self._numbers = iter(range(1, 1_000_000))

    def writes(self) -> list[str]:
        return [c for c in self.calls if c.split()[0] not in READS]

    def seed(self, name: str, status: str = "CREATE_COMPLETE", **more: Any) -> None:
        """A stack that is there before the test begins."""
        template = more.pop("template", {})
        before = sum(one.state.name == name for one in self.gone.values())
        stack_id = f"id/{name}/{before + 1}" if before else f"id/{name}"
        state = StackState(name=name, id=stack_id, status=status, created=EPOCH, **more)
        self.known[name] = Stack(state=state, template=template)

    def ends_in(self, name: str, status: str, seconds: float) -> None:
        """Somebody's operation on the stack, which ends in that status after so long."""

        def end() -> None:
            stack = self.known[name]
            if status == "DELETE_COMPLETE":
                self.gone[stack.state.id] = self.known.pop(name)
            stack.state = replace(stack.state, status=status)

        self._later(name, self.clock.now() + seconds, end)

    def drop(self, name: str) -> None:
        """Somebody has the stack deleted, whatever it is doing, and that is done at once."""
        self._forget_what_is_due(name)
        stack = self.known.pop(name)
        self.gone[stack.state.id] = stack
        stack.state = replace(stack.state, status="DELETE_COMPLETE")

    def taken_by_another(self, steps: Plan) -> None:
        """Somebody else's update of every stack of the plan that is at rest."""
        for one in steps.steps:
            stack = self.known[one.name]
            if not stack.state.status.endswith("_IN_PROGRESS"):
                desired = self._another(one, stack.state.parameters)
                for key in [
                    key for key, (own, _) in self.proposals.items() if own.name == one.name
                ]:
                    del self.proposals[key]
                self._begin(one.name, "UPDATE", partial(self._fill, desired), "theirs")

    def created_by_another(self, steps: Plan) -> None:
        """Somebody else's creation of every stack of the plan that is not there."""
        for one in steps.steps:
            if one.name not in self.known:
                values = {key: self._output(one, key) for key in one.parameters}
                self.seed(one.name, "CREATE_IN_PROGRESS")
                desired = self._another(one, values)
                self._begin(one.name, "CREATE", partial(self._fill, desired), "theirs")

    def _another(self, one: Step, values: Mapping[str, str]) -> Desired:
        return Desired(name=one.name, template=one.template, parameters=values, tags=one.tags)

    def _output(self, one: Step, key: str) -> str:
        value = one.parameters[key].value
        return f"{value.stack}-{value.output}" if isinstance(value, OutputOf) else str(value)

    def _later(self, name: str, at: float, action: Callable[[], None]) -> None:
        heapq.heappush(self._due, (at, next(self._numbers), name, action))

    def stack(self, name: str) -> StackState | None:
        self._call("stack", name)
        stack = self._find(name)
        return stack.state if stack and stack.state.status != "DELETE_COMPLETE" else None

    def stacks(self, after: str = "") -> StackPage:
        self._call("stacks", "")
        first = int(after or 0)
        there = [one.state for one in self.known.values()]
        more = str(first + PAGE) if len(there) > first + PAGE else ""
        return StackPage(stacks=tuple(there[first : first + PAGE]), more=more)

    def statuses(self, after: str = "") -> StatusPage:
        self._call("statuses", "")
        first = int(after or 0)
        states = [one.state for one in self.known.values()]
        found = [(state.id, state.status) for state in states if state.status in TELLING]
        more = str(first + PAGE) if len(found) > first + PAGE else ""
        return StatusPage(statuses=dict(found[first : first + PAGE]), more=more)

    def deletions(self, after: str = "") -> StatusPage:
        self._call("deletions", "")
        first = int(after or 0)
        found = [(one, "DELETE_COMPLETE") for one in reversed(self.gone)]
        more = str(first + PAGE) if len(found) > first + PAGE else ""
        return StatusPage(statuses=dict(found[first : first + PAGE]), more=more)

    def template(self, stack: str) -> object:
        self._call("template", stack)
        return self.known[stack].template

    def resources(self, stack: str) -> tuple[Resource, ...]:
        self._call("resources", stack)
        found = self.known.get(stack)
        return tuple(
            Resource(logical_id=key, physical_id=f"{stack}-{key}", type=resource["Type"])
            for key, resource in (found.template if found else {}).get("Resources", {}).items()
        )

    def place(self, desired: Desired) -> Desired:
        self._call("place", desired.name)
        return replace(desired, url=f"https://s3/{desired.name}")

    def create(self, desired: Desired, token: str = "") -> Operation:
        self._call("create", desired.name)

        def begin() -> Operation:
            if desired.name in self.known:
                raise Overtaken(f"{desired.name}: Stack [{desired.name}] already exists")
            self.seed(desired.name, "CREATE_IN_PROGRESS")
            return self._begin(desired.name, "CREATE", lambda: self._fill(desired), token)

        return self._once(token, begin)

    def propose(self, desired: Desired, token: str = "") -> Proposal:
        self._call("propose", desired.name)

        def begin() -> Proposal:
            stack = self._takes_updates(desired.name)
            number = f"cs-{next(self._numbers)}"
            proposal = Proposal(stack=desired.name, stack_id=stack.state.id, id=number)
            self.proposals[proposal.id] = (desired, self.clock.now() + self.thinks)
            return proposal

        return self._once(token, begin)

    def change_set(self, proposal: Proposal) -> ChangeSet | None:
        self._call("change_set", proposal.stack)
        if proposal.id not in self.proposals:
            takes.refused(
                proposal.stack, f"ChangeSet [{proposal.id}] does not exist", "ChangeSetNotFound"
            )
        desired, ready = self.proposals[proposal.id]
        if self.clock.now() < ready:
            return None
        if self.change_set_failure:
            return ChangeSet(failure=self.change_set_failure)
        stack = self.known[proposal.stack]
        new = json.loads(desired.template)
        same = new == stack.template and self._plain(desired) == {
            **stack.state.parameters,
            **stack.secrets,
        }
        return ChangeSet(changes=self._changes(stack.template, new), empty=same)

    def execute(self, proposal: Proposal, token: str = "") -> Operation:
        self._call("execute", proposal.stack)

        def begin() -> Operation:
            self._takes_updates(proposal.stack)
            if proposal.id not in self.proposals:
                takes.refused(
                    proposal.stack, f"ChangeSet [{proposal.id}] does not exist", "ChangeSetNotFound"
                )
            desired, _ = self.proposals[proposal.id]
            # CloudFormation forgets all change sets of a stack once one is executed.
            for other in [
                key for key, (one, _) in self.proposals.items() if one.name == desired.name
            ]:
                del self.proposals[other]
            return self._begin(proposal.stack, "UPDATE", lambda: self._fill(desired), token)

        return self._once(token, begin)

    def discard(self, proposal: Proposal) -> None:
        self._call("discard", proposal.stack)
        made = self.begun.get(proposal.id, proposal)  # by its name, which is its token
        self.proposals.pop(made.id, None)

    def delete(self, state: StackState, token: str = "") -> Operation:
        self._call("delete", state.name)
        stack = self._find(state.id)
        leaving = stack and stack.state.status == "DELETE_IN_PROGRESS" and token not in self.begun
        if stack is None or state.id in self.gone or leaving:
            return Operation(stack=state.name, id=state.id, token=token)

        def gone() -> None:
            self.gone[state.id] = self.known.pop(state.name)

        def begin() -> Operation:
            takes.delete(stack.state)
            self._forget_what_is_due(state.name)
            return self._begin(state.name, "DELETE", gone, token)

        return self._once(token, begin)

    def cancel(self, state: StackState, token: str = "") -> Operation:
        self._call("cancel", state.name)

        def begin() -> Operation:
            takes.cancel(self._there(state.name).state)
            self._forget_what_is_due(state.name)
            return self._begin(
                state.name, "UPDATE_ROLLBACK", lambda: None, token, seconds=self.rollbacks
            )

        return self._once(token, begin)

    def roll_back(self, state: StackState, token: str = "") -> Operation:
        self._call("roll_back", state.name)

        def begin() -> Operation:
            takes.roll_back(state, self._there(state.name).state)
            return self._begin(state.name, "UPDATE_ROLLBACK", lambda: None, token)

        return self._once(token, begin)

    def set_policy(self, stack: str, policy: str) -> None:
        self._call("set_policy", stack)
        self._there(stack)
        self.policies[stack] = policy

    def protect(self, stack: str) -> None:
        self._call("protect", stack)
        found = self._there(stack)
        found.state = replace(found.state, protected=True)

    def is_protected(self, stack: str) -> bool:
        self._call("is_protected", stack)
        return stack in self.known and self.known[stack].state.protected

    def update(self, _: Desired, __: str, shown: Proposal, token: str = "") -> Operation:
        return self.execute(shown, token)

    def explain(
        self, stack: str, events: Sequence[StackEvent], _: Sequence[Resource], __: Mask
    ) -> Explanation:
        """Beside a deploy: what failed, and no cause of it."""
        self._call("explain", stack)
        return Explanation(causes=(), facts=Facts(stack=stack, failed=failures(events)))

    def lacking(self, _: Sequence[Step]) -> tuple[str, ...]:
        """Beside a deploy: the account lacks nothing."""
        self._call("lacking", "")
        return ()

    def _forget_what_is_due(self, name: str) -> None:
        self._due = [due for due in self._due if due[2] != name]
        heapq.heapify(self._due)

    def _takes_updates(self, name: str) -> Stack:
        stack = self._there(name)
        takes.update(stack.state)
        return stack

    def _there(self, name: str) -> Stack:
        if name not in self.known:
            takes.refused(name, f"Stack [{name}] does not exist")
        return self.known[name]

    def events(self, operation: Operation, after: str) -> tuple[StackEvent, ...]:
        self._call("events", operation.stack)
        stack = self._find(operation.id)
        own = [e for e in (stack.events if stack else []) if e.token == operation.token]
        ids = [event.id for event in own]
        return tuple(own[ids.index(after) + 1 :] if after else own)

    def _call(self, verb: str, name: str) -> None:
        self.times.append(self.clock.now())
        self.calls.append(f"{verb} {name.removeprefix('id/').split('/')[0]}".strip())
        while self._due and self._due[0][0] <= self.clock.now():
            heapq.heappop(self._due)[3]()
        for at, error in self.faults:
            if at <= self.clock.now():
                self.faults.remove((at, error))
                raise error
        if refusal := self.refusals.get(f"{verb} {name}"):
            raise Refused(f"{name}: {refusal}")

    def _find(self, name: str) -> Stack | None:
        """By name or id; ids are `id/name` for the first of a name, then `id/name/2` …"""
        if not name.startswith("id/"):
            return self.known.get(name)
        stack = self.known.get(name.split("/")[1])
        return stack if stack and stack.state.id == name else self.gone.get(name)

    def _begin(
        self,
        name: str,
        verb: str,
        done: Callable[[], None],
        token: str,
        seconds: float | None = None,
    ) -> Operation:
        stack, tell = self.known[name], self._teller(name, token)
        lasts = self.seconds.get(name, self.usual) if seconds is None else seconds
        stack.state = replace(stack.state, status=f"{verb}_IN_PROGRESS", reason="")
        if verb == "UPDATE":
            stack.state = replace(stack.state, updated=EPOCH + timedelta(seconds=self.clock.now()))
        tell(name, f"{verb}_IN_PROGRESS", "")
        scripted = self.failures.get(name, [])
        failure = scripted.pop(0) if scripted else None

        def end() -> None:
            if failure:
                self._fails(name, verb, failure, tell)
                return
            for logical_id, reason in self.left.items() if verb == "UPDATE" else ():
                tell(logical_id, "DELETE_FAILED", reason)
            stack.state = replace(stack.state, status=f"{verb}_COMPLETE")
            done()
            cleanup = self.cleanups.get(name) if verb == "UPDATE" else None
            if cleanup:
                stack.state = replace(stack.state, status=f"{verb}_{CLEANUP}")
                self._later(name, self.clock.now() + cleanup, cleaned_up)
            tell(name, stack.state.status, "")

        def cleaned_up() -> None:
            stack.state = replace(stack.state, status=f"{verb}_COMPLETE")
            tell(name, stack.state.status, "")

        self._later(name, self.clock.now() + lasts, end)
        return Operation(stack=name, id=stack.state.id, token=token)

    def _fails(self, name: str, verb: str, failure: Failure, tell: Tell) -> None:
        stack = self.known[name]

        def fell() -> None:
            reason = failure.reason if failure.logical_id == name else ""
            stack.state = replace(stack.state, status=failure.status, reason=reason)
            tell(name, failure.status, reason)

        if failure.logical_id != name:
            tell(failure.logical_id, f"{verb}_FAILED", failure.reason)
            tell("Other", f"{verb}_FAILED", "Resource creation cancelled")
        if not failure.undoing:
            fell()
            return
        undoing = "ROLLBACK" if verb == "CREATE" else f"{verb}_ROLLBACK"
        stack.state = replace(stack.state, status=f"{undoing}_IN_PROGRESS")
        tell(name, stack.state.status, "The following resource(s) failed")
        self._later(name, self.clock.now() + failure.undoing, fell)

    def _once(self, token: str, begin: Callable[[], T]) -> T:
        """What was begun with that token, or else is begun now."""
        if token not in self.begun:
            self.begun[token] = begin()
        found: T = self.begun[token]
        return found

    def _teller(self, name: str, token: str) -> Tell:
        stack = self.known[name]

        def tell(logical_id: str, status: str, reason: str) -> None:
            itself = logical_id == name
            event = StackEvent(
                id=f"event-{next(self._numbers)}",
                logical_id=logical_id,
                physical_id=stack.state.id if itself else f"{name}-{logical_id}",
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
        stack = self.known[desired.name]
        have = {**stack.state.parameters, **stack.secrets}
        return {k: have[k] if isinstance(v, Previous) else v for k, v in desired.parameters.items()}

    def _fill(self, desired: Desired) -> None:
        stack, values = self.known[desired.name], self._plain(desired)
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
