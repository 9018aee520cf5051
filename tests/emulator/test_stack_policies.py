"""What a stack policy denies is not done, and what a template keeps is kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from generators.deploy.cloud import Change, Desired, Proposal
from generators.deploy.cloudformation import CloudFormation
from generators.deploy.protecting import Protecting
from generators.deploy.protection import as_text, policy_for, stack_policy
from generators.errors import Overtaken
from tests.emulator.conftest import Cloud, body

GROUP = "AWS::Logs::LogGroup"
HANDLE = {"Type": "AWS::CloudFormation::WaitConditionHandle"}


def request(desired: Desired) -> dict[str, Any]:
    return {"StackName": desired.name, "TemplateBody": desired.template}


def _logs(name: str = "first", **properties: Any) -> dict[str, Any]:
    return {"Type": GROUP, "Properties": {"LogGroupName": f"/policies/{name}", **properties}}


def _template(**resources: Any) -> dict[str, Any]:
    return {"Resources": {"Handle": HANDLE, **resources}}


def _replaced(logical_id: str) -> Change:
    return Change(action="Modify", logical_id=logical_id, type=GROUP, replacement="True")


BEFORE = _template(Logs=_logs(), More=_logs("more"))
OTHER = _template(Logs=_logs("second"), More=_logs("more"))
BOTH = _template(Logs=_logs("second"), More=_logs("another"))
LONGER = _template(Logs=_logs(RetentionInDays=7), More=_logs("more"))
WITHOUT = _template(More=_logs("more"))


@pytest.fixture
def stack(cloud: Cloud) -> Iterator[str]:
    """A protected stack with two log groups and something that holds no state."""
    name, cloudformation = cloud.create(BEFORE), cloud.client("cloudformation")
    protecting = Protecting(cloudformation, request)
    protecting.set_policy(name, as_text(stack_policy()))
    protecting.protect(name)
    yield name
    cloudformation.update_termination_protection(StackName=name, EnableTerminationProtection=False)


def _update(cloud: Cloud, name: str, template: dict[str, Any], *changes: Change) -> None:
    desired = Desired(name=name, template=body(template), parameters={}, tags={})
    policy = as_text(policy_for(changes))
    shown = _shown(cloud, name, template)
    Protecting(cloud.client("cloudformation"), request).update(desired, policy, shown)
    cloud.wait(name)


def _shown(cloud: Cloud, name: str, template: dict[str, Any]) -> Proposal:
    found = cloud.change_set(name, template)
    return Proposal(stack=name, stack_id=found["StackId"], id=found["ChangeSetId"])


def _execute(cloud: Cloud, name: str, template: dict[str, Any]) -> None:
    found = cloud.change_set(name, template)
    cloud.client("cloudformation").execute_change_set(ChangeSetName=found["ChangeSetId"])
    cloud.wait(name)


DENIED = "Action denied by stack policy: Statement [#2] does not allow"


@pytest.mark.parametrize("template", [OTHER, WITHOUT], ids=["replaced", "removed"])
def test_what_holds_state_is_neither_replaced_nor_removed(
    cloud: Cloud, stack: str, template: dict[str, Any]
) -> None:
    for update in (cloud.update, lambda *given: _execute(cloud, *given)):
        physical = cloud.physical(stack, "Logs")
        update(stack, template)
        assert cloud.status(stack) == "UPDATE_ROLLBACK_COMPLETE"
        assert f"Logs UPDATE_FAILED {DENIED} [Update:Replace, Update:Delete]" in (
            cloud.failures(stack)
        )
        assert cloud.physical(stack, "Logs") == physical == "/policies/first"


def test_what_holds_state_may_change_and_what_holds_none_may_go(cloud: Cloud, stack: str) -> None:
    cloud.update(stack, LONGER)
    assert cloud.status(stack) == "UPDATE_COMPLETE", cloud.failures(stack)
    cloud.update(stack, {"Resources": {"Logs": _logs(), "More": _logs("more")}})
    assert cloud.status(stack) == "UPDATE_COMPLETE", cloud.failures(stack)


def test_an_update_under_a_policy_of_its_own_replaces_what_that_names_and_no_more(
    cloud: Cloud, stack: str
) -> None:
    _update(cloud, stack, BOTH, _replaced("Logs"))
    assert cloud.status(stack) == "UPDATE_ROLLBACK_COMPLETE"
    assert "More UPDATE_FAILED Action denied by stack policy" in cloud.failures(stack)
    _update(cloud, stack, OTHER, _replaced("Logs"))
    assert cloud.status(stack) == "UPDATE_COMPLETE", cloud.failures(stack)
    assert cloud.physical(stack, "Logs") == "/policies/second"
    cloud.update(stack, BEFORE)
    assert cloud.status(stack) == "UPDATE_ROLLBACK_COMPLETE", "that policy was for one update"
    _update(cloud, stack, WITHOUT, Change(action="Remove", logical_id="Logs", type=GROUP))
    assert cloud.status(stack) == "UPDATE_COMPLETE", cloud.failures(stack)


def test_an_update_is_not_begun_once_somebody_else_has_changed_the_stack(
    cloud: Cloud, stack: str
) -> None:
    shown = _shown(cloud, stack, OTHER)
    cloud.update(stack, LONGER)
    desired = Desired(name=stack, template=body(OTHER), parameters={}, tags={})
    policy = as_text(policy_for([_replaced("Logs")]))
    with pytest.raises(Overtaken, match="somebody else has changed it since"):
        Protecting(cloud.client("cloudformation"), request).update(desired, policy, shown)
    assert cloud.physical(stack, "Logs") == "/policies/first"


def test_a_protected_stack_is_not_deleted_and_shows_its_policy(cloud: Cloud, stack: str) -> None:
    cloudformation = cloud.client("cloudformation")
    (found,) = [one for one in CloudFormation(cloudformation).stacks().stacks if one.name == stack]
    assert found.protected
    with pytest.raises(ClientError, match="cannot be deleted while TerminationProtection"):
        cloudformation.delete_stack(StackName=stack)
    shown = cloudformation.get_stack_policy(StackName=stack)["StackPolicyBody"]
    assert shown == as_text(stack_policy())


@pytest.mark.parametrize("policy", ["[]", '{"Statement": [{"Effect": "Deny"}]}', "oops"])
def test_what_is_no_policy_is_refused(cloud: Cloud, stack: str, policy: str) -> None:
    cloudformation = cloud.client("cloudformation")
    with pytest.raises(ClientError, match="Invalid stack policy"):
        cloudformation.set_stack_policy(StackName=stack, StackPolicyBody=policy)
    with pytest.raises(ClientError, match="Invalid stack policy"):
        cloudformation.update_stack(
            StackName=stack, TemplateBody=body(OTHER), StackPolicyDuringUpdateBody=policy
        )


def test_what_a_template_keeps_of_a_replacement_is_kept_and_told_before(cloud: Cloud) -> None:
    kept = {"DeletionPolicy": "Delete", "UpdateReplacePolicy": "Retain"}
    name = cloud.create(_template(Logs=_logs() | kept))
    found = cloud.change_set(name, _template(Logs=_logs("second") | kept))["Changes"]
    assert [one["ResourceChange"]["PolicyAction"] for one in found] == ["ReplaceAndRetain"]
    cloud.update(name, _template(Logs=_logs("second") | kept))
    assert cloud.status(name) == "UPDATE_COMPLETE", cloud.failures(name)
    logs = cloud.client("logs")

    def groups() -> list[str]:
        there = logs.describe_log_groups(logGroupNamePrefix="/policies/")["logGroups"]
        return sorted(one["logGroupName"] for one in there)

    assert groups() == ["/policies/first", "/policies/second"]
    cloud.delete(name)
    assert groups() == ["/policies/first"], "a deletion leaves nothing, a replacement the old one"
    logs.delete_log_group(logGroupName="/policies/first")
