"""What protects a stack, what it lets go, and how CloudFormation is asked for it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from generators.deploy import protection
from generators.deploy.calls import Calls
from generators.deploy.cloud import Change, Desired, Operation, Proposal
from generators.deploy.emulated.stack_policies import denial
from generators.deploy.pacing import Bucket
from generators.deploy.protecting import Protecting
from generators.deploy.survey import surveyed
from generators.errors import NoAnswer, Overtaken, Protected, Refused, Throttled
from generators.model import Environment, Plan, Step
from generators.stateful import LOST
from tests.deploy.fakes import FakeCloud, Told
from tests.deploy.virtual import Time
from tests.projects import shipped, wire

LOGS = "AWS::Logs::LogGroup"
ROLE = "AWS::IAM::Role"
STATEFUL = Change(action="Modify", logical_id="Logs", type=LOGS, replacement="True")
OTHERS = (
    Change(action="Remove", logical_id="Role", type=ROLE),
    Change(action="Modify", logical_id="Kept", type=LOGS, replacement="False"),
    Change(action="Add", logical_id="New", type=LOGS),
)
WEB = Desired(name="web", template="{}", parameters={"Version": "7"}, tags={"team": "a"})
ID = "arn:aws:cloudformation:eu-west-1:123456789012:stack/web/1"
HERE = Environment(name="production", account="123456789012", region="eu-west-1")
POLICY = protection.as_text(protection.stack_policy())
SHOWN = Proposal(stack="web", stack_id=ID, id="arn:cs/1")

MAX_POLICY = 16_384
"""The characters that CloudFormation takes of a stack policy."""


def _plan(environment: Environment, *names: str) -> Plan:
    steps = (
        Step(stack=name, name=name, template="{}", parameters={}, tags={}, needs=frozenset())
        for name in names
    )
    return Plan(environment=environment, steps=tuple(steps))


@dataclass
class Stacks:
    """Protection in memory: what was done, in order."""

    done: list[tuple[str, ...]] = field(default_factory=list)

    def set_policy(self, stack: str, policy: str) -> None:
        self.done.append(("policy", stack, policy))

    def protect(self, stack: str) -> None:
        self.done.append(("protect", stack))

    def update(self, desired: Desired, policy: str, shown: Proposal, token: str = "") -> Operation:
        assert shown == SHOWN
        self.done.append(("update", desired.name, policy))
        return Operation(stack=desired.name, id=ID, token=token)


def protect(protector: protection.Protector) -> None:
    Time().run(lambda calls: protection.protect(calls, protector, "web"))


@pytest.mark.parametrize("type_", LOST)
def test_the_policy_keeps_whatever_holds_state_and_lets_it_change(type_: str) -> None:
    assert denial(POLICY, "Update:Replace", "A", type_)
    assert denial(POLICY, "Update:Delete", "A", type_)
    assert not denial(POLICY, "Update:Modify", "A", type_)


@pytest.mark.parametrize("action", ["Update:Modify", "Update:Replace", "Update:Delete"])
def test_the_policy_keeps_nothing_else(action: str) -> None:
    assert not denial(POLICY, action, "A", ROLE)


def test_policies_fit_whatever_they_are_about() -> None:
    assert len(POLICY) < MAX_POLICY
    many = [replace(STATEFUL, logical_id=f"ALogGroupNumber{number}") for number in range(300)]
    assert len(protection.as_text(protection.policy_for(many))) < MAX_POLICY


def test_an_update_that_was_said_yes_to_lets_go_what_was_shown_and_nothing_else() -> None:
    policy = protection.as_text(protection.policy_for([STATEFUL, *OTHERS]))
    for name, kind in {"Logs": LOGS, "Role": ROLE}.items():
        assert not denial(policy, "Update:Replace", name, kind)
        assert not denial(policy, "Update:Delete", name, kind)
    for name, kind in {"Kept": LOGS, "Other": ROLE}.items():
        assert not denial(policy, "Update:Modify", name, kind)
        assert denial(policy, "Update:Replace", name, kind)
        assert denial(policy, "Update:Delete", name, kind)


def test_only_a_loss_of_state_wants_leave() -> None:
    assert protection.wants_leave([*OTHERS, STATEFUL])
    assert not protection.wants_leave(OTHERS)
    quiet = json.loads(protection.as_text(protection.policy_for(())))
    assert [one["Action"] for one in quiet["Statement"]] == [["Update:Modify"]]


def test_a_stack_that_cannot_be_deleted_has_its_policy_as_well() -> None:
    stacks = Stacks()
    protect(stacks)
    assert stacks.done == [("policy", "web", POLICY), ("protect", "web")]


def test_protecting_a_stack_takes_a_turn_for_every_call_and_heeds_that_one_was_throttled() -> None:
    clock = Time()

    class Busy(Stacks):
        times: list[float] = []  # noqa: RUF012 - one of them

        def protect(self, stack: str) -> None:
            self.times.append(clock.now())
            if len(self.times) == 1:
                raise Throttled("Rate exceeded")
            super().protect(stack)

    stacks = Busy()

    async def work(calls: Calls) -> float:
        await protection.protect(calls, stacks, "web")
        return calls.rate

    assert clock.run(work, Bucket(rate=1.0, burst=1.0)) < 1.0
    assert [verb for verb, *_ in stacks.done] == ["policy", "protect"]
    assert stacks.times[0] == pytest.approx(1.0), "a turn of its own"


def test_an_update_is_begun_under_the_policy_for_its_changes() -> None:
    stacks = Stacks()
    assert protection.update(stacks, WEB, SHOWN, [STATEFUL], "t").token == "t"
    policy = protection.as_text(protection.policy_for([STATEFUL]))
    assert stacks.done == [("update", "web", policy)]


def test_what_is_protected_is_not_deleted_and_how_it_could_be_is_said() -> None:
    cloud = FakeCloud()
    for name in ("net", "page", "web"):
        cloud.seed(name, protected=name != "page")
    states = surveyed({"net", "page", "web", "absent"}, cloud, Told(), cloud.clock.terms()).states
    assert cloud.calls == ["stacks"]
    protection.refuse_deletion(_plan(HERE, "page", "absent"), states)
    with pytest.raises(Protected) as raised:
        protection.refuse_deletion(_plan(replace(HERE, protected=True), "page"), states)
    assert str(raised.value).startswith("nothing was deleted: production is protected\n")
    assert "take `protected: true` of production out of params/environments.yaml" in (
        str(raised.value)
    )
    with pytest.raises(Protected) as raised:
        protection.refuse_deletion(_plan(HERE, "net", "page", "web"), states)
    command = (
        "  aws cloudformation update-termination-protection --no-enable-termination-protection"
        " --region eu-west-1 --stack-name"
    )
    assert str(raised.value).splitlines() == [
        "nothing was deleted: web, net have termination protection",
        "  if it is to go all the same, lift that first:",
        f"{command} web",
        f"{command} net",
    ]


def request(desired: Desired) -> dict[str, Any]:
    """What an update has in common with a creation, as far as this is concerned."""
    return {"StackName": desired.name, "TemplateBody": desired.template}


class Aws:
    """The adapter with scripted answers of AWS under it."""

    def __init__(self) -> None:
        client = boto3.client(
            "cloudformation",
            region_name="eu-west-1",
            aws_access_key_id="key",
            aws_secret_access_key="secret",
        )
        self.stubs = Stubber(client)
        self.protecting = Protecting(client, request)

    def answers(self, verb: str, answer: dict[str, Any], **expected: Any) -> None:
        self.stubs.add_response(verb, answer, expected)


@pytest.fixture
def aws() -> Iterator[Aws]:
    found = Aws()
    with found.stubs:
        yield found
        found.stubs.assert_no_pending_responses()


def test_a_stack_gets_its_policy_and_its_protection(aws: Aws) -> None:
    aws.answers("set_stack_policy", {}, StackName="web", StackPolicyBody=POLICY)
    aws.answers(
        "update_termination_protection",
        {"StackId": ID},
        StackName="web",
        EnableTerminationProtection=True,
    )
    protect(aws.protecting)


def _change_set(status: str) -> dict[str, Any]:
    return {"Status": "CREATE_COMPLETE", "ExecutionStatus": status}


SENT = {
    "StackName": "web",
    "TemplateBody": "{}",
    "StackPolicyDuringUpdateBody": "{}",
    "ClientRequestToken": "t",
}


def test_an_update_carries_its_policy_and_its_token(aws: Aws) -> None:
    aws.answers("describe_change_set", _change_set("AVAILABLE"), ChangeSetName=SHOWN.id)
    aws.answers("update_stack", {"StackId": ID}, **SENT)
    assert aws.protecting.update(WEB, "{}", SHOWN, "t") == Operation(stack="web", id=ID, token="t")


@pytest.mark.parametrize(
    "status", ["OBSOLETE", "UNAVAILABLE", "EXECUTE_IN_PROGRESS", "EXECUTE_COMPLETE"]
)
def test_an_update_that_is_no_longer_the_one_that_was_shown_is_not_begun(
    aws: Aws, status: str
) -> None:
    aws.answers("describe_change_set", _change_set(status), ChangeSetName=SHOWN.id)
    with pytest.raises(Overtaken, match="web: somebody else has changed it since its changes"):
        aws.protecting.update(WEB, "{}", SHOWN, "t")


def test_nor_is_one_whose_change_set_is_gone(aws: Aws) -> None:
    aws.stubs.add_client_error("describe_change_set", "ChangeSetNotFound", "does not exist")
    with pytest.raises(Overtaken):
        aws.protecting.update(WEB, "{}", SHOWN, "t")


def test_an_update_that_may_have_been_heard_is_not_taken_for_somebody_elses(aws: Aws) -> None:
    aws.answers("describe_change_set", _change_set("AVAILABLE"), ChangeSetName=SHOWN.id)
    aws.stubs.add_client_error("update_stack", "InternalFailure", http_status_code=500)
    with pytest.raises(NoAnswer):
        aws.protecting.update(WEB, "{}", SHOWN, "t")
    aws.answers("update_stack", {"StackId": ID}, **SENT)
    assert aws.protecting.update(WEB, "{}", SHOWN, "t").token == "t"


def test_one_that_was_throttled_was_not_heard(aws: Aws) -> None:
    aws.answers("describe_change_set", _change_set("AVAILABLE"), ChangeSetName=SHOWN.id)
    aws.stubs.add_client_error("update_stack", "Throttling", "Rate exceeded")
    with pytest.raises(Throttled):
        aws.protecting.update(WEB, "{}", SHOWN, "t")
    aws.answers("describe_change_set", _change_set("OBSOLETE"), ChangeSetName=SHOWN.id)
    with pytest.raises(Overtaken):
        aws.protecting.update(WEB, "{}", SHOWN, "t")


def test_what_is_refused_names_the_stack_and_what_helps(aws: Aws) -> None:
    aws.stubs.add_client_error("set_stack_policy", "AccessDenied", "no")
    with pytest.raises(Refused, match="web: no") as raised:
        protect(aws.protecting)
    assert "make rights" in str(raised.value)


def test_an_environment_says_whether_it_is_protected(tmp_path: Path) -> None:
    root = shipped(tmp_path)
    environments = root / "params/environments.yaml"
    assert not wire(root).project.environment("local").protected
    said = environments.read_text().replace("emulator: true", "emulator: true\n  protected: true")
    environments.write_text(said)
    assert wire(root).project.environment("local").protected
    assert not wire(root).project.environment("production").protected
